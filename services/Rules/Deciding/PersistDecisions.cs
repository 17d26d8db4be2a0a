using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.Deciding;

/// <summary>
/// One statement, one round trip, one transaction: the version is compared and set first, and nothing else is
/// written where it does not fit.
/// </summary>
internal static class PersistDecisions
{
    public const string Sql = """
        with fits as (
            insert into rules.account_state as known (workspace_id, account_id, version, last_sequence)
            values (@workspace, @account, @version + 1, @last)
            on conflict (workspace_id, account_id) do update
            set version = excluded.version, last_sequence = excluded.last_sequence
            where known.version = @version
            returning 1
        ), entries as (
            insert into rules.state_entries (workspace_id, account_id, key, value, expires_at)
            select @workspace, @account, key, value, expires_at
            from unnest(@keys, @values, @expiries) as entry (key, value, expires_at)
            where exists (select from fits)
            on conflict (workspace_id, account_id, key) do update
            set value = excluded.value, expires_at = excluded.expires_at
        ), booked as (
            insert into rules.decisions (decision_id, workspace_id, account_id, room_id, message_id, event_kind,
                rule_id, rule_name, viewer_id, viewer_name, outcome, reason, command_ids, received_at, decided_at)
            select decision_id, @workspace, @account, @room, message_id, event_kind,
                rule_id, rule_name, viewer_id, viewer_name, outcome, reason,
                array(select unnest(@commands[first + 1 : first + count])), @received, @decided
            from unnest(@decisions, @messages, @kinds, @rules, @names, @viewers, @viewerNames, @outcomes, @reasons,
                @firsts, @counts) as decision (decision_id, message_id, event_kind, rule_id, rule_name, viewer_id,
                viewer_name, outcome, reason, first, count)
            where exists (select from fits)
            on conflict (decision_id) do nothing
        )
        select count(*) from fits
        """;

    public static void Fill(
        NpgsqlCommand command,
        AccountKey key,
        LiveEvents message,
        Unpersisted decided,
        long version,
        long last
    )
    {
        var set = command.Parameters;
        set.AddWithValue("workspace", key.WorkspaceId);
        set.AddWithValue("account", key.AccountId);
        set.AddWithValue("version", version);
        set.AddWithValue("last", last);
        set.AddWithValue("room", message.RoomId);
        set.AddWithValue("received", message.ReceivedAt.ToUniversalTime());
        set.AddWithValue("decided", decided.DecidedAt.ToUniversalTime());
        // Of several changes to one entry the last one counts; one statement may write a row only once.
        var entries = decided.Evaluation.Changes.GroupBy(change => change.Key).Select(group => group.Last()).ToArray();
        set.AddWithValue("keys", entries.Select(entry => entry.Key).ToArray());
        set.AddWithValue("values", entries.Select(entry => entry.Entry.Value).ToArray());
        set.AddWithValue(
            "expiries",
            NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            entries.Select(entry => entry.Entry.ExpiresAt.UtcDateTime).ToArray()
        );
        FillDecisions(set, decided.Plan.Decisions);
    }

    private static void FillDecisions(NpgsqlParameterCollection set, IReadOnlyList<RuleDecision> decisions)
    {
        var firsts = new int[decisions.Count];
        for (var n = 1; n < firsts.Length; n++)
            firsts[n] = firsts[n - 1] + decisions[n - 1].CommandIds.Count;
        set.AddWithValue("decisions", decisions.Select(decision => decision.DecisionId).ToArray());
        set.AddWithValue("messages", decisions.Select(decision => decision.MessageId).ToArray());
        set.AddWithValue("kinds", decisions.Select(decision => decision.EventKind.ToString()).ToArray());
        set.AddWithValue("rules", decisions.Select(decision => decision.RuleId).ToArray());
        set.AddWithValue("names", decisions.Select(decision => decision.RuleName).ToArray());
        set.AddWithValue("viewers", decisions.Select(decision => decision.ViewerId).ToArray());
        set.AddWithValue("viewerNames", decisions.Select(decision => Storable(decision.ViewerName)).ToArray());
        set.AddWithValue("outcomes", decisions.Select(decision => decision.Outcome.ToString()).ToArray());
        set.AddWithValue("reasons", decisions.Select(decision => decision.Reason).ToArray());
        set.AddWithValue("firsts", firsts);
        set.AddWithValue("counts", decisions.Select(decision => decision.CommandIds.Count).ToArray());
        set.AddWithValue("commands", decisions.SelectMany(decision => decision.CommandIds).ToArray());
    }

    /// <summary>PostgreSQL stores no NUL in a text; a viewer may well have one in the name.</summary>
    private static string? Storable(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);
}
