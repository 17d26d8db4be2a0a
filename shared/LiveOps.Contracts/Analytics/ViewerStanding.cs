namespace LiveOps.Contracts.Analytics;

/// <summary>What a viewer is to an account has changed: reached or lost a VIP tier, was blocked or unblocked.</summary>
public sealed record ViewerStandingChanged
{
    /// <summary>Names this change; a consumer that knows it does nothing new.</summary>
    public required Guid ChangeId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>TikTok's numeric user id.</summary>
    public required long UserId { get; init; }

    /// <summary>The name shown, where known.</summary>
    public string? Nickname { get; init; }

    /// <summary>The @handle without @, where known.</summary>
    public string? Handle { get; init; }

    /// <summary>0 for none, 1 (lowest) to 4.</summary>
    public required int VipTier { get; init; }

    /// <summary>The tier's name; null for none.</summary>
    public string? VipTierName { get; init; }
    public required bool Blocked { get; init; }
    public required DateTimeOffset At { get; init; }
}
