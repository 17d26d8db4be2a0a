using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Outbox;
using Npgsql;

namespace LiveOps.Analytics.Sessions;

/// <summary>
/// Tells that a live session is over, once for each end, however it ended. It waits until what still comes after an end
/// (the last comments, streaks that run out) is on the books and the end was not taken back.
/// </summary>
internal sealed class AnnounceEnds(
    NpgsqlDataSource database,
    PostgresOutbox outbox,
    TimeProvider clock,
    ILogger<AnnounceEnds> log
) : BackgroundService
{
    private const int AtOnce = 20;

    // Whoever has the row tells it; another replica goes past it. What was told is noted with the message.
    private const string TakeSql = """
        update analytics.live_sessions s set ends_told = s.ends
        where s.session_no in (
            select session_no from analytics.live_sessions
            where ends > ends_told and ended_at is not null and end_noticed_at <= $1 and imported_from is null
            order by end_noticed_at limit $2
            for update skip locked
        )
        returning s.session_no, s.ends, s.end_at is not null and s.end_at = s.ended_at
        """;

    private const string ReadSql = $"""
        select {SessionRow.Columns},
            (select handle from analytics.audiences a
                where a.workspace_id = s.workspace_id and a.account_id = s.account_id),
            (select avg(m.viewers_sum::float8 / m.viewers_count) from analytics.session_minutes m
                where m.session_no = s.session_no and m.viewers_count > 0)
        from analytics.live_sessions s where s.session_no = $1
        """;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    /// <summary>Tells the ends that were noticed long enough before <paramref name="now"/>.</summary>
    /// <returns>How many.</returns>
    public async Task<int> AnnounceAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = 0;
        int count;
        do
        {
            count = await AnnounceSomeAsync(now, cancellationToken);
            told += count;
        } while (count == AtOnce);
        return told;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await AnnounceAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("Ends of live sessions are told a little later: {Reason}", error.Message);
            }
        }
    }

    private async Task<int> AnnounceSomeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var taken = new List<(long SessionNo, int EndNo, bool Said)>();
        await using (var take = new NpgsqlCommand(TakeSql, connection, transaction))
        {
            take.Parameters.With(now - LiveSessionLife.Grace).With(AtOnce);
            await using var reader = await take.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                taken.Add((reader.GetInt64(0), reader.GetInt32(1), reader.GetBoolean(2)));
        }
        foreach (var (sessionNo, endNo, said) in taken)
        {
            // The row is locked by the update: these are the totals at this moment.
            var (session, handle, viewers) = await ReadAsync(transaction, sessionNo, cancellationToken);
            var message = new LiveSessionEnded
            {
                WorkspaceId = session.WorkspaceId,
                AccountId = session.AccountId,
                Handle = handle,
                LiveSessionId = session.Id,
                RoomId = session.RoomId,
                EndNo = endNo,
                StartedAt = session.StartedAt,
                EndedAt = session.EndedAt!.Value,
                SaidByTikTok = said,
                Totals = session.Totals,
                AverageViewers = Figures.Rounded(viewers),
                TotalViewers = session.TotalViewers,
                GapMs = session.GapMs,
                Leaderboard = await Leaderboard.ReadAsync(connection, session, Leaderboard.Places, cancellationToken),
            };
            await outbox.AddAsync(transaction, message, cancellationToken: cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return taken.Count;
    }

    private static async Task<(SessionRow Session, string? Handle, double? Viewers)> ReadAsync(
        NpgsqlTransaction transaction,
        long sessionNo,
        CancellationToken cancellationToken
    )
    {
        await using var read = new NpgsqlCommand(ReadSql, transaction.Connection, transaction);
        read.Parameters.With(sessionNo);
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Read(reader);
    }

    private static (SessionRow Session, string? Handle, double? Viewers) Read(NpgsqlDataReader row) =>
        (
            SessionRow.Read(row),
            row.IsDBNull(24) ? null : row.GetString(24),
            row.IsDBNull(25) ? null : row.GetDouble(25)
        );
}
