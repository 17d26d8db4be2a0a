using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Reads the decisions of one workspace by key, so that a page costs the same however deep it lies.</summary>
internal sealed class DecisionList(NpgsqlDataSource database)
{
    public async Task<DecisionPage> ReadAsync(
        Guid workspace,
        Guid? account,
        Guid? rule,
        PageEnd? before,
        int limit,
        CancellationToken cancellation
    )
    {
        var ofAccount = account is null ? "" : "and account_id = @account";
        var ofRule = rule is null ? "" : "and rule_id = @rule";
        var earlier = before is null ? "" : "and (decided_at, decision_id) < (@decided, @decision)";
        await using var select = database.CreateCommand(
            $"""
            select decision_id, account_id, room_id, message_id, event_kind, rule_id, rule_name, viewer_id,
                viewer_name, outcome, reason, command_ids, received_at, decided_at
            from rules.decisions where workspace_id = @workspace {ofAccount} {ofRule} {earlier}
            order by decided_at desc, decision_id desc limit @limit
            """
        );
        select.Parameters.AddWithValue("workspace", workspace);
        select.Parameters.AddWithValue("limit", limit);
        if (account is not null)
            select.Parameters.AddWithValue("account", account);
        if (rule is not null)
            select.Parameters.AddWithValue("rule", rule);
        if (before is not null)
        {
            select.Parameters.AddWithValue("decided", NpgsqlDbType.TimestampTz, before.At);
            select.Parameters.AddWithValue("decision", before.Id);
        }
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var items = new List<DecisionView>();
        while (await reader.ReadAsync(cancellation))
            items.Add(Read(reader));
        var next = items.Count < limit ? null : new PageEnd(items[^1].DecidedAt, items[^1].DecisionId).ToString();
        return new DecisionPage(items, next);
    }

    private static DecisionView Read(NpgsqlDataReader reader) =>
        new()
        {
            DecisionId = reader.GetGuid(0),
            AccountId = reader.GetGuid(1),
            RoomId = reader.GetInt64(2).ToString(CultureInfo.InvariantCulture),
            MessageId = reader.GetInt64(3).ToString(CultureInfo.InvariantCulture),
            EventKind = reader.GetString(4),
            RuleId = reader.GetGuid(5),
            RuleName = reader.GetString(6),
            ViewerId = reader.IsDBNull(7) ? null : reader.GetInt64(7).ToString(CultureInfo.InvariantCulture),
            ViewerName = reader.IsDBNull(8) ? null : reader.GetString(8),
            Outcome = reader.GetString(9),
            Reason = reader.IsDBNull(10) ? null : reader.GetString(10),
            CommandIds = reader.GetFieldValue<Guid[]>(11),
            ReceivedAt = reader.GetFieldValue<DateTimeOffset>(12),
            DecidedAt = reader.GetFieldValue<DateTimeOffset>(13),
        };
}
