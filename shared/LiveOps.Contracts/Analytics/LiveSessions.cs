namespace LiveOps.Contracts.Analytics;

/// <summary>Totals of a live session so far, published at most five times a second per session, and once when it ends.</summary>
public sealed record LiveSessionProgressed
{
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid LiveSessionId { get; init; }
    public required long RoomId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    public required LiveSessionTotals Totals { get; init; }

    /// <summary>At most 20, most coins first.</summary>
    public required IReadOnlyList<LeaderboardEntry> Leaderboard { get; init; }
}

/// <summary>Totals on the books. Integers; coins are what viewers paid.</summary>
public sealed record LiveSessionTotals
{
    public long Events { get; init; }
    public long Gifts { get; init; }
    public long Coins { get; init; }
    public long Comments { get; init; }

    /// <summary>The room's running total of likes (highest seen), not the number of like messages.</summary>
    public long Likes { get; init; }
    public long Follows { get; init; }
    public long Shares { get; init; }
    public long Joins { get; init; }
    public long Viewers { get; init; }
    public long PeakViewers { get; init; }

    /// <summary>Device actions by now: done, and all others.</summary>
    public long ActionsDone { get; init; }
    public long ActionsNotDone { get; init; }

    /// <summary>Times without connection: above 0 the totals may be incomplete.</summary>
    public long Gaps { get; init; }
}

/// <summary>One gifter of a live session.</summary>
public sealed record LeaderboardEntry
{
    public required int Rank { get; init; }
    public required long UserId { get; init; }
    public string? Handle { get; init; }
    public string? Nickname { get; init; }
    public required long Coins { get; init; }
    public required long Gifts { get; init; }
}
