using System.Globalization;
using System.Security.Claims;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Reviewing;

/// <summary>One entry of the action log: a device command, or a decision that sent none.</summary>
internal sealed record ActionView
{
    /// <summary>The command's id, or the decision's where it sent no command.</summary>
    public required Guid Id { get; init; }
    public Guid? AccountId { get; init; }
    public Guid? LiveSessionId { get; init; }

    /// <summary>The event that caused it; null for a manual test.</summary>
    public string? RoomId { get; init; }
    public string? MessageId { get; init; }
    public LiveEventKind? EventKind { get; init; }
    public Guid? RuleId { get; init; }
    public string? RuleName { get; init; }
    public Guid? DecisionId { get; init; }
    public RuleOutcome? Decision { get; init; }
    public string? Reason { get; init; }
    public string? ViewerId { get; init; }
    public string? ViewerName { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? GatewayId { get; init; }
    public string? BoardId { get; init; }
    public string? DeviceId { get; init; }
    public string? Action { get; init; }
    public int? DurationMs { get; init; }

    /// <summary>Null while the command runs, and for a decision that sent none.</summary>
    public DeviceCommandOutcome? Outcome { get; init; }
    public string? Detail { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public double? BoardMs { get; init; }
    public double? PathMs { get; init; }
    public int? RanMs { get; init; }

    /// <summary>What happened then; null for a manual test, and where the event is not on the books (any more).</summary>
    public ActionCause? Cause { get; init; }
}

/// <summary>What was sent or said in the event that caused an action; each is null where the event has none.</summary>
internal sealed record ActionCause
{
    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }
    public string? GiftId { get; init; }
    public string? GiftName { get; init; }

    /// <summary>Price of one unit.</summary>
    public int? Coins { get; init; }

    /// <summary>Units of the streak by then, or of a gift without streak.</summary>
    public int? RepeatCount { get; init; }
    public int? Credited { get; init; }
    public int? Likes { get; init; }
    public string? Text { get; init; }
}

/// <summary>The action log of the caller's workspace, newest first.</summary>
internal static class ActionEntries
{
    private const string Select = """
        select a.id, a.account_id, s.id, a.room_id, a.message_id, a.event_kind, a.rule_id, a.rule_name, a.decision_id,
            a.decision, a.reason, a.viewer_id, a.viewer_name, a.decided_at, a.gateway_id, a.board_id, a.device_id,
            a.action, a.duration_ms, a.outcome, a.detail, a.sent_at, a.acknowledged_at, a.completed_at, a.board_ms,
            a.path_ms, a.ran_ms, a.action_no, e.at, e.gift_id, g.name, e.coins, e.repeat_count, e.credited, e.likes, e.text
        from analytics.actions a
        left join analytics.live_sessions s on s.session_no = a.session_no
        left join analytics.events e on e.session_no = a.session_no and e.message_id = a.message_id
            and e.kind = a.event_kind and e.opened_on = s.opened_on
        left join analytics.gifts g on g.gift_id = e.gift_id
        """;

    private const string OfSession = $"""
        {Select}
        where a.session_no = $1 and a.workspace_id = $2 and ($3::bigint is null or a.action_no < $3)
        order by a.action_no desc
        limit $4
        """;

    private const string OfWorkspace = $"""
        {Select}
        where ($1::uuid is null or a.account_id = $1) and a.workspace_id = $2
            and ($3::bigint is null or a.action_no < $3)
        order by a.action_no desc
        limit $4
        """;

    public static void MapActions(this RouteGroupBuilder api)
    {
        api.MapGet("/live-sessions/{id:guid}/actions", ListOfSessionAsync)
            .WithName("listSessionActions")
            .WithSummary("What rules decided and devices did in a live session, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/actions", ListAsync)
            .WithName("listActions")
            .WithSummary("What rules decided and devices did, manual tests included, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<Page<ActionView>>, NotFound, ProblemHttpResult>> ListOfSessionAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        CancellationToken cancellationToken,
        string? after = null,
        int limit = 100
    )
    {
        if (!Cursor.TryParse(after, 1, out var cursor))
            return Cursor.Refuse();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await LiveSessions.FindAsync(connection, user, id, cancellationToken) is not { } session)
            return TypedResults.NotFound();
        await using var command = new NpgsqlCommand(OfSession, connection);
        command.Parameters.With(session.SessionNo);
        return TypedResults.Ok(await ReadPageAsync(command, user.WorkspaceId(), cursor, limit, cancellationToken));
    }

    private static async Task<Results<Ok<Page<ActionView>>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        string? after = null,
        int limit = 100
    )
    {
        if (!Cursor.TryParse(after, 1, out var cursor))
            return Cursor.Refuse();
        await using var command = database.CreateCommand(OfWorkspace);
        command.Parameters.With(accountId, NpgsqlDbType.Uuid);
        return TypedResults.Ok(await ReadPageAsync(command, user.WorkspaceId(), cursor, limit, cancellationToken));
    }

    private static async Task<Page<ActionView>> ReadPageAsync(
        NpgsqlCommand command,
        Guid workspace,
        long[]? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        limit = Math.Clamp(limit, 1, 1_000);
        command.Parameters.With(workspace).With(cursor?[0], NpgsqlDbType.Bigint).With(limit + 1);
        var actions = new List<ActionView>();
        string? last = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (actions.Count == limit)
                return new(actions, last);
            actions.Add(Read(reader));
            last = Cursor.Of(reader.GetInt64(27));
        }
        return new(actions, null);
    }

    private static ActionView Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            AccountId = Value<Guid>(row, 1),
            LiveSessionId = Value<Guid>(row, 2),
            RoomId = Value<long>(row, 3)?.ToString(CultureInfo.InvariantCulture),
            MessageId = Value<long>(row, 4)?.ToString(CultureInfo.InvariantCulture),
            EventKind = (LiveEventKind?)Value<short>(row, 5),
            RuleId = Value<Guid>(row, 6),
            RuleName = Text(row, 7),
            DecisionId = Value<Guid>(row, 8),
            Decision = (RuleOutcome?)Value<short>(row, 9),
            Reason = Text(row, 10),
            ViewerId = Value<long>(row, 11)?.ToString(CultureInfo.InvariantCulture),
            ViewerName = Text(row, 12),
            DecidedAt = Value<DateTimeOffset>(row, 13),
            GatewayId = Text(row, 14),
            BoardId = Text(row, 15),
            DeviceId = Text(row, 16),
            Action = Text(row, 17),
            DurationMs = Value<int>(row, 18),
            Outcome = (DeviceCommandOutcome?)Value<short>(row, 19),
            Detail = Text(row, 20),
            SentAt = Value<DateTimeOffset>(row, 21),
            AcknowledgedAt = Value<DateTimeOffset>(row, 22),
            CompletedAt = Value<DateTimeOffset>(row, 23),
            BoardMs = Value<double>(row, 24),
            PathMs = Value<double>(row, 25),
            RanMs = Value<int>(row, 26),
            Cause = row.IsDBNull(28)
                ? null
                : new ActionCause
                {
                    At = row.GetFieldValue<DateTimeOffset>(28),
                    GiftId = Value<long>(row, 29)?.ToString(CultureInfo.InvariantCulture),
                    GiftName = Text(row, 30),
                    Coins = Value<int>(row, 31),
                    RepeatCount = Value<int>(row, 32),
                    Credited = Value<int>(row, 33),
                    Likes = Value<int>(row, 34),
                    Text = Text(row, 35),
                },
        };

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static T? Value<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
