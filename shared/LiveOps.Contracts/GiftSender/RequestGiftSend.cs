namespace LiveOps.Contracts.GiftSender;

/// <summary>
/// A rule asks for a gift to be sent. Sent to the queue <c>gift-sender</c>; where there is none, nothing is sent, now
/// or later. Whether a gift is sent is the gift sender's to decide, by its owner's limits. Applied at most once by
/// <see cref="RequestId"/>.
/// </summary>
public sealed record RequestGiftSend
{
    public required Guid RequestId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>The account whose rule asks.</summary>
    public required Guid AccountId { get; init; }
    public required Guid RuleId { get; init; }

    /// <summary>TikTok's gift id.</summary>
    public required long GiftId { get; init; }

    /// <summary>1 to 100.</summary>
    public required int Count { get; init; }

    /// <summary>Handle of the creator who is to get it, without @; null: the account itself.</summary>
    public string? ToHandle { get; init; }
    public required DateTimeOffset At { get; init; }
}
