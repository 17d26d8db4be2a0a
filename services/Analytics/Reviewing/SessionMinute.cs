using System.Runtime.InteropServices;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Reviewing;

/// <summary>One UTC minute of a live session as it is on the books.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SessionMinute
{
    public const string Columns = """
        m.session_no, m.minute, m.events, m.gifts, m.coins, m.comments, m.likes_seen, m.likes_total, m.follows, m.shares,
        m.joins, m.viewers_sum, m.viewers_count, m.viewers_peak
        """;

    private const string Sql = $"""
        select {Columns} from analytics.session_minutes m where m.session_no = any($1) order by m.session_no, m.minute
        """;

    /// <summary>Its beginning, UTC.</summary>
    public required DateTime At { get; init; }
    public long Events { get; init; }
    public long Gifts { get; init; }
    public long Coins { get; init; }
    public long Comments { get; init; }

    /// <summary>Sum of what like messages announced.</summary>
    public long LikesSeen { get; init; }

    /// <summary>Highest room total of likes; 0 without like message.</summary>
    public long LikesTotal { get; init; }
    public long Follows { get; init; }
    public long Shares { get; init; }
    public long Joins { get; init; }

    /// <summary>Sum and number of the viewer counts that TikTok sent.</summary>
    public long ViewersSum { get; init; }
    public long ViewersCount { get; init; }
    public long ViewersPeak { get; init; }

    /// <summary>The minutes of these sessions, by session, in order. A session without minutes is left out.</summary>
    public static async Task<Dictionary<long, List<SessionMinute>>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<long> sessions,
        CancellationToken cancellationToken
    )
    {
        var minutes = new Dictionary<long, List<SessionMinute>>();
        if (sessions.Count == 0)
            return minutes;
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.With(sessions.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var sessionNo = reader.GetInt64(0);
            if (!minutes.TryGetValue(sessionNo, out var list))
                minutes[sessionNo] = list = [];
            list.Add(Read(reader));
        }
        return minutes;
    }

    public static SessionMinute Read(NpgsqlDataReader row) =>
        new()
        {
            At = row.GetDateTime(1),
            Events = row.GetInt64(2),
            Gifts = row.GetInt64(3),
            Coins = row.GetInt64(4),
            Comments = row.GetInt64(5),
            LikesSeen = row.GetInt64(6),
            LikesTotal = row.GetInt64(7),
            Follows = row.GetInt64(8),
            Shares = row.GetInt64(9),
            Joins = row.GetInt64(10),
            ViewersSum = row.GetInt64(11),
            ViewersCount = row.GetInt64(12),
            ViewersPeak = row.GetInt64(13),
        };
}
