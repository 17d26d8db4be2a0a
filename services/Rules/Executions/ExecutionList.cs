using LiveOps.Rules.RoutingBoards;
using LiveOps.Rules.Running;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.Executions;

/// <summary>What waits and runs, and how what is over has ended: always of one workspace.</summary>
internal sealed class ExecutionList(NpgsqlDataSource database)
{
    /// <summary>Active ones first, each part latest first.</summary>
    /// <param name="workspaceId">Whose.</param>
    /// <param name="accountId">Null: all accounts.</param>
    /// <param name="ruleId">Null: all rules.</param>
    /// <param name="activeOnly">Without those that are over.</param>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<ExecutionView>> ReadAsync(
        Guid workspaceId,
        Guid? accountId,
        Guid? ruleId,
        bool activeOnly,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var select = database.CreateCommand(
            $"""
            select execution_id, account_id, rule_id, rule_name, viewer_name, state, units, steps, queued_at, begun_at,
                due_at, ended_at, reason
            from rules.executions
            where workspace_id = $1 and ($2 is null or account_id = $2)
                and ($4 is null or rule_id = $4) {(activeOnly ? "and ended_at is null" : "")}
            order by ended_at is null desc, queued_at desc, execution_id desc limit $3
            """
        );
        select.Parameters.Add(new() { Value = workspaceId });
        select.Parameters.Add(new() { Value = (object?)accountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        select.Parameters.Add(new() { Value = limit });
        select.Parameters.Add(new() { Value = (object?)ruleId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var executions = new List<ExecutionView>();
        while (await reader.ReadAsync(cancellationToken))
            executions.Add(Read(reader));
        return executions;
    }

    /// <summary>The account of an active execution; null when this workspace has no such.</summary>
    public async Task<Guid?> AccountOfAsync(Guid workspaceId, Guid executionId, CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            "select account_id from rules.executions where workspace_id = $1 and execution_id = $2 and ended_at is null"
        );
        select.Parameters.Add(new() { Value = workspaceId });
        select.Parameters.Add(new() { Value = executionId });
        return await select.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>The accounts that have something waiting or running.</summary>
    /// <param name="workspaceId">Whose.</param>
    /// <param name="boards">Only those that are bound to one of these, in capitals, or to whichever is ready; null: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<Guid>> AccountsAsync(
        Guid workspaceId,
        IReadOnlyList<string>? boards,
        CancellationToken cancellationToken
    )
    {
        await using var select = database.CreateCommand(
            """
            select distinct account_id from rules.executions e
            where workspace_id = $1 and ended_at is null
                and ($2::text[] is null or exists (
                    select 1 from rules.bindings b
                    where b.workspace_id = $1 and b.account_id = e.account_id
                        and (b.board_id = $3 or upper(b.board_id) = any($2))))
            """
        );
        select.Parameters.Add(new() { Value = workspaceId });
        select.Parameters.Add(new NpgsqlParameter<string[]?> { TypedValue = boards?.ToArray() });
        select.Parameters.Add(new() { Value = BoardBinding.FirstReady });
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var accounts = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            accounts.Add(reader.GetGuid(0));
        return accounts;
    }

    private static ExecutionView Read(NpgsqlDataReader reader) =>
        new()
        {
            Id = reader.GetGuid(0),
            AccountId = reader.GetGuid(1),
            RuleId = reader.GetGuid(2),
            RuleName = reader.GetString(3),
            ViewerName = reader.IsDBNull(4) ? null : reader.GetString(4),
            State = Enum.Parse<ExecutionState>(reader.GetString(5)),
            Units = reader.GetInt32(6),
            Steps = reader.GetInt32(7),
            QueuedAt = reader.GetFieldValue<DateTimeOffset>(8),
            BegunAt = reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
            DueAt = reader.IsDBNull(10) ? null : reader.GetFieldValue<DateTimeOffset>(10),
            EndedAt = reader.IsDBNull(11) ? null : reader.GetFieldValue<DateTimeOffset>(11),
            Reason = reader.IsDBNull(12) ? null : reader.GetString(12),
        };
}

/// <summary>An execution as people see it. One that ended in the moment it began is its decision and nothing more.</summary>
internal sealed record ExecutionView
{
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid RuleId { get; init; }
    public required string RuleName { get; init; }

    /// <summary>Who set it off; null where nobody did.</summary>
    public string? ViewerName { get; init; }
    public required ExecutionState State { get; init; }

    /// <summary>While waiting: how many units have not begun.</summary>
    public required int Units { get; init; }

    /// <summary>Steps done.</summary>
    public required int Steps { get; init; }
    public required DateTimeOffset QueuedAt { get; init; }
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>When its next step is due.</summary>
    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended, unless it is done.</summary>
    public string? Reason { get; init; }
}
