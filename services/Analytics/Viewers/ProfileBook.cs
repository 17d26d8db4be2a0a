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

    // A row that was just inserted has no older version that anybody locked. Sums of an audience are kept in parts: each
    // account adds to its own, so that accounts of one workspace do not wait for each other.
    private const string WrittenSql =
        "with written as ("
        + WriteSql
        + """
             returning p.audience_no, p.user_id, p.coins, p.watch_ms, p.visits, p.vip_tier, p.vip_by_hand, p.is_blocked,
                p.xmax = 0 as is_new)
            """;

    private const string SumSql = """
        insert into analytics.audience_totals as t (audience_no, part, viewers, vips, favorites, blocked, points, watch_ms,
            coins, gifts, comments, likes, follows, shares, visits)
        select k.audience_no, k.part,
            (select count(*) from written w where w.audience_no = k.audience_no and w.is_new), 0, 0, 0, 0, k.watch_ms,
            k.coins, k.gifts, k.comments, k.likes, k.follows, k.shares, k.visits
        from unnest($15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
            as k(audience_no, part, watch_ms, coins, gifts, comments, likes, follows, shares, visits)
        on conflict (audience_no, part) do update set
            viewers = t.viewers + excluded.viewers, watch_ms = t.watch_ms + excluded.watch_ms,
            coins = t.coins + excluded.coins, gifts = t.gifts + excluded.gifts, comments = t.comments + excluded.comments,
            likes = t.likes + excluded.likes, follows = t.follows + excluded.follows, shares = t.shares + excluded.shares,
            visits = t.visits + excluded.visits
        """;

    private const string ReturnSql = WrittenSql + ", summed as (" + SumSql + ") select * from written";

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

    /// <summary>Adds the statements that add to profiles; the one for accounts returns what <see cref="Read"/> reads.</summary>
    /// <param name="batch">In the transaction of what is added.</param>
    /// <param name="accounts">By account's audience and person.</param>
    /// <param name="workspaces">By workspace's audience and person.</param>
    public static void AddTo(
        NpgsqlBatch batch,
        IReadOnlyDictionary<(int AudienceNo, long UserId), ProfileChange> accounts,
        IReadOnlyDictionary<(int AudienceNo, long UserId), ProfileChange> workspaces
    )
    {
        if (accounts.Count == 0)
            return;
        // What these statements do to the sums is known here: the database need not compare old and new rows.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set local liveops.sums = 'told'"));
        batch.BatchCommands.Add(Command(ReturnSql, accounts, part: null));
        // Last, because accounts of one workspace share these rows, and their writers wait for each other from here on.
        var part = accounts.Keys.Min(key => key.AudienceNo);
        batch.BatchCommands.Add(Command(WrittenSql + SumSql, workspaces, part));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set local liveops.sums = ''"));
    }

    // In the order of the keys: two writers never wait for each other in a circle.
    private static NpgsqlBatchCommand Command(
        string sql,
        IReadOnlyDictionary<(int AudienceNo, long UserId), ProfileChange> changes,
        int? part
    )
    {
        var rows = changes.OrderBy(change => change.Key).ToList();
        var write = new NpgsqlBatchCommand(sql);
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
        AddSums(write, rows.ConvertAll(row => row.Value));
        write
            .Parameters.With(rows.ConvertAll(row => row.Value.Joins), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(rows.ConvertAll(row => row.Value.Visits), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(rows.ConvertAll(row => row.Value.IsModerator), NpgsqlDbType.Array | NpgsqlDbType.Boolean);

        var audiences = rows.GroupBy(row => row.Key.AudienceNo, row => row.Value).ToList();
        write
            .Parameters.With(audiences.ConvertAll(group => group.Key), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(audiences.ConvertAll(group => part ?? group.Key), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        var sums = audiences.ConvertAll(ProfileChange.Sum);
        AddSums(write, sums);
        write.Parameters.With(sums.ConvertAll(sum => (long)sum.Visits), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return write;
    }

    private static void AddSums(NpgsqlBatchCommand write, List<ProfileChange> changes)
    {
        void Column(Converter<ProfileChange, long> value) =>
            write.Parameters.With(changes.ConvertAll(value), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        Column(change => change.WatchMs);
        Column(change => change.Coins);
        Column(change => change.Gifts);
        Column(change => change.Comments);
        Column(change => change.Likes);
        Column(change => change.Follows);
        Column(change => change.Shares);
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
