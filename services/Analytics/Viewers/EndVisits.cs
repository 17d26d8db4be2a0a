using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Analytics;
using Npgsql;

namespace LiveOps.Analytics.Viewers;

/// <summary>
/// Ends visits of viewers who have not been seen for the account's time-out, or whose LIVE is over. Watch time is
/// credited as signs come in, so nothing is added here: a viewer is gone from the screens.
/// </summary>
internal sealed class EndVisits(
    NpgsqlDataSource database,
    ViewerNewsPublisher news,
    TimeProvider clock,
    ILogger<EndVisits> log
) : BackgroundService
{
    /// <summary>Few at a time, each on its own: the writers of the same viewers wait for one of these at most.</summary>
    private const int AtOnce = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    private const string FindSql = """
        select s.session_no, s.workspace_id, s.account_id, s.ended_at is not null,
            coalesce((a.settings ->> 'sessionTimeout')::int, 300)
        from (select distinct session_no from analytics.session_viewers where visit_open) o
        join analytics.live_sessions s using (session_no)
        join analytics.audiences a using (workspace_id, account_id)
        """;

    // Whoever is seen again meanwhile has the row locked, and is left for the next round.
    private const string EndSql = """
        with gone as (
            select user_id from analytics.session_viewers
            where session_no = $1 and visit_open and ($2 or visit_to < $3)
            limit $4 for update skip locked
        ), ended as (
            update analytics.session_viewers v set visit_open = false
            from gone where v.session_no = $1 and v.user_id = gone.user_id
            returning v.user_id, v.visit_to
        )
        select e.user_id, e.visit_to, v.handle, v.nickname from ended e
        left join analytics.viewers v on v.workspace_id = $5 and v.user_id = e.user_id
        """;

    /// <summary>Ends what is over at <paramref name="now"/>.</summary>
    /// <returns>How many visits ended.</returns>
    public async Task<int> EndAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var session in await FindAsync(cancellationToken))
        {
            int count;
            do
            {
                count = await EndAsync(session, now, cancellationToken);
                ended += count;
            } while (count == AtOnce);
        }
        return ended;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await EndAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("Visits are ended a little later: {Reason}", error.Message);
            }
        }
    }

    private async Task<List<OpenSession>> FindAsync(CancellationToken cancellationToken)
    {
        await using var find = database.CreateCommand(FindSql);
        var sessions = new List<OpenSession>();
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            sessions.Add(
                new OpenSession(
                    reader.GetInt64(0),
                    reader.GetGuid(1),
                    reader.GetGuid(2),
                    reader.GetBoolean(3),
                    TimeSpan.FromSeconds(reader.GetInt32(4))
                )
            );
        return sessions;
    }

    private async Task<int> EndAsync(OpenSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var end = database.CreateCommand(EndSql);
        end.Parameters.With(session.SessionNo)
            .With(session.IsOver)
            .With(now - session.Timeout)
            .With(AtOnce)
            .With(session.WorkspaceId);
        var items = new List<ViewerNewsItem>();
        await using var reader = await end.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            items.Add(ItemOf(reader, now));
        news.Tell(session.WorkspaceId, session.AccountId, items);
        return items.Count;
    }

    private static ViewerNewsItem ItemOf(NpgsqlDataReader row, DateTimeOffset now) =>
        new()
        {
            NewsId = Guid.CreateVersion7(now),
            Kind = ViewerNewsKind.Offline,
            UserId = row.GetInt64(0),
            Handle = row.IsDBNull(2) ? null : row.GetString(2),
            Nickname = row.IsDBNull(3) ? null : row.GetString(3),
            At = row.GetFieldValue<DateTimeOffset>(1),
        };

    private sealed record OpenSession(long SessionNo, Guid WorkspaceId, Guid AccountId, bool IsOver, TimeSpan Timeout);
}
