using LiveOps.Contracts.Ingestion;

namespace LiveOps.Contracts.Rules;

/// <summary>What the rules made of one <see cref="LiveEvents"/> message; only events that matched a rule appear.</summary>
public sealed record RulesDecided
{
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }
    public required long RoomId { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public required IReadOnlyList<RuleDecision> Decisions { get; init; }
}

/// <summary>One rule met one event. Identity: (room id, message id, kind, rule id), from which the id is derived.</summary>
public sealed record RuleDecision
{
    public required Guid DecisionId { get; init; }
    public required Guid RuleId { get; init; }
    public required string RuleName { get; init; }

    /// <summary>The event that caused it.</summary>
    public required long MessageId { get; init; }
    public required LiveEventKind EventKind { get; init; }

    /// <summary>Who caused it; null where nobody did.</summary>
    public long? ViewerId { get; init; }
    public string? ViewerName { get; init; }
    public required RuleOutcome Outcome { get; init; }

    /// <summary>Why it was refused, in words for the operator; null when it fired.</summary>
    public string? Reason { get; init; }

    /// <summary>The device commands sent, in order of the action's steps.</summary>
    public IReadOnlyList<Guid> CommandIds { get; init; } = [];
}

/// <summary>Outcomes of <see cref="RuleDecision"/>. Travels by name.</summary>
public enum RuleOutcome
{
    Fired,
    RefusedByCooldown,
    RefusedBelowMinimum,
    RefusedNoBoard,
    RefusedTooLate,
    RefusedEmergencyStop,

    /// <summary>The rule's uses of this window are used up.</summary>
    RefusedByCap,

    /// <summary>This viewer has enough of it waiting or running.</summary>
    RefusedViewerQueue,

    /// <summary>The account's queue is full.</summary>
    RefusedQueueFull,

    /// <summary>Rules that let each other fire have come to an end that is no end.</summary>
    RefusedChainTooLong,
}
