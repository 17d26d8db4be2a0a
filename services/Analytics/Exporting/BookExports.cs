using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using Npgsql;

namespace LiveOps.Analytics.Exporting;

/// <summary>The tables of the books that can be exported: live sessions, gifts, comments, actions.</summary>
internal static class BookExports
{
    private const string SessionsSql = """
        select s.id, s.account_id, a.handle, s.room_id, s.started_at, s.ended_at, s.events, s.gifts, s.coins, s.comments,
            s.likes, s.likes_seen, s.follows, s.shares, s.joins, s.peak_viewers, s.total_viewers, s.gaps, s.gap_ms,
            s.actions_done, s.actions_not_done
        from analytics.live_sessions s
        left join analytics.audiences a on a.workspace_id = s.workspace_id and a.account_id = s.account_id
        where s.workspace_id = $1 and ($2::uuid is null or s.account_id = $2) and ($3::uuid is null or s.id = $3)
            and ($4::timestamptz is null or s.started_at >= $4) and ($5::timestamptz is null or s.started_at < $5)
        order by s.started_at, s.session_no
        """;

    // A session's own times only narrow the search: what TikTok replays is from before its first sign. In the order of
    // sessions and sequence, which indexes have, so that the first rows come at once.
    private const string EventsSql = """
        from analytics.live_sessions s
        join analytics.events e on e.session_no = s.session_no and e.opened_on = s.opened_on
        left join analytics.viewers v on v.workspace_id = s.workspace_id and v.user_id = e.user_id
        left join analytics.gifts g on g.gift_id = e.gift_id
        where s.workspace_id = $1 and ($2::uuid is null or s.account_id = $2) and ($3::uuid is null or s.id = $3)
            and ($4::timestamptz is null or (e.at >= $4 and coalesce(s.ended_at, s.active_at) >= $4 - interval '1 day'))
            and ($5::timestamptz is null or (e.at < $5 and s.started_at < $5 + interval '1 day'))
        """;

    private const string EventsOrder = " order by s.started_at, s.session_no, e.sequence, e.message_id";

    private static readonly string _giftsSql = $"""
        select s.id, s.account_id, e.message_id, e.at, e.user_id, v.handle, v.nickname, e.gift_id, g.name, e.coins,
            e.credited, e.credited::bigint * e.coins, e.repeat_count, e.group_id {EventsSql}
            and e.kind = {(int)LiveEventKind.Gift} and e.credited > 0 {EventsOrder}
        """;

    private static readonly string _commentsSql = $"""
        select s.id, s.account_id, e.message_id, e.at, e.user_id, v.handle, v.nickname, e.text {EventsSql}
            and e.kind = {(int)LiveEventKind.Chat} {EventsOrder}
        """;

    private const string ActionsSql = """
        select a.id, a.account_id, s.id, a.room_id, a.message_id, a.event_kind, a.rule_id, a.rule_name, a.decision_id,
            a.decision, a.reason, a.viewer_id, a.viewer_name, a.decided_at, a.gateway_id, a.board_id, a.device_id,
            a.action, a.duration_ms, a.outcome, a.detail, a.sent_at, a.acknowledged_at, a.completed_at, a.board_ms,
            a.path_ms, a.ran_ms
        from analytics.actions a
        left join analytics.live_sessions s on s.session_no = a.session_no
        where a.workspace_id = $1 and ($2::uuid is null or a.account_id = $2) and ($3::uuid is null or s.id = $3)
            and ($4::timestamptz is null or coalesce(a.decided_at, a.sent_at) >= $4)
            and ($5::timestamptz is null or coalesce(a.decided_at, a.sent_at) < $5)
        order by a.action_no
        """;

    private static readonly ExportColumn<NpgsqlDataReader>[] _sessions =
    [
        RowColumns.Guid("id", 0),
        RowColumns.Guid("accountId", 1),
        RowColumns.Text("account", 2),
        RowColumns.Id("roomId", 3),
        RowColumns.Time("startedAt", 4),
        RowColumns.Time("endedAt", 5),
        RowColumns.Number("events", 6),
        RowColumns.Number("gifts", 7),
        RowColumns.Number("coins", 8),
        RowColumns.Number("comments", 9),
        RowColumns.Number("likes", 10),
        RowColumns.Number("likesSeen", 11),
        RowColumns.Number("follows", 12),
        RowColumns.Number("shares", 13),
        RowColumns.Number("joins", 14),
        RowColumns.Number("peakViewers", 15),
        RowColumns.Number("totalViewers", 16),
        RowColumns.Number("gaps", 17),
        RowColumns.Number("gapMs", 18),
        RowColumns.Number("actionsDone", 19),
        RowColumns.Number("actionsNotDone", 20),
    ];

    private static readonly ExportColumn<NpgsqlDataReader>[] _eventHead =
    [
        RowColumns.Guid("sessionId", 0),
        RowColumns.Guid("accountId", 1),
        RowColumns.Id("messageId", 2),
        RowColumns.Time("at", 3),
        RowColumns.Id("userId", 4),
        RowColumns.Text("username", 5),
        RowColumns.Text("displayName", 6),
    ];

    private static readonly ExportColumn<NpgsqlDataReader>[] _gifts =
    [
        .. _eventHead,
        RowColumns.Id("giftId", 7),
        RowColumns.Text("giftName", 8),
        RowColumns.Count("coins", 9),
        RowColumns.Count("quantity", 10),
        RowColumns.Number("totalCoins", 11),
        RowColumns.Count("streakQuantity", 12),
        RowColumns.Id("streakId", 13),
    ];

    private static readonly ExportColumn<NpgsqlDataReader>[] _comments = [.. _eventHead, RowColumns.Text("comment", 7)];

    private static readonly ExportColumn<NpgsqlDataReader>[] _actions =
    [
        RowColumns.Guid("id", 0),
        RowColumns.Guid("accountId", 1),
        RowColumns.Guid("sessionId", 2),
        RowColumns.Id("roomId", 3),
        RowColumns.Id("messageId", 4),
        RowColumns.Name<LiveEventKind>("eventKind", 5),
        RowColumns.Guid("ruleId", 6),
        RowColumns.Text("ruleName", 7),
        RowColumns.Guid("decisionId", 8),
        RowColumns.Name<RuleOutcome>("decision", 9),
        RowColumns.Text("reason", 10),
        RowColumns.Id("viewerId", 11),
        RowColumns.Text("viewerName", 12),
        RowColumns.Time("decidedAt", 13),
        RowColumns.Text("gatewayId", 14),
        RowColumns.Text("boardId", 15),
        RowColumns.Text("deviceId", 16),
        RowColumns.Text("action", 17),
        RowColumns.Count("durationMs", 18),
        RowColumns.Name<DeviceCommandOutcome>("outcome", 19),
        RowColumns.Text("detail", 20),
        RowColumns.Time("sentAt", 21),
        RowColumns.Time("acknowledgedAt", 22),
        RowColumns.Time("completedAt", 23),
        RowColumns.Fraction("boardMs", 24),
        RowColumns.Fraction("pathMs", 25),
        RowColumns.Count("ranMs", 26),
    ];

    /// <summary>Null for a table that is not exported.</summary>
    public static Export<NpgsqlDataReader>? Find(string table, ExportScope scope) =>
        table switch
        {
            "sessions" => Of(SessionsSql, _sessions, scope),
            "gifts" => Of(_giftsSql, _gifts, scope),
            "comments" => Of(_commentsSql, _comments, scope),
            "actions" => Of(ActionsSql, _actions, scope),
            _ => null,
        };

    private static Export<NpgsqlDataReader> Of(
        string sql,
        IReadOnlyList<ExportColumn<NpgsqlDataReader>> columns,
        ExportScope scope
    ) =>
        new()
        {
            Sql = sql,
            Parameters = scope.AddTo,
            Read = row => row,
            Columns = columns,
        };
}
