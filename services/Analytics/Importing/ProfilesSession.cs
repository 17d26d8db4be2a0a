using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Importing;

/// <summary>The live session that stands for everything in the plugin's database. Its row is locked by the transaction.</summary>
internal sealed record ProfilesSession(long SessionNo, DateOnly OpenedOn, bool IsRemoved)
{
    private const string OpenSql = """
        insert into analytics.live_sessions
            (id, workspace_id, account_id, room_id, opened_on, started_at, active_at, ended_at, imported_from, imported_name)
        values ($1, $2, $3, $4, (now() at time zone 'utc')::date, now(), now(), now(), $5, 'Viewer profiles')
        on conflict (workspace_id, account_id, room_id) do nothing
        """;

    private const string LockSql = """
        select session_no, opened_on, events_removed_at is not null from analytics.live_sessions
        where workspace_id = $1 and account_id = $2 and room_id = $3 for update
        """;

    // From the first to the last sign of anybody.
    private const string SumSql = """
        update analytics.live_sessions s set
            started_at = coalesce(v.first_at, s.started_at), ended_at = coalesce(v.last_at, s.ended_at),
            active_at = coalesce(v.last_at, s.active_at), gifts = v.gifts, coins = v.coins, comments = v.comments,
            likes = v.likes, likes_seen = v.likes, shares = v.shares
        from (
            select min(first_at) as first_at, max(visit_to) as last_at, coalesce(sum(gifts), 0) as gifts,
                coalesce(sum(coins), 0) as coins, coalesce(sum(comments), 0) as comments,
                coalesce(sum(likes), 0) as likes, coalesce(sum(shares), 0) as shares
            from analytics.session_viewers where session_no = $1
        ) v
        where s.session_no = $1
        """;

    private const string CountSql = """
        update analytics.live_sessions set events = (
            select count(*) from analytics.events where session_no = $1 and opened_on = $2
        ) where session_no = $1 and events_removed_at is null
        """;

    public static async Task<ProfilesSession> OpenAsync(
        NpgsqlTransaction transaction,
        ImportSource source,
        Guid account,
        CancellationToken cancellationToken
    )
    {
        var room = source.RoomId("viewer_profiles", 0);
        await using var open = new NpgsqlCommand(OpenSql, transaction.Connection, transaction);
        open.Parameters.With(source.RowId("viewer_profiles session", 0))
            .With(source.WorkspaceId)
            .With(account)
            .With(room)
            .With(source.Id);
        await open.ExecuteNonQueryAsync(cancellationToken);
        await using var find = new NpgsqlCommand(LockSql, transaction.Connection, transaction);
        find.Parameters.With(source.WorkspaceId).With(account).With(room);
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return Read(row);
    }

    private static ProfilesSession Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetFieldValue<DateOnly>(1), row.GetBoolean(2));

    public async Task SumAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])[SumSql, CountSql])
        {
            await using var sum = new NpgsqlCommand(sql, transaction.Connection, transaction);
            sum.Parameters.With(SessionNo);
            if (sql == CountSql)
                sum.Parameters.With(OpenedOn);
            await sum.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
