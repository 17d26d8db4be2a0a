using System.Text.Json;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
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
            insert into rules.account_state as known (workspace_id, account_id, version, last_sequence, due_at)
            values (@workspace, @account, @version + 1, @last, @due)
            on conflict (workspace_id, account_id) do update
            set version = excluded.version, last_sequence = excluded.last_sequence, due_at = excluded.due_at
            where known.version = @version
            returning 1
        ), gone as (
            delete from rules.state_entries
            where workspace_id = @workspace and account_id = @account and key = any(@gone) and exists (select from fits)
        ), entries as (
            insert into rules.state_entries (workspace_id, account_id, key, value, expires_at, text, list)
            select @workspace, @account, key, value, expires_at, text, list::bigint[]
            from unnest(@keys, @values, @expiries, @texts, @lists) as entry (key, value, expires_at, text, list)
            where exists (select from fits)
            on conflict (workspace_id, account_id, key) do update
            set value = excluded.value, expires_at = excluded.expires_at, text = excluded.text, list = excluded.list
        ), going as (
            insert into rules.executions (execution_id, workspace_id, account_id, rule_id, rule_name, viewer_id,
                viewer_name, state, units, steps, queued_at, begun_at, due_at, ended_at, reason, details)
            select execution_id, @workspace, @account, rule_id, rule_name, viewer_id, viewer_name,
                state, units, steps, queued_at, begun_at, due_at, ended_at, reason, details::json
            from unnest(@executions, @executionRules, @executionNames, @executionViewerIds, @executionViewers, @states, @units, @steps,
                @queuedAts, @begunAts, @dueAts, @endedAts, @ends, @details) as execution (execution_id, rule_id,
                rule_name, viewer_id, viewer_name, state, units, steps, queued_at, begun_at, due_at, ended_at, reason, details)
            where exists (select from fits)
            on conflict (execution_id) do update
            set state = excluded.state, units = excluded.units, steps = excluded.steps, due_at = excluded.due_at,
                ended_at = excluded.ended_at, reason = excluded.reason, details = excluded.details
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
        AccountInput input,
        Unpersisted decided,
        long last,
        DateTimeOffset? due
    )
    {
        var set = command.Parameters;
        set.AddWithValue("workspace", input.Key.WorkspaceId);
        set.AddWithValue("account", input.Key.AccountId);
        set.AddWithValue("version", decided.Version);
        set.AddWithValue("last", last);
        set.Add(new("due", NpgsqlDbType.TimestampTz) { Value = (object?)due?.UtcDateTime ?? DBNull.Value });
        set.AddWithValue("room", input.RoomId);
        set.AddWithValue("received", input.ReceivedAt.ToUniversalTime());
        set.AddWithValue("decided", decided.DecidedAt.ToUniversalTime());
        FillEntries(set, decided.Evaluation.Changes);
        FillExecutions(set, decided.Evaluation.Memory.ExecutionChanges);
        FillDecisions(set, decided.Plan.Decisions);
    }

    private static void FillEntries(NpgsqlParameterCollection set, IReadOnlyList<StateChange> changes)
    {
        // Of several changes to one entry the last one counts; one statement may write a row only once.
        var lasts = changes
            .GroupBy(change => change.Key, StringComparer.Ordinal)
            .Select(group => group.Last())
            .ToArray();
        set.AddWithValue("gone", lasts.Where(change => change.Entry is null).Select(change => change.Key).ToArray());
        var kept = lasts.Where(change => change.Entry is not null).ToArray();
        var entries = kept.Select(change => change.Entry!.Value).ToArray();
        set.AddWithValue("keys", kept.Select(change => change.Key).ToArray());
        set.AddWithValue("values", entries.Select(entry => entry.Value).ToArray());
        AddTimes(set, "expiries", entries.Select(entry => (DateTimeOffset?)entry.ExpiresAt));
        set.AddWithValue("texts", entries.Select(entry => entry.Text).ToArray());
        set.AddWithValue(
            "lists",
            entries.Select(entry => entry.List.IsDefault ? null : $"{{{string.Join(',', entry.List)}}}").ToArray()
        );
    }

    private static void FillExecutions(NpgsqlParameterCollection set, IReadOnlyList<ExecutionChange> changes)
    {
        var lasts = changes.GroupBy(change => change.Execution.Id).Select(group => group.Last()).ToArray();
        set.AddWithValue("executions", lasts.Select(change => change.Execution.Id).ToArray());
        set.AddWithValue("executionRules", lasts.Select(change => change.Execution.Rule.Id).ToArray());
        set.AddWithValue("executionNames", lasts.Select(change => change.Execution.Rule.Name).ToArray());
        set.AddWithValue(
            "executionViewerIds",
            lasts.Select(change => change.Execution.Cause.Event.Viewer?.UserId).ToArray()
        );
        set.AddWithValue("executionViewers", lasts.Select(change => Storable(NameOf(change.Execution))).ToArray());
        set.AddWithValue(
            "states",
            lasts.Select(change => (change.End?.State ?? change.Execution.State).ToString()).ToArray()
        );
        set.AddWithValue("units", lasts.Select(change => change.Execution.Units).ToArray());
        set.AddWithValue("steps", lasts.Select(change => change.Execution.Steps).ToArray());
        AddTimes(set, "queuedAts", lasts.Select(change => (DateTimeOffset?)change.Execution.QueuedAt));
        AddTimes(set, "begunAts", lasts.Select(change => change.Execution.BegunAt));
        AddTimes(set, "dueAts", lasts.Select(change => change.End is null ? change.Execution.Due() : null));
        AddTimes(set, "endedAts", lasts.Select(change => change.End?.At));
        set.AddWithValue("ends", lasts.Select(change => change.End?.Reason).ToArray());
        // What is over is never gone on with: its details go.
        set.AddWithValue(
            "details",
            lasts
                .Select(change =>
                    change.End is null ? JsonSerializer.Serialize(change.Execution, RuleJson.Options) : null
                )
                .ToArray()
        );
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

    private static void AddTimes(NpgsqlParameterCollection set, string name, IEnumerable<DateTimeOffset?> times) =>
        set.AddWithValue(
            name,
            NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            times.Select(time => time?.UtcDateTime).ToArray()
        );

    private static string? NameOf(Execution execution) =>
        execution.Cause.Event.Viewer is { } viewer ? viewer.Nickname ?? viewer.Handle : null;

    /// <summary>PostgreSQL stores no NUL in a text; a viewer may well have one in the name.</summary>
    private static string? Storable(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);
}
