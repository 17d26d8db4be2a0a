using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Statistics;

/// <summary>A session of a range with what statistics need of it.</summary>
/// <param name="Row">The session.</param>
/// <param name="Until">Its end, or now.</param>
/// <param name="HasDigest">True when its digest is on the books and still good.</param>
internal sealed record DigestedSession(SessionRow Row, DateTimeOffset Until, bool HasDigest)
{
    /// <summary>No LIVE is longer: sessions that began so long before a range are not looked at.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(14);

    private const string FindSql = $"""
        select {SessionRow.Columns}, d.session_no is not null
        from analytics.live_sessions s
        left join analytics.session_digests d on d.session_no = s.session_no and d.format = $6 and d.events = s.events
            and d.started_at = s.started_at and d.ended_at = s.ended_at
        where s.workspace_id = $1 and ($2::uuid is null or s.account_id = $2)
            and s.started_at >= $3 and s.started_at < $5 and coalesce(s.ended_at, $5) > $4
        order by s.started_at, s.session_no
        """;

    private const string QuartersSql = """
        select session_no, quarter, gifts, coins, comments, likes, follows, shares, joins, viewer_minutes, viewers_sum,
            viewers_peak
        from analytics.session_quarters where session_no = any($1) order by session_no, quarter
        """;

    private const string MomentsSql = "select moments from analytics.session_digests where session_no = any($1)";

    /// <summary>The sessions that overlap the range.</summary>
    public static async Task<List<DigestedSession>> FindAsync(
        NpgsqlConnection connection,
        StatisticsRange range,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(FindSql, connection);
        command
            .Parameters.With(range.WorkspaceId)
            .With(range.AccountId, NpgsqlDbType.Uuid)
            .With(range.Start - _longest)
            .With(range.Start)
            .With(range.End)
            .With(SessionDigest.Format);
        var sessions = new List<DigestedSession>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = SessionRow.Read(reader);
            sessions.Add(new(row, row.EndedAt ?? now, reader.GetBoolean(24)));
        }
        return sessions;
    }

    /// <summary>The quarters of all of them: from digests where these are good, else from the minutes.</summary>
    public static async Task<List<Quarter>> QuartersAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DigestedSession> sessions,
        CancellationToken cancellationToken
    )
    {
        var quarters = new List<Quarter>();
        foreach (var digest in await WorkOutAsync(connection, sessions, cancellationToken))
            quarters.AddRange(digest.Quarters);
        if (KnownOf(sessions) is not { Length: > 0 } known)
            return quarters;
        await using var command = new NpgsqlCommand(QuartersSql, connection);
        command.Parameters.With(known, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            quarters.Add(
                new()
                {
                    At = reader.GetDateTime(1),
                    Gifts = reader.GetInt64(2),
                    Coins = reader.GetInt64(3),
                    Comments = reader.GetInt64(4),
                    Likes = reader.GetInt64(5),
                    Follows = reader.GetInt64(6),
                    Shares = reader.GetInt64(7),
                    Joins = reader.GetInt64(8),
                    ViewerMinutes = reader.GetInt32(9),
                    ViewersSum = reader.GetDouble(10),
                    ViewersPeak = reader.GetInt64(11),
                }
            );
        return quarters;
    }

    /// <summary>The sums of all of them together.</summary>
    public static async Task<Moments> MomentsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DigestedSession> sessions,
        CancellationToken cancellationToken
    )
    {
        var moments = new Moments();
        foreach (var digest in await WorkOutAsync(connection, sessions, cancellationToken))
            moments.Add(digest.Moments);
        if (KnownOf(sessions) is not { Length: > 0 } known)
            return moments;
        await using var command = new NpgsqlCommand(MomentsSql, connection);
        command.Parameters.With(known, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            moments.Add(Moments.Of(await reader.GetFieldValueAsync<double[]>(0, cancellationToken)));
        return moments;
    }

    private static long[] KnownOf(IReadOnlyList<DigestedSession> sessions) =>
        [.. sessions.Where(session => session.HasDigest).Select(session => session.Row.SessionNo)];

    private static async Task<List<SessionDigest>> WorkOutAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DigestedSession> sessions,
        CancellationToken cancellationToken
    )
    {
        var open = sessions.Where(session => !session.HasDigest).ToList();
        var minutes = await SessionMinute.ReadAsync(
            connection,
            open.ConvertAll(session => session.Row.SessionNo),
            cancellationToken
        );
        var digests = new List<SessionDigest>();
        foreach (var session in open)
            digests.Add(
                SessionDigest.Of(
                    SessionCurve.Of(
                        session.Row.StartedAt,
                        session.Until,
                        minutes.GetValueOrDefault(session.Row.SessionNo) ?? []
                    ),
                    session.Row.StartedAt,
                    session.Until,
                    await SessionGap.ReadAsync(connection, session.Row, cancellationToken)
                )
            );
        return digests;
    }
}
