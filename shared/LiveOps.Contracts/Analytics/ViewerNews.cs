namespace LiveOps.Contracts.Analytics;

/// <summary>
/// What has happened to viewers of an account, for screens, alerts and bots. VIP tiers and birthdays come at least once,
/// each under its <see cref="ViewerNewsItem.NewsId"/>; who comes, goes and changes is told as it happens, and not again.
/// </summary>
public sealed record ViewerNews
{
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>In the order in which it happened.</summary>
    public required IReadOnlyList<ViewerNewsItem> Items { get; init; }

    /// <summary>More of the kind that is not told again was left out: there was too much of it at once.</summary>
    public int LeftOut { get; init; }
}

/// <summary>One thing that has happened to a viewer.</summary>
public sealed record ViewerNewsItem
{
    /// <summary>Names it, so that nobody is congratulated twice.</summary>
    public required Guid NewsId { get; init; }

    /// <inheritdoc cref="ViewerNewsKind"/>
    public required ViewerNewsKind Kind { get; init; }

    /// <summary>TikTok's numeric user id.</summary>
    public required long UserId { get; init; }

    /// <summary>The @handle without @, where known.</summary>
    public string? Handle { get; init; }

    /// <summary>The name shown, where known.</summary>
    public string? Nickname { get; init; }

    /// <summary>For the VIP kinds: 0 for none, 1 (lowest) to 4.</summary>
    public int VipTier { get; init; }

    /// <summary>The tier's name; null for none. For VipRemoved: the one that was lost.</summary>
    public string? VipTierName { get; init; }

    /// <summary>For the birthday kinds: the age reached; null where the year is not known.</summary>
    public int? Age { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Kinds of <see cref="ViewerNewsItem"/>. Travels by name.</summary>
public enum ViewerNewsKind
{
    /// <summary>Seen for the first time.</summary>
    New,

    /// <summary>A person has changed the profile.</summary>
    Updated,

    /// <summary>Reached a VIP tier by fulfilling its conditions.</summary>
    VipPromoted,

    /// <summary>A person gave a VIP tier.</summary>
    VipSet,

    /// <summary>A person took the VIP tier away.</summary>
    VipRemoved,

    /// <summary>It is the viewer's birthday; told when the day begins for the account.</summary>
    Birthday,

    /// <summary>It is the birthday of somebody who has just come in; once a live session.</summary>
    BirthdayLive,

    /// <summary>A visit has begun.</summary>
    Online,

    /// <summary>A visit has ended.</summary>
    Offline,
}
