using LiveOps.Contracts.Ingestion;

namespace LiveOps.Contracts.Rules;

/// <summary>
/// Something for the rules of one account that is no event of its room. Sent by Rules to itself, through the
/// account's partition, so that everything about an account is decided in one line, by one replica, once by
/// <see cref="SignalId"/>.
/// </summary>
public sealed record AccountSignal
{
    public required Guid SignalId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }
    public required AccountSignalKind Kind { get; init; }

    /// <summary>When it was given; the clock of its decision.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>For Button, Webhook and TryOut: the rule that is meant. For Stop, Pause and Resume: null means all rules.</summary>
    public Guid? RuleId { get; init; }

    /// <summary>For Stop, Pause and Resume: the one execution that is meant; null means all.</summary>
    public Guid? ExecutionId { get; init; }

    /// <summary>For Webhook: what the caller sent. For ViewerStanding: the tier's name. For Stop: why, in words for the operator.</summary>
    public string? Text { get; init; }

    /// <summary>For ViewerStanding: who. For TryOut: the member, as if they were a viewer. For Button: null.</summary>
    public LiveViewer? Viewer { get; init; }

    /// <summary>For ViewerStanding: the VIP tier, 0 for none, to 4.</summary>
    public int VipTier { get; init; }

    /// <summary>For ViewerStanding: blocked by the operator.</summary>
    public bool Blocked { get; init; }

    /// <summary>For SetVariable: its key as Rules stores it.</summary>
    public string? Key { get; init; }

    /// <summary>For SetVariable: its number, where it is one; with neither number nor text the variable goes.</summary>
    public long? Number { get; init; }
}

/// <summary>Kinds of <see cref="AccountSignal"/>. Travels by name.</summary>
public enum AccountSignalKind
{
    /// <summary>Something of the account may be due.</summary>
    Tick,

    /// <summary>Somebody has pressed a rule's button.</summary>
    Button,

    /// <summary>Another program has called a rule's address.</summary>
    Webhook,

    /// <summary>What a viewer is to the account has changed: VIP tier, blocked.</summary>
    ViewerStanding,
    Stop,
    Pause,
    Resume,

    /// <summary>A person has set, or taken away, a variable.</summary>
    SetVariable,

    /// <summary>A person lets a rule fire to try it; its trigger, conditions and pauses are not asked.</summary>
    TryOut,
}
