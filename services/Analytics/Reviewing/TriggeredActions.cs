using System.Globalization;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Reviewing;

/// <summary>What an event has triggered: a device command, or a decision that sent none.</summary>
internal sealed record TriggeredView
{
    /// <summary>The entry's id in the action log.</summary>
    public required Guid Id { get; init; }
    public Guid? RuleId { get; init; }
    public string? RuleName { get; init; }
    public RuleOutcome? Decision { get; init; }
    public string? Reason { get; init; }
    public string? DeviceId { get; init; }
    public string? Action { get; init; }

    /// <summary>Null while the command runs, and for a decision that sent none.</summary>
    public DeviceCommandOutcome? Outcome { get; init; }
}

/// <summary>Finds what the events of a page have triggered.</summary>
internal static class TriggeredActions
{
    private const string Sql = """
        select message_id, event_kind, id, rule_id, rule_name, decision, reason, device_id, action, outcome
        from analytics.actions
        where session_no = $1 and message_id = any($2) and workspace_id = $3 and event_kind is not null
        order by action_no
        """;

    public static async Task AddToAsync(
        NpgsqlConnection connection,
        SessionRow session,
        List<EventView> events,
        CancellationToken cancellationToken
    )
    {
        if (events.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Sql, connection);
        command
            .Parameters.With(session.SessionNo)
            .With(
                events.Select(one => long.Parse(one.MessageId, CultureInfo.InvariantCulture)).Distinct().ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Bigint
            )
            .With(session.WorkspaceId);
        var triggered = new Dictionary<(string MessageId, LiveEventKind Kind), List<TriggeredView>>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (reader.GetInt64(0).ToString(CultureInfo.InvariantCulture), (LiveEventKind)reader.GetInt16(1));
            if (!triggered.TryGetValue(key, out var actions))
                triggered[key] = actions = [];
            actions.Add(Read(reader));
        }
        for (var n = 0; n < events.Count; n++)
            if (triggered.TryGetValue((events[n].MessageId, events[n].Kind), out var actions))
                events[n] = events[n] with { Actions = actions };
    }

    private static TriggeredView Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(2),
            RuleId = row.IsDBNull(3) ? null : row.GetGuid(3),
            RuleName = Text(row, 4),
            Decision = row.IsDBNull(5) ? null : (RuleOutcome)row.GetInt16(5),
            Reason = Text(row, 6),
            DeviceId = Text(row, 7),
            Action = Text(row, 8),
            Outcome = row.IsDBNull(9) ? null : (DeviceCommandOutcome)row.GetInt16(9),
        };

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
