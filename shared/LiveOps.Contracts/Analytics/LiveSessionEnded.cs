namespace LiveOps.Contracts.Analytics;

/// <summary>
/// A live session is over, for alerts and bots. Told once for each end, at least 30 s after it, so that the last gifts
/// are in; a session that went on and ended again is told again under the next <see cref="EndNo"/>. Comes at least
/// once: who knows <see cref="LiveSessionId"/> and <see cref="EndNo"/> has heard it.
/// </summary>
public sealed record LiveSessionEnded
{
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>The account's @handle without @, where known.</summary>
    public string? Handle { get; init; }
    public required Guid LiveSessionId { get; init; }
    public required long RoomId { get; init; }

    /// <summary>1 for the first end. Rises with every end of this session, and may jump.</summary>
    public required int EndNo { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>False when nobody said so: the LIVE fell silent, or a newer one of the account began.</summary>
    public required bool SaidByTikTok { get; init; }

    /// <summary>As on the books when this was told.</summary>
    public required LiveSessionTotals Totals { get; init; }

    /// <summary>Mean over the minutes of which TikTok told the viewers; null where it told none.</summary>
    public double? AverageViewers { get; init; }

    /// <summary>Viewers since the start, as TikTok counts them; 0 where it does not say.</summary>
    public long TotalViewers { get; init; }

    /// <summary>Time without connection, ms: above 0 the totals may be incomplete.</summary>
    public long GapMs { get; init; }

    /// <summary>At most 20, most coins first.</summary>
    public required IReadOnlyList<LeaderboardEntry> Leaderboard { get; init; }
}
