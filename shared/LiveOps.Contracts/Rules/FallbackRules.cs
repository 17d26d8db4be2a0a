namespace LiveOps.Contracts.Rules;

/// <summary>
/// What a gateway may go on with by itself while it cannot hear of Rules: the gift rules of one account whose devices
/// hang on it. Sent to the gateway's own queue whenever it changes, when the gateway appears, and every ten minutes.
/// Replaces what was sent before for the account.
/// </summary>
public sealed record FallbackRules
{
    public required Guid WorkspaceId { get; init; }
    public required string GatewayId { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>When the rules were read, Unix ms: one that is older than what the gateway has is ignored.</summary>
    public required long Version { get; init; }
    public required IReadOnlyList<FallbackRule> Rules { get; init; }

    /// <summary>Rules, and parts of rules, that wait until Rules can be heard again.</summary>
    public required IReadOnlyList<RuleNotKept> NotKept { get; init; }
}

/// <summary>A gift rule, as far as a gateway can follow it.</summary>
public sealed record FallbackRule
{
    public required Guid RuleId { get; init; }
    public required string Name { get; init; }

    /// <summary>TikTok's gift ids. With <see cref="GiftNames"/>: either may match. Both empty: any gift.</summary>
    public IReadOnlyList<long> GiftIds { get; init; } = [];

    /// <summary>Gift names without regard to case.</summary>
    public IReadOnlyList<string> GiftNames { get; init; } = [];

    /// <summary>Least and highest price of one unit, coins; 0: none.</summary>
    public int MinUnitCoins { get; init; }
    public int MaxUnitCoins { get; init; }

    /// <summary>Least value of what one message credits, coins; 0: none.</summary>
    public int MinCreditedCoins { get; init; }

    /// <summary>The streak must have come to so many units; 0 or 1: any.</summary>
    public int MinCombo { get; init; }
    public required FallbackCount Per { get; init; }

    /// <summary>Pause after it has fired, ms; 0: none.</summary>
    public int CooldownMs { get; init; }

    /// <summary>True: the pause holds back only the viewer who made it fire.</summary>
    public bool CooldownPerViewer { get; init; }

    /// <summary>Higher goes first in the device's lane.</summary>
    public int Priority { get; init; }

    /// <summary>How late a command may start, ms.</summary>
    public required int ExpiresAfterMs { get; init; }

    /// <summary>What starts at once when it fires; several start together.</summary>
    public required IReadOnlyList<FallbackStep> Steps { get; init; }
}

/// <summary>One device action of a rule.</summary>
public sealed record FallbackStep
{
    /// <summary>The step's number in the rule's script, from 0: the command's id follows from it.</summary>
    public required int Number { get; init; }

    /// <summary>The board's own id.</summary>
    public required string BoardId { get; init; }
    public required string DeviceId { get; init; }
    public required string Action { get; init; }
    public required int DurationMs { get; init; }
    public IReadOnlyList<int> Params { get; init; } = [];
}

/// <summary>How often a gift fires. Travels by name.</summary>
public enum FallbackCount
{
    /// <summary>Once for every message that credits something.</summary>
    Message,

    /// <summary>Once for each unit credited.</summary>
    Unit,

    /// <summary>Once per streak, when it meets the rule.</summary>
    Streak,
}

/// <summary>A rule that a gateway cannot follow, or not in all.</summary>
public sealed record RuleNotKept
{
    public required Guid RuleId { get; init; }
    public required string Name { get; init; }

    /// <summary>What is not kept and why, in words for the operator.</summary>
    public required string Reason { get; init; }
}
