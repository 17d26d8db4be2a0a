using LiveOps.Hosting.Webhooks;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.Webhooks;

/// <summary>
/// The calls that wait, in PostgreSQL, shared by all replicas. All times are the database's: replicas need not agree
/// about the time.
/// </summary>
internal sealed class WebhookQueue(NpgsqlDataSource database)
{
    /// <summary>
    /// A call that was taken up and not marked for so long is taken up again: its replica has died. Well beyond
    /// <see cref="WebhookCaller.Limit"/>.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A lane is what one workspace sends to one host. Lanes are found by skipping through the index, so a long queue
    /// costs no more than a short one. Hosts with the fewest calls under way come first, and among the lanes of a host
    /// each has its turn: neither a host that hangs nor a workspace that floods keeps the others waiting.
    /// </summary>
    private const string TakeSql = """
        with recursive lanes as (
            (select host, workspace_id from rules.webhook_calls where state = 'Waiting'
                order by host, workspace_id limit 1)
            union all
            select next.host, next.workspace_id from lanes cross join lateral (
                select host, workspace_id from rules.webhook_calls
                where state = 'Waiting' and (host, workspace_id) > (lanes.host, lanes.workspace_id)
                order by host, workspace_id limit 1) as next
        ), due as (
            select call.call_id, call.due_at, lanes.host, coalesce(busy.calls, 0) as calls,
                row_number() over (partition by lanes.host, lanes.workspace_id order by call.due_at) as turn
            from lanes
            left join unnest($2::text[], $3::int[]) as busy (host, calls) on busy.host = lanes.host
            cross join lateral (
                select call_id, due_at from rules.webhook_calls
                where state = 'Waiting' and host = lanes.host and workspace_id = lanes.workspace_id and due_at <= now()
                order by due_at limit greatest($4 - coalesce(busy.calls, 0), 0)
                for update skip locked) as call
        ), placed as (
            select call_id, due_at, calls,
                calls + row_number() over (partition by host order by turn, due_at) as place
            from due
        ), chosen as (
            select call_id from placed where place <= $4 order by place, due_at limit $1
        ), taken as (
            update rules.webhook_calls as call
            set due_at = now() + $5, attempts = attempts + 1, tries = tries + 1
            from chosen where call.call_id = chosen.call_id
            returning call.call_id, call.workspace_id, call.host, call.url, call.body, call.attempts, call.tries
        ), noted as (
            insert into rules.webhook_attempts (call_id, number) select call_id, attempts from taken
        )
        select * from taken
        """;

    /// <summary>
    /// Of a call that another replica has taken up in the meantime only the delivery is news: what comes of the
    /// newest attempt decides everything else.
    /// </summary>
    private const string MarkSql = """
        update rules.webhook_calls
        set state = $3, status_code = $4, reason = $5, due_at = now() + $6,
            body = case when $3 = 'Delivered' then null else body end,
            finished_at = case when $3 = 'Waiting' then null else now() end
        where call_id = $1 and state = 'Waiting' and (attempts = $2 or $3 = 'Delivered')
        """;

    private const string NoteSql = """
        update rules.webhook_attempts set status_code = $3, milliseconds = $4, reason = $5
        where call_id = $1 and number = $2
        """;

    /// <summary>Takes up calls that are due, as many as there are slots for; they are this replica's for a lease.</summary>
    public async Task<IReadOnlyList<TakenCall>> TakeAsync(WebhookSlots slots, CancellationToken cancellationToken)
    {
        var (hosts, calls) = slots.Busy();
        await using var take = database.CreateCommand(TakeSql);
        take.Parameters.Add(new() { Value = slots.Free });
        take.Parameters.Add(new() { Value = hosts });
        take.Parameters.Add(new() { Value = calls });
        take.Parameters.Add(new() { Value = WebhookSlots.PerHost });
        take.Parameters.Add(new() { Value = Lease });
        await using var reader = await take.ExecuteReaderAsync(cancellationToken);
        var taken = new List<TakenCall>();
        while (await reader.ReadAsync(cancellationToken))
            taken.Add(
                new(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetInt32(5),
                    reader.GetInt32(6)
                )
            );
        return taken;
    }

    /// <summary>Writes down what came of a call that was taken up.</summary>
    /// <param name="call">The call.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="wait">Until the next try; null when there is none.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task MarkAsync(
        TakenCall call,
        WebhookResult result,
        TimeSpan? wait,
        CancellationToken cancellationToken
    )
    {
        var state =
            result.Delivered ? WebhookState.Delivered
            : wait is null ? WebhookState.Failed
            : WebhookState.Waiting;
        await using var batch = database.CreateBatch();
        var note = Add(batch, NoteSql, call);
        Add(note, result.StatusCode, NpgsqlDbType.Integer);
        Add(note, result.Milliseconds, NpgsqlDbType.Integer);
        Add(note, result.Reason, NpgsqlDbType.Text);
        var mark = Add(batch, MarkSql, call);
        Add(mark, state.ToString(), NpgsqlDbType.Text);
        Add(mark, result.StatusCode, NpgsqlDbType.Integer);
        Add(mark, result.Reason, NpgsqlDbType.Text);
        Add(mark, wait ?? TimeSpan.Zero, NpgsqlDbType.Interval);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>All calls that wait, of every workspace.</summary>
    public async Task<long> CountWaitingAsync(CancellationToken cancellationToken)
    {
        await using var count = database.CreateCommand(
            "select count(*) from rules.webhook_calls where state = 'Waiting'"
        );
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Deletes what was delivered or given up so long ago, and secrets that nobody signs with any more.</summary>
    public async Task ForgetAsync(TimeSpan after, CancellationToken cancellationToken)
    {
        await using var calls = database.CreateCommand(
            "delete from rules.webhook_calls where finished_at < now() - $1"
        );
        calls.Parameters.Add(new() { Value = after });
        await calls.ExecuteNonQueryAsync(cancellationToken);
        await using var secrets = database.CreateCommand("delete from rules.webhook_secrets where valid_until < now()");
        await secrets.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, TakenCall call)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter { Value = call.CallId });
        command.Parameters.Add(new NpgsqlParameter { Value = call.Number });
        batch.BatchCommands.Add(command);
        return command;
    }

    private static void Add(NpgsqlBatchCommand command, object? value, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}

/// <summary>A call that this replica is to make now.</summary>
/// <param name="CallId">Names it for the receiver.</param>
/// <param name="WorkspaceId">Whose secrets sign it.</param>
/// <param name="Host">Whose slot it takes.</param>
/// <param name="Url">Where to.</param>
/// <param name="Body">JSON.</param>
/// <param name="Number">Which attempt this is, of all that there ever were.</param>
/// <param name="Tries">The same since the call was added or retried by a person.</param>
internal sealed record TakenCall(
    Guid CallId,
    Guid WorkspaceId,
    string Host,
    string Url,
    string Body,
    int Number,
    int Tries
);
