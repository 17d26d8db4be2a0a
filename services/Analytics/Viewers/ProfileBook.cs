using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Viewers;

/// <summary>A profile after a batch, as far as its VIP tier depends on it.</summary>
internal sealed record ChangedProfile(
    int AudienceNo,
    long UserId,
    long Coins,
    long WatchMs,
    int Visits,
    int Tier,
    bool ByHand,
    bool IsBlocked,
    bool IsNew
);

/// <summary>Adds to profiles within the transaction that stores the events.</summary>
internal static class ProfileBook
{
    private const string WriteSql = """
        insert into analytics.viewer_profiles as p
            (audience_no, user_id, first_seen_at, last_seen_at, watch_ms, coins, gifts, comments, likes, follows, shares,
            joins, visits, is_moderator)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (audience_no, user_id) do update set
            first_seen_at = least(p.first_seen_at, excluded.first_seen_at),
            last_seen_at = greatest(p.last_seen_at, excluded.last_seen_at),
            watch_ms = p.watch_ms + excluded.watch_ms, coins = p.coins + excluded.coins, gifts = p.gifts + excluded.gifts,
            comments = p.comments + excluded.comments, likes = p.likes + excluded.likes,
            follows = p.follows + excluded.follows, shares = p.shares + excluded.shares, joins = p.joins + excluded.joins,
            visits = p.visits + excluded.visits, is_moderator = p.is_moderator or excluded.is_moderator
        """;

    // A row that was just inserted has no older version that anybody locked.
    private const string ReturnSql = """
         returning audience_no, user_id, coins, watch_ms, visits, vip_tier, vip_by_hand, is_blocked, xmax = 0
        """;

    private const string WriteHoursSql = """
        insert into analytics.viewer_hours as h (audience_no, user_id, hour_of_week, events, coins)
        select * from unnest($1, $2, $3, $4, $5)
        on conflict (audience_no, user_id, hour_of_week) do update
        set events = h.events + excluded.events, coins = h.coins + excluded.coins
        """;

    private const string WriteAudienceHoursSql = """
        insert into analytics.audience_hours as h (audience_no, hour_of_week, events, coins)
        select * from unnest($1, $2, $3, $4)
        on conflict (audience_no, hour_of_week) do update
        set events = h.events + excluded.events, coins = h.coins + excluded.coins
        """;

    /// <summary>The statement that adds to profiles, in the order of their keys: two writers never wait for each other in a circle.</summary>
    /// <param name="changes">By audience and person.</param>
    /// <param name="returns">Whether it returns the profiles as <see cref="Read"/> reads them.</param>
    public static NpgsqlBatchCommand Command(
        IEnumerable<KeyValuePair<(int AudienceNo, long UserId), ProfileChange>> changes,
        bool returns
    )
    {
        var rows = changes.OrderBy(change => change.Key).ToList();
        var write = new NpgsqlBatchCommand(returns ? WriteSql + ReturnSql : WriteSql);
        write
            .Parameters.With(rows.ConvertAll(row => row.Key.AudienceNo), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(rows.ConvertAll(row => row.Key.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(
                rows.ConvertAll(row => row.Value.FirstSeenAt.UtcDateTime),
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
            )
            .With(
                rows.ConvertAll(row => row.Value.LastSeenAt.UtcDateTime),
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
            );
        void Column(Converter<ProfileChange, long> value) =>
            write.Parameters.With(rows.ConvertAll(row => value(row.Value)), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        Column(change => change.WatchMs);
        Column(change => change.Coins);
        Column(change => change.Gifts);
        Column(change => change.Comments);
        Column(change => change.Likes);
        Column(change => change.Follows);
        Column(change => change.Shares);
        Column(change => change.Joins);
        write
            .Parameters.With(rows.ConvertAll(row => row.Value.Visits), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(rows.ConvertAll(row => row.Value.IsModerator), NpgsqlDbType.Array | NpgsqlDbType.Boolean);
        return write;
    }

    public static ChangedProfile Read(NpgsqlDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetInt64(1),
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt32(4),
            row.GetInt16(5),
            row.GetBoolean(6),
            row.GetBoolean(7),
            row.GetBoolean(8)
        );

    /// <summary>Adds the statements for the hours of the week, of viewers and of whole audiences.</summary>
    public static void AddHoursTo(
        NpgsqlBatch batch,
        IReadOnlyDictionary<(int AudienceNo, long UserId, short Hour), (long Events, long Coins)> hours
    )
    {
        if (hours.Count == 0)
            return;
        var rows = hours.OrderBy(hour => hour.Key).ToList();
        var viewers = new NpgsqlBatchCommand(WriteHoursSql);
        viewers
            .Parameters.With(rows.ConvertAll(row => row.Key.AudienceNo), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(rows.ConvertAll(row => row.Key.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(rows.ConvertAll(row => row.Key.Hour), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(rows.ConvertAll(row => row.Value.Events), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(rows.ConvertAll(row => row.Value.Coins), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        batch.BatchCommands.Add(viewers);
        var totals = rows.GroupBy(row => (row.Key.AudienceNo, row.Key.Hour)).OrderBy(group => group.Key).ToList();
        var audiences = new NpgsqlBatchCommand(WriteAudienceHoursSql);
        audiences
            .Parameters.With(totals.ConvertAll(hour => hour.Key.AudienceNo), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(totals.ConvertAll(hour => hour.Key.Hour), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(
                totals.ConvertAll(hour => hour.Sum(row => row.Value.Events)),
                NpgsqlDbType.Array | NpgsqlDbType.Bigint
            )
            .With(
                totals.ConvertAll(hour => hour.Sum(row => row.Value.Coins)),
                NpgsqlDbType.Array | NpgsqlDbType.Bigint
            );
        batch.BatchCommands.Add(audiences);
    }
}
