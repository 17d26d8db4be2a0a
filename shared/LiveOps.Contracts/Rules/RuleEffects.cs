namespace LiveOps.Contracts.Rules;

/// <summary>Something for the account's overlay: a message, a sound. Applied once by <see cref="CueId"/>.</summary>
public sealed record OverlayCue
{
    public required Guid CueId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid RuleId { get; init; }

    /// <summary>What is shown; null for a sound alone. Holds words of viewers: show it as text, never as markup.</summary>
    public string? Text { get; init; }

    /// <summary>How long the text stays, ms.</summary>
    public int ShownMs { get; init; }

    /// <summary>Name of a sound file of the workspace; null for none.</summary>
    public string? Sound { get; init; }

    /// <summary>0 to 100.</summary>
    public int Volume { get; init; }

    /// <summary>When it is due: a cue that comes much later is not shown.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A rule has given a viewer loyalty points. Booked once by <see cref="GrantId"/>.</summary>
public sealed record PointsGranted
{
    public required Guid GrantId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid RuleId { get; init; }

    /// <summary>TikTok's numeric user id.</summary>
    public required long UserId { get; init; }

    /// <summary>1 to 1,000,000.</summary>
    public required int Points { get; init; }

    /// <summary>For the books, in words; null where the rule gives none.</summary>
    public string? Reason { get; init; }
    public required DateTimeOffset At { get; init; }
}
