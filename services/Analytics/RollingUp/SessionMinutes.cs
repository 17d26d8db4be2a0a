using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Ingestion;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.RollingUp;

/// <summary>A live session minute by minute: what its curves, its best minutes and its correlations are made of.</summary>
internal sealed class SessionMinutes
{
    private const string WriteSql = """
        insert into analytics.session_minutes as m
            (session_no, minute, events, gifts, coins, comments, likes_seen, likes_total, follows, shares, joins,
            viewers_sum, viewers_count, viewers_peak)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (session_no, minute) do update set
            events = m.events + excluded.events, gifts = m.gifts + excluded.gifts, coins = m.coins + excluded.coins,
            comments = m.comments + excluded.comments, likes_seen = m.likes_seen + excluded.likes_seen,
            likes_total = greatest(m.likes_total, excluded.likes_total), follows = m.follows + excluded.follows,
            shares = m.shares + excluded.shares, joins = m.joins + excluded.joins,
            viewers_sum = m.viewers_sum + excluded.viewers_sum,
            viewers_count = m.viewers_count + excluded.viewers_count,
            viewers_peak = greatest(m.viewers_peak, excluded.viewers_peak)
        """;

    private readonly Dictionary<(long SessionNo, DateTime Minute), Minute> _minutes = [];

    /// <summary>Adds new events that have been rolled up.</summary>
    public void Add(long sessionNo, IEnumerable<EventRow> rows)
    {
        foreach (var row in rows)
        {
            var at = Presence.At(row).UtcDateTime;
            var key = (sessionNo, new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc));
            if (!_minutes.TryGetValue(key, out var minute))
                _minutes[key] = minute = new Minute();
            minute.Add(row);
        }
    }

    public void AddTo(NpgsqlBatch batch)
    {
        if (_minutes.Count == 0)
            return;
        var rows = _minutes.OrderBy(minute => minute.Key).ToList();
        var write = new NpgsqlBatchCommand(WriteSql);
        write
            .Parameters.With(rows.ConvertAll(row => row.Key.SessionNo), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(rows.ConvertAll(row => row.Key.Minute), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);
        void Column(Converter<Minute, long> value) =>
            write.Parameters.With(rows.ConvertAll(row => value(row.Value)), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        Column(minute => minute.Events);
        Column(minute => minute.Gifts);
        Column(minute => minute.Coins);
        Column(minute => minute.Comments);
        Column(minute => minute.LikesSeen);
        Column(minute => minute.LikesTotal);
        Column(minute => minute.Follows);
        Column(minute => minute.Shares);
        Column(minute => minute.Joins);
        Column(minute => minute.ViewersSum);
        Column(minute => minute.ViewersCount);
        Column(minute => minute.ViewersPeak);
        batch.BatchCommands.Add(write);
    }

    private sealed class Minute
    {
        public long Events { get; private set; }
        public long Gifts { get; private set; }
        public long Coins { get; private set; }
        public long Comments { get; private set; }
        public long LikesSeen { get; private set; }
        public long LikesTotal { get; private set; }
        public long Follows { get; private set; }
        public long Shares { get; private set; }
        public long Joins { get; private set; }
        public long ViewersSum { get; private set; }
        public long ViewersCount { get; private set; }
        public long ViewersPeak { get; private set; }

        public void Add(EventRow row)
        {
            Events++;
            switch (row.Kind)
            {
                case LiveEventKind.Gift:
                    Gifts += row.Credited ?? 0;
                    Coins += row.CreditedCoins;
                    break;
                case LiveEventKind.Chat:
                    Comments++;
                    break;
                case LiveEventKind.Follow:
                    Follows++;
                    break;
                case LiveEventKind.Share:
                    Shares++;
                    break;
                case LiveEventKind.Join:
                    Joins++;
                    break;
                case LiveEventKind.Like when row.Like is { } like && !row.Is(EventFlags.Implausible):
                    LikesSeen += like.Count;
                    LikesTotal = Math.Max(LikesTotal, like.RoomTotal);
                    break;
                default:
                    break;
            }
            if (
                row.Kind is LiveEventKind.Join or LiveEventKind.RoomStats
                && row.RoomStats is { } stats
                && !row.Is(EventFlags.Implausible)
            )
            {
                ViewersSum += stats.Viewers;
                ViewersCount++;
                ViewersPeak = Math.Max(ViewersPeak, stats.Viewers);
            }
        }
    }
}
