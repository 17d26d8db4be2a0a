using LiveOps.Analytics.Sessions;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.RollingUp;

/// <summary>Reads and writes roll-ups within the transaction that stores their events.</summary>
internal static class RollUpSql
{
    private const string ReadStreaks = """
        select s.session_no, s.user_id, s.gift_id, s.group_id, s.receiver_id, s.repeat_count, s.coins
        from unnest($1, $2, $3, $4, $5) as k(session_no, user_id, gift_id, group_id, receiver_id)
        join analytics.gift_streaks s using (session_no, user_id, gift_id, group_id, receiver_id)
        """;

    private const string WriteStreaks = """
        insert into analytics.gift_streaks (session_no, user_id, gift_id, group_id, receiver_id, repeat_count, coins)
        select * from unnest($1, $2, $3, $4, $5, $6, $7)
        on conflict (session_no, group_id, user_id, gift_id, receiver_id) do update
        set repeat_count = excluded.repeat_count, coins = excluded.coins
        """;

    private const string WriteViewers = """
        insert into analytics.session_viewers as v
            (session_no, user_id, coins, gifts, gifts_sequence, likes, comments, follows, shares, joins, first_at,
            visit_from, visit_to, visits, watch_ms, visit_open)
        select session_no, user_id, coins, gifts, gifts_sequence, likes, comments, follows, shares, joins, first_at,
            visit_from, visit_to, coalesce(visits, 0), coalesce(watch_ms, 0), visit_from is not null
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as k(session_no, user_id, coins,
            gifts, gifts_sequence, likes, comments, follows, shares, joins, first_at, visit_from, visit_to, visits,
            watch_ms)
        on conflict (session_no, user_id) do update set
            coins = v.coins + excluded.coins, gifts = v.gifts + excluded.gifts,
            gifts_sequence = greatest(v.gifts_sequence, excluded.gifts_sequence),
            likes = v.likes + excluded.likes, comments = v.comments + excluded.comments,
            follows = v.follows + excluded.follows, shares = v.shares + excluded.shares,
            joins = v.joins + excluded.joins,
            first_at = least(v.first_at, excluded.first_at),
            visit_from = coalesce(excluded.visit_from, v.visit_from),
            visit_to = coalesce(excluded.visit_to, v.visit_to),
            visits = case when excluded.visit_open then excluded.visits else v.visits end,
            watch_ms = case when excluded.visit_open then excluded.watch_ms else v.watch_ms end,
            visit_open = v.visit_open or excluded.visit_open
        """;

    private const string WriteSession = """
        update analytics.live_sessions set
            events = events + $2, gifts = gifts + $3, coins = coins + $4, comments = comments + $5,
            likes = greatest(likes, $6), likes_seen = likes_seen + $7, follows = follows + $8, shares = shares + $9,
            joins = joins + $10,
            viewers = case when $12 > viewers_sequence then $11 else viewers end,
            viewers_sequence = greatest(viewers_sequence, $12), peak_viewers = greatest(peak_viewers, $13),
            total_viewers = greatest(total_viewers, $14), gaps = gaps + $15, gap_ms = gap_ms + $16,
            started_at = $17, ended_at = $18, active_at = $19, start_sequence = $20, end_sequence = $21,
            end_at = $22, end_received_at = $23
        where session_no = $1
        """;

    private const NpgsqlDbType Numbers = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
    private const NpgsqlDbType Times = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
    private const NpgsqlDbType Counts = NpgsqlDbType.Array | NpgsqlDbType.Integer;

    /// <summary>What the books know of these streaks, by session.</summary>
    public static async Task<Dictionary<(long SessionNo, StreakKey Key), Streak>> ReadStreaksAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<(long SessionNo, StreakKey Key)> wanted,
        CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<(long, StreakKey), Streak>();
        if (wanted.Count == 0)
            return known;
        await using var read = new NpgsqlCommand(ReadStreaks, transaction.Connection, transaction);
        AddStreakKeys(read.Parameters, wanted);
        await read.PrepareAsync(cancellationToken);
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            known[
                (
                    reader.GetInt64(0),
                    new StreakKey(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4))
                )
            ] = new Streak(reader.GetInt32(5), reader.GetInt32(6));
        return known;
    }

    /// <summary>Adds the statements that put the roll-ups on the books.</summary>
    public static void AddTo(
        NpgsqlBatch batch,
        IReadOnlyList<(LockedSession Session, SessionRollUp RollUp)> changed,
        IReadOnlyDictionary<(long SessionNo, long UserId), ChangedVisits> visits
    )
    {
        var streaks = changed
            .SelectMany(change =>
                change.RollUp.Streaks.Select(streak => (change.Session.SessionNo, streak.Key, streak.Value))
            )
            .ToList();
        if (streaks.Count > 0)
        {
            var write = new NpgsqlBatchCommand(WriteStreaks);
            AddStreakKeys(write.Parameters, streaks.ConvertAll(streak => (streak.SessionNo, streak.Key)));
            write
                .Parameters.With(streaks.ConvertAll(streak => streak.Value.RepeatCount), Counts)
                .With(streaks.ConvertAll(streak => streak.Value.Coins), Counts);
            batch.BatchCommands.Add(write);
        }
        var viewers = changed
            .SelectMany(change =>
                change.RollUp.ByViewer.Select(viewer => (change.Session.SessionNo, UserId: viewer.Key, viewer.Value))
            )
            .ToList();
        if (viewers.Count > 0)
            batch.BatchCommands.Add(ViewersCommand(viewers, visits));
        foreach (var (session, rollUp) in changed)
            batch.BatchCommands.Add(SessionCommand(session, rollUp));
    }

    private static NpgsqlBatchCommand ViewersCommand(
        List<(long SessionNo, long UserId, ViewerRollUp RollUp)> viewers,
        IReadOnlyDictionary<(long SessionNo, long UserId), ChangedVisits> visits
    )
    {
        var write = new NpgsqlBatchCommand(WriteViewers);
        var visited = viewers.ConvertAll(viewer => visits.GetValueOrDefault((viewer.SessionNo, viewer.UserId)));
        void Column(Converter<(long SessionNo, long UserId, ViewerRollUp RollUp), long> value) =>
            write.Parameters.With(viewers.ConvertAll(value), Numbers);
        Column(viewer => viewer.SessionNo);
        Column(viewer => viewer.UserId);
        Column(viewer => viewer.RollUp.Coins);
        Column(viewer => viewer.RollUp.Gifts);
        Column(viewer => viewer.RollUp.GiftsSequence);
        Column(viewer => viewer.RollUp.Likes);
        Column(viewer => viewer.RollUp.Comments);
        Column(viewer => viewer.RollUp.Follows);
        Column(viewer => viewer.RollUp.Shares);
        Column(viewer => viewer.RollUp.Joins);
        write
            .Parameters.With(visited.ConvertAll(visit => visit?.FirstAt.UtcDateTime), Times)
            .With(visited.ConvertAll(visit => visit?.Newest.From.UtcDateTime), Times)
            .With(visited.ConvertAll(visit => visit?.Newest.To.UtcDateTime), Times)
            .With(visited.ConvertAll(visit => visit?.Visits), Counts)
            .With(visited.ConvertAll(visit => visit?.WatchMs), Numbers);
        return write;
    }

    private static NpgsqlBatchCommand SessionCommand(LockedSession session, SessionRollUp rollUp)
    {
        var write = new NpgsqlBatchCommand(WriteSession);
        write
            .Parameters.With(session.SessionNo)
            .With(rollUp.Events)
            .With(rollUp.Gifts)
            .With(rollUp.Coins)
            .With(rollUp.Comments)
            .With(rollUp.Likes)
            .With(rollUp.LikesSeen)
            .With(rollUp.Follows)
            .With(rollUp.Shares)
            .With(rollUp.Joins)
            .With(rollUp.Viewers)
            .With(rollUp.ViewersSequence)
            .With(rollUp.PeakViewers)
            .With(rollUp.TotalViewers)
            .With(rollUp.Gaps)
            .With(rollUp.GapMs)
            .With(session.Life.StartedAt)
            .With(session.Life.EndedAt)
            .With(session.Life.ActiveAt)
            .With(session.Life.StartSequence)
            .With(session.Life.EndSequence)
            .With(session.Life.EndAt)
            .With(session.Life.EndReceivedAt);
        return write;
    }

    private static void AddStreakKeys(
        NpgsqlParameterCollection parameters,
        IReadOnlyList<(long SessionNo, StreakKey Key)> keys
    ) =>
        parameters
            .With(keys.Select(key => key.SessionNo).ToArray(), Numbers)
            .With(keys.Select(key => key.Key.UserId).ToArray(), Numbers)
            .With(keys.Select(key => key.Key.GiftId).ToArray(), Numbers)
            .With(keys.Select(key => key.Key.GroupId).ToArray(), Numbers)
            .With(keys.Select(key => key.Key.ReceiverId).ToArray(), Numbers);
}
