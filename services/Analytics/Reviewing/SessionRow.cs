using LiveOps.Contracts.Analytics;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>A live session as it is on the books.</summary>
internal sealed record SessionRow
{
    public const string Columns = """
        s.session_no, s.id, s.workspace_id, s.account_id, s.room_id, s.started_at, s.ended_at, s.events, s.gifts, s.coins,
        s.comments, s.likes, s.likes_seen, s.follows, s.shares, s.joins, s.viewers, s.peak_viewers, s.total_viewers,
        s.gaps, s.gap_ms, s.actions_done, s.actions_not_done, s.opened_on
        """;

    public required long SessionNo { get; init; }
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }
    public required long RoomId { get; init; }
    public required DateOnly OpenedOn { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required long LikesSeen { get; init; }
    public required long TotalViewers { get; init; }
    public required long GapMs { get; init; }
    public required LiveSessionTotals Totals { get; init; }

    public static SessionRow Read(NpgsqlDataReader row) =>
        new()
        {
            SessionNo = row.GetInt64(0),
            Id = row.GetGuid(1),
            WorkspaceId = row.GetGuid(2),
            AccountId = row.GetGuid(3),
            RoomId = row.GetInt64(4),
            StartedAt = row.GetFieldValue<DateTimeOffset>(5),
            EndedAt = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
            LikesSeen = row.GetInt64(12),
            TotalViewers = row.GetInt64(18),
            GapMs = row.GetInt64(20),
            OpenedOn = row.GetFieldValue<DateOnly>(23),
            Totals = new LiveSessionTotals
            {
                Events = row.GetInt64(7),
                Gifts = row.GetInt64(8),
                Coins = row.GetInt64(9),
                Comments = row.GetInt64(10),
                Likes = row.GetInt64(11),
                Follows = row.GetInt64(13),
                Shares = row.GetInt64(14),
                Joins = row.GetInt64(15),
                Viewers = row.GetInt64(16),
                PeakViewers = row.GetInt64(17),
                Gaps = row.GetInt64(19),
                ActionsDone = row.GetInt64(21),
                ActionsNotDone = row.GetInt64(22),
            },
        };
}
