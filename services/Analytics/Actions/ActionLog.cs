using LiveOps.Analytics.Progress;
using LiveOps.Analytics.Sessions;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Actions;

/// <summary>
/// What was decided and what became of it, linked to the event that caused it. Decision and completion of a command
/// come over different queues: whichever is first makes the row, the other one completes it.
/// </summary>
internal sealed class ActionLog(NpgsqlDataSource database, SessionLocks sessions, ProgressPublisher progress)
{
    /// <summary>Longest text kept of a name, reason or detail.</summary>
    private const int TextLimit = 2_000;

    private const string WriteCompleted = """
        insert into analytics.actions as a (id, workspace_id, account_id, session_no, room_id, message_id, event_kind,
            rule_id, gateway_id, board_id, device_id, action, duration_ms, outcome, detail, sent_at, acknowledged_at,
            completed_at, board_ms, path_ms, ran_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        on conflict (id) do update set
            account_id = coalesce(a.account_id, excluded.account_id),
            session_no = coalesce(a.session_no, excluded.session_no),
            room_id = coalesce(a.room_id, excluded.room_id),
            message_id = coalesce(a.message_id, excluded.message_id),
            event_kind = coalesce(a.event_kind, excluded.event_kind),
            rule_id = coalesce(a.rule_id, excluded.rule_id),
            gateway_id = excluded.gateway_id, board_id = excluded.board_id, device_id = excluded.device_id,
            action = excluded.action, duration_ms = excluded.duration_ms, outcome = excluded.outcome,
            detail = excluded.detail, sent_at = excluded.sent_at, acknowledged_at = excluded.acknowledged_at,
            completed_at = excluded.completed_at, board_ms = excluded.board_ms, path_ms = excluded.path_ms,
            ran_ms = excluded.ran_ms
        where a.outcome is null and a.workspace_id = excluded.workspace_id
        """;

    private const string CountDone =
        "update analytics.live_sessions set actions_done = actions_done + 1 where session_no = $1";
    private const string CountNotDone =
        "update analytics.live_sessions set actions_not_done = actions_not_done + 1 where session_no = $1";

    private const string WriteDecided = """
        insert into analytics.actions as a (id, workspace_id, account_id, session_no, room_id, message_id, event_kind,
            rule_id, rule_name, decision_id, decision, reason, viewer_id, viewer_name, decided_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (id) do update set
            rule_name = excluded.rule_name, decision_id = excluded.decision_id, decision = excluded.decision,
            reason = excluded.reason, viewer_id = excluded.viewer_id, viewer_name = excluded.viewer_name,
            decided_at = excluded.decided_at
        where a.decision_id is null and a.workspace_id = excluded.workspace_id
        """;

    /// <summary>Books the end of a command, and counts it for its session, once.</summary>
    public async Task CompletedAsync(DeviceCommandCompleted completed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ended = new List<Guid>();
        // The session first: every writer locks it before anything that belongs to it.
        var session = completed is { AccountId: { } account, Cause: { } cause }
            ? await LockAsync(
                transaction,
                new SessionKey(completed.WorkspaceId, account, cause.RoomId),
                cause.ReceivedAt,
                ended,
                cancellationToken
            )
            : null;
        await using var write = new NpgsqlCommand(WriteCompleted, connection, transaction);
        Describe(write.Parameters, completed, session);
        var isFirst = await write.ExecuteNonQueryAsync(cancellationToken) == 1;
        if (isFirst && session is not null)
        {
            var sql = completed.Outcome == DeviceCommandOutcome.Done ? CountDone : CountNotDone;
            await using var count = new NpgsqlCommand(sql, connection, transaction);
            count.Parameters.With(session.SessionNo);
            await count.ExecuteNonQueryAsync(cancellationToken);
            ended.Add(session.Id);
        }
        await transaction.CommitAsync(cancellationToken);
        progress.Changed(ended);
    }

    /// <summary>Books decisions: a row for each command that was sent, or one for a decision that sent none.</summary>
    public async Task DecidedAsync(RulesDecided decided, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ended = new List<Guid>();
        var session = await LockAsync(
            transaction,
            new SessionKey(decided.WorkspaceId, decided.AccountId, decided.RoomId),
            decided.DecidedAt,
            ended,
            cancellationToken
        );
        await using var batch = new NpgsqlBatch(connection, transaction);
        var rows =
            from decision in decided.Decisions
            from id in decision.CommandIds.DefaultIfEmpty(decision.DecisionId)
            orderby id
            select (id, decision);
        foreach (var (id, decision) in rows)
        {
            var write = new NpgsqlBatchCommand(WriteDecided);
            Describe(write.Parameters, id, decided, decision, session);
            batch.BatchCommands.Add(write);
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        progress.Changed(ended);
    }

    private async Task<LockedSession> LockAsync(
        NpgsqlTransaction transaction,
        SessionKey key,
        DateTimeOffset at,
        List<Guid> ended,
        CancellationToken cancellationToken
    )
    {
        var wanted = new Dictionary<SessionKey, DateTimeOffset> { [key] = at };
        return (await sessions.LockAsync(transaction, wanted, ended, cancellationToken))[key];
    }

    private static void Describe(
        NpgsqlParameterCollection parameters,
        DeviceCommandCompleted completed,
        LockedSession? session
    ) =>
        parameters
            .With(completed.CommandId)
            .With(completed.WorkspaceId)
            .With(completed.AccountId, NpgsqlDbType.Uuid)
            .With(session?.SessionNo, NpgsqlDbType.Bigint)
            .With(completed.Cause?.RoomId, NpgsqlDbType.Bigint)
            .With(completed.Cause?.MessageId, NpgsqlDbType.Bigint)
            .With((short?)completed.Cause?.EventKind, NpgsqlDbType.Smallint)
            .With(completed.Cause?.RuleId, NpgsqlDbType.Uuid)
            .With(Text(completed.GatewayId), NpgsqlDbType.Text)
            .With(Text(completed.BoardId), NpgsqlDbType.Text)
            .With(Text(completed.DeviceId), NpgsqlDbType.Text)
            .With(Text(completed.Action), NpgsqlDbType.Text)
            .With(completed.DurationMs)
            .With((short)completed.Outcome)
            .With(Text(completed.Detail), NpgsqlDbType.Text)
            .With(completed.SentAt)
            .With(completed.AcknowledgedAt)
            .With(completed.CompletedAt)
            .With(completed.BoardMs, NpgsqlDbType.Double)
            .With(completed.PathMs, NpgsqlDbType.Double)
            .With(completed.RanMs, NpgsqlDbType.Integer);

    private static void Describe(
        NpgsqlParameterCollection parameters,
        Guid id,
        RulesDecided decided,
        RuleDecision decision,
        LockedSession session
    ) =>
        parameters
            .With(id)
            .With(decided.WorkspaceId)
            .With(decided.AccountId)
            .With(session.SessionNo)
            .With(decided.RoomId)
            .With(decision.MessageId)
            .With((short)decision.EventKind)
            .With(decision.RuleId)
            .With(Text(decision.RuleName), NpgsqlDbType.Text)
            .With(decision.DecisionId)
            .With((short)decision.Outcome)
            .With(Text(decision.Reason), NpgsqlDbType.Text)
            .With(decision.ViewerId, NpgsqlDbType.Bigint)
            .With(Text(decision.ViewerName), NpgsqlDbType.Text)
            .With(decided.DecidedAt);

    private static string? Text(string? text) => StorableText.Of(text, TextLimit, out _, out _);
}
