namespace LiveOps.Rules.Running;

/// <summary>
/// Something that an execution does to the world. Its id follows from the execution and the step, so that a message
/// that is decided again leads to the same effects under the same ids, and each is applied once.
/// </summary>
/// <param name="Id">The name under which it is applied once.</param>
/// <param name="Execution">Who does it.</param>
/// <param name="At">When it is due: the start of its expiry.</param>
internal abstract record Effect(Guid Id, Execution Execution, DateTimeOffset At);

/// <summary>A device acts.</summary>
/// <param name="DeviceId">Device name on the board.</param>
/// <param name="ActionWord">Action word of the protocol.</param>
/// <param name="DurationMs">On-time, ms.</param>
/// <param name="Params">At most three.</param>
internal sealed record DeviceEffect(
    Guid Id,
    Execution Execution,
    DateTimeOffset At,
    string DeviceId,
    string ActionWord,
    int DurationMs,
    IReadOnlyList<int> Params
) : Effect(Id, Execution, At);

/// <summary>A message on the overlay, or a sound.</summary>
/// <param name="Text">What is shown; null for a sound alone.</param>
/// <param name="Sound">Name of the sound file; null for none.</param>
/// <param name="Volume">0 to 100.</param>
/// <param name="ShownMs">How long the text stays.</param>
internal sealed record CueEffect(
    Guid Id,
    Execution Execution,
    DateTimeOffset At,
    string? Text,
    string? Sound,
    int Volume,
    int ShownMs
) : Effect(Id, Execution, At);

/// <summary>A call to the customer's own address.</summary>
internal sealed record WebhookEffect(Guid Id, Execution Execution, DateTimeOffset At, string Url, string Body)
    : Effect(Id, Execution, At);

/// <summary>Loyalty points for the viewer behind the execution.</summary>
internal sealed record PointsEffect(Guid Id, Execution Execution, DateTimeOffset At, int Points, string? Reason)
    : Effect(Id, Execution, At);

/// <summary>A wish that another account of the workspace sends a gift; limits and consent are the gift sender's.</summary>
internal sealed record GiftSendEffect(
    Guid Id,
    Execution Execution,
    DateTimeOffset At,
    long GiftId,
    int Count,
    string? ToHandle
) : Effect(Id, Execution, At);

/// <summary>An event for the programs on the local feed.</summary>
/// <param name="Data">A JSON object.</param>
internal sealed record FeedEffect(Guid Id, Execution Execution, DateTimeOffset At, string Name, string Data)
    : Effect(Id, Execution, At);

/// <summary>Another rule is asked to fire.</summary>
internal sealed record ChainEffect(Guid Id, Execution Execution, DateTimeOffset At, Guid RuleId)
    : Effect(Id, Execution, At);

/// <summary>What runs of a rule is stopped.</summary>
internal sealed record StopEffect(Guid Id, Execution Execution, DateTimeOffset At, Guid RuleId)
    : Effect(Id, Execution, At);
