using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.ManagingRules;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.Webhooks;

/// <summary>Calls as people see them: always those of one workspace.</summary>
internal sealed class WebhookList(NpgsqlDataSource database)
{
    private const string Columns =
        "call_id, account_id, rule_id, url, state, attempts, due_at, status_code, reason, created_at, finished_at";

    /// <summary>A stretch of calls by key, so that a page costs the same however deep it lies.</summary>
    public async Task<WebhookPage> ReadAsync(
        Guid workspace,
        WebhookState? state,
        PageEnd? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var ofState = state is null ? "" : "and state = @state";
        var earlier = before is null ? "" : "and (created_at, call_id) < (@created, @call)";
        await using var select = database.CreateCommand(
            $"""
            select {Columns} from rules.webhook_calls where workspace_id = @workspace {ofState} {earlier}
            order by created_at desc, call_id desc limit @limit
            """
        );
        select.Parameters.AddWithValue("workspace", workspace);
        select.Parameters.AddWithValue("limit", limit);
        if (state is not null)
            select.Parameters.AddWithValue("state", state.ToString()!);
        if (before is not null)
        {
            select.Parameters.AddWithValue("created", NpgsqlDbType.TimestampTz, before.At);
            select.Parameters.AddWithValue("call", before.Id);
        }
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var items = new List<WebhookCallView>();
        while (await reader.ReadAsync(cancellationToken))
            items.Add(Read(reader));
        var next = items.Count < limit ? null : new PageEnd(items[^1].CreatedAt, items[^1].CallId).ToString();
        return new WebhookPage(items, next);
    }

    /// <returns>Null when this workspace has no such call.</returns>
    public async Task<WebhookCallDetail?> FindAsync(Guid workspace, Guid call, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        Add(
            batch,
            $"select {Columns} from rules.webhook_calls where workspace_id = $1 and call_id = $2",
            workspace,
            call
        );
        Add(
            batch,
            """
            select number, started_at, attempt.status_code, milliseconds, attempt.reason
            from rules.webhook_attempts as attempt join rules.webhook_calls using (call_id)
            where workspace_id = $1 and call_id = $2 order by number
            """,
            workspace,
            call
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var found = Read(reader);
        await reader.NextResultAsync(cancellationToken);
        var attempts = new List<WebhookAttempt>();
        while (await reader.ReadAsync(cancellationToken))
            attempts.Add(ReadAttempt(reader));
        return new WebhookCallDetail(found, attempts);
    }

    /// <summary>Puts a call that was given up back into the queue, with all its tries before it.</summary>
    /// <returns>False when the workspace has no such call, or it was not given up, or it can never be made.</returns>
    public async Task<bool> RetryAsync(Guid workspace, Guid call, CancellationToken cancellationToken)
    {
        await using var update = database.CreateCommand(
            """
            update rules.webhook_calls set state = 'Waiting', tries = 0, due_at = now(), reason = null,
                status_code = null, finished_at = null
            where workspace_id = $1 and call_id = $2 and state = 'Failed' and url <> ''
            """
        );
        update.Parameters.Add(new() { Value = workspace });
        update.Parameters.Add(new() { Value = call });
        return await update.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static void Add(NpgsqlBatch batch, string sql, Guid workspace, Guid call)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        command.Parameters.Add(new NpgsqlParameter { Value = call });
        batch.BatchCommands.Add(command);
    }

    private static WebhookAttempt ReadAttempt(NpgsqlDataReader reader) =>
        new()
        {
            Number = reader.GetInt32(0),
            StartedAt = reader.GetFieldValue<DateTimeOffset>(1),
            StatusCode = reader.IsDBNull(2) ? null : reader.GetInt32(2),
            Milliseconds = reader.IsDBNull(3) ? null : reader.GetInt32(3),
            Reason = reader.IsDBNull(4) ? null : reader.GetString(4),
        };

    private static WebhookCallView Read(NpgsqlDataReader reader)
    {
        var state = Enum.Parse<WebhookState>(reader.GetString(4));
        return new WebhookCallView
        {
            CallId = reader.GetGuid(0),
            AccountId = reader.GetGuid(1),
            RuleId = reader.GetGuid(2),
            Url = WebhookUrl.Shown(reader.GetString(3)),
            State = state,
            Attempts = reader.GetInt32(5),
            DueAt = state == WebhookState.Waiting ? reader.GetFieldValue<DateTimeOffset>(6) : null,
            StatusCode = reader.IsDBNull(7) ? null : reader.GetInt32(7),
            Reason = reader.IsDBNull(8) ? null : reader.GetString(8),
            CreatedAt = reader.GetFieldValue<DateTimeOffset>(9),
            FinishedAt = reader.IsDBNull(10) ? null : reader.GetFieldValue<DateTimeOffset>(10),
        };
    }
}
