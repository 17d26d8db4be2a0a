using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Statistics;

/// <summary>Works out, every half minute, the digests of sessions that are over and have none, or one that is no longer good.</summary>
internal sealed class DigestSessions(NpgsqlDataSource database, TimeProvider clock, ILogger<DigestSessions> log)
    : BackgroundService
{
    /// <summary>The limit of <see cref="FindSql"/>.</summary>
    private const int AtOnce = 50;

    // One replica does it at a time; the others find nothing.
    private const string FindSql = $"""
        select {SessionRow.Columns}
        from analytics.live_sessions s
        left join analytics.session_digests d using (session_no)
        where s.ended_at is not null and (d.session_no is null or d.format <> $1 or d.events <> s.events
            or d.started_at <> s.started_at or d.ended_at <> s.ended_at)
            and pg_try_advisory_xact_lock(hashtext('liveops.analytics.digests'))
        order by s.session_no desc limit 50
        """;

    private const string ForgetSql = """
        delete from analytics.session_quarters where session_no = $1;
        delete from analytics.session_gifts where session_no = $1;
        delete from analytics.session_digests where session_no = $1
        """;

    private const string WriteSql = """
        insert into analytics.session_digests (session_no, format, events, started_at, ended_at, moments)
        values ($1, $2, $3, $4, $5, $6)
        """;

    private const string WriteQuartersSql = """
        insert into analytics.session_quarters (session_no, quarter, gifts, coins, comments, likes, follows, shares, joins,
            viewer_minutes, viewers_sum, viewers_peak)
        select $1, * from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    private const string WriteGiftsSql = $"""
        insert into analytics.session_gifts (session_no, gift_id, gifts, coins)
        select session_no, gift_id, sum(gifts)::bigint, sum(coins)::bigint from ({GiftStatistics.WorkOutSql}) as k
        group by session_no, gift_id
        """;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);

    /// <summary>Works out what is missing now.</summary>
    /// <returns>How many sessions.</returns>
    public async Task<int> DigestAsync(CancellationToken cancellationToken)
    {
        var digested = 0;
        int count;
        do
        {
            count = await DigestSomeAsync(cancellationToken);
            digested += count;
        } while (count == AtOnce);
        return digested;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await DigestAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                // Statistics read the minutes meanwhile: slower, and the same numbers.
                log.LogWarning("Digests of live sessions are worked out a little later: {Reason}", error.Message);
            }
        }
    }

    private async Task<int> DigestSomeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Session, minutes and gifts of one moment: the digest is of what it says it is of.
        await using var transaction = await ReviewedSession.OneMomentAsync(connection, cancellationToken);
        var sessions = new List<SessionRow>();
        await using (var find = new NpgsqlCommand(FindSql, connection, transaction))
        {
            find.Parameters.With(SessionDigest.Format);
            await using var reader = await find.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                sessions.Add(SessionRow.Read(reader));
        }
        if (sessions.Count == 0)
            return 0;
        var minutes = await SessionMinute.ReadAsync(
            connection,
            sessions.ConvertAll(session => session.SessionNo),
            cancellationToken
        );
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var session in sessions)
        {
            var until = session.EndedAt!.Value;
            var curve = SessionCurve.Of(session.StartedAt, until, minutes.GetValueOrDefault(session.SessionNo) ?? []);
            var gaps = await SessionGap.ReadAsync(connection, session, cancellationToken);
            Write(batch, session, SessionDigest.Of(curve, session.StartedAt, until, gaps));
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return sessions.Count;
    }

    private static void Write(NpgsqlBatch batch, SessionRow session, SessionDigest digest)
    {
        foreach (var sql in ForgetSql.Split(';'))
            Add(sql).With(session.SessionNo);
        Add(WriteSql)
            .With(session.SessionNo)
            .With(SessionDigest.Format)
            .With(session.Totals.Events)
            .With(session.StartedAt)
            .With(session.EndedAt!.Value)
            .With(digest.Moments.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Double);
        var quarters = digest.Quarters;
        var parameters = Add(WriteQuartersSql)
            .With(session.SessionNo)
            .With(quarters.Select(quarter => quarter.At).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);
        foreach (
            var column in new Func<Quarter, long>[]
            {
                quarter => quarter.Gifts,
                quarter => quarter.Coins,
                quarter => quarter.Comments,
                quarter => quarter.Likes,
                quarter => quarter.Follows,
                quarter => quarter.Shares,
                quarter => quarter.Joins,
            }
        )
            parameters.With(quarters.Select(column).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        parameters
            .With(
                quarters.Select(quarter => quarter.ViewerMinutes).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(quarters.Select(quarter => quarter.ViewersSum).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Double)
            .With(quarters.Select(quarter => quarter.ViewersPeak).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        Add(WriteGiftsSql)
            .With(new[] { session.SessionNo }, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(new[] { session.OpenedOn }, NpgsqlDbType.Array | NpgsqlDbType.Date);

        NpgsqlParameterCollection Add(string sql)
        {
            var command = new NpgsqlBatchCommand(sql);
            batch.BatchCommands.Add(command);
            return command.Parameters;
        }
    }
}
