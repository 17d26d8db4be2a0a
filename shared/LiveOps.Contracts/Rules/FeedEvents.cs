namespace LiveOps.Contracts.Rules;

/// <summary>
/// A rule's action tells the games and overlays that listen to the local event feed. Identity is
/// <see cref="EmitId"/>: the feed sends it once.
/// </summary>
public sealed record FeedEventEmitted
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>The account whose event caused it.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>Derived from the decision and the step.</summary>
    public required Guid EmitId { get; init; }

    /// <summary>The event's name on the feed: 1 to 40 letters A to Z and a to z.</summary>
    public required string EventName { get; init; }

    /// <summary>What the event carries: a JSON object.</summary>
    public required string Data { get; init; }

    public required DateTimeOffset At { get; init; }
}
