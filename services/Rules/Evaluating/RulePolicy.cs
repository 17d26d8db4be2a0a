using LiveOps.Rules.Conditions;

namespace LiveOps.Rules.Evaluating;

/// <summary>How often, how urgent, how late, and when at all.</summary>
internal sealed record RulePolicy
{
    public const int MaxCooldownMs = 86_400_000;
    public const int MaxExpiryMs = 60_000;
    public const int MaxWait = 600_000;

    /// <summary>Pause after the rule has fired, ms; 0 = none.</summary>
    public int CooldownMs { get; init; }

    /// <summary>Whom the pause holds back.</summary>
    public CooldownScope CooldownPer { get; init; }

    /// <summary>
    /// Another pause for viewers with a role, ms: the shortest of those that fit counts. Everyone else has
    /// <see cref="CooldownMs"/>.
    /// </summary>
    public IReadOnlyDictionary<ViewerRole, int> CooldownMsByRole { get; init; } = new Dictionary<ViewerRole, int>();

    /// <summary>Uses within a window, which begins with its first use; 0 = no limit.</summary>
    public int CapUses { get; init; }

    /// <summary>The window, ms.</summary>
    public int CapWindowMs { get; init; } = 60_000;

    public CountScope CapPer { get; init; }

    /// <summary>Executions of the rule that one viewer may have waiting or running; 0 = no limit.</summary>
    public int MaxQueuedPerViewer { get; init; }

    /// <summary>Higher goes first, in the account's queue and in the device's lane; -100 to 100.</summary>
    public int Priority { get; init; }

    /// <summary>How old an event, or a step that is due, may be when its action starts, ms; a later one is refused or expires.</summary>
    public int ExpiresAfterMs { get; init; } = 3_000;

    /// <summary>How long an execution may wait for its turn, ms; then it expires and is reported.</summary>
    public int MaxWaitMs { get; init; } = 60_000;

    /// <summary>When the rule is on, by the account's clock; null: always.</summary>
    public TimeCondition? Schedule { get; init; }

    public void Validate(RuleFaults faults, Trigger trigger)
    {
        faults.Range("cooldownMs", CooldownMs, 0, MaxCooldownMs);
        faults.Range("capUses", CapUses, 0, 100_000);
        faults.Range("capWindowMs", CapWindowMs, 1_000, MaxCooldownMs);
        faults.Range("maxQueuedPerViewer", MaxQueuedPerViewer, 0, 1_000);
        faults.Range("priority", Priority, -100, 100);
        faults.Range("expiresAfterMs", ExpiresAfterMs, 100, MaxExpiryMs);
        faults.Range("maxWaitMs", MaxWaitMs, 0, MaxWait);
        if (!Enum.IsDefined(CooldownPer))
            faults.Add("cooldownPer", $"must be one of {string.Join(", ", Enum.GetNames<CooldownScope>())}.");
        if (!Enum.IsDefined(CapPer))
            faults.Add("capPer", "must be Room or Viewer.");
        foreach (var (role, ms) in CooldownMsByRole)
            if (!Enum.IsDefined(role) || role is ViewerRole.TopGifter)
                faults.Add("cooldownMsByRole", "must name roles that a viewer has for longer: no TopGifter.");
            else
                faults.Range($"cooldownMsByRole.{role}", ms, 0, MaxCooldownMs);
        if ((CooldownMs > 0 || CooldownMsByRole.Count > 0) && trigger.CountsUnits)
            faults.Add("cooldownMs", "must be 0 where the trigger fires per unit: it would refuse all but the first.");
        Schedule?.Validate(faults.At("schedule"), depth: 1);
    }

    public bool Equals(RulePolicy? other) =>
        other is not null
        && (CooldownMs, CooldownPer, CapUses, CapWindowMs, CapPer, MaxQueuedPerViewer, Priority)
            == (
                other.CooldownMs,
                other.CooldownPer,
                other.CapUses,
                other.CapWindowMs,
                other.CapPer,
                other.MaxQueuedPerViewer,
                other.Priority
            )
        && (ExpiresAfterMs, MaxWaitMs, Schedule) == (other.ExpiresAfterMs, other.MaxWaitMs, other.Schedule)
        && CooldownMsByRole.OrderBy(role => role.Key).SequenceEqual(other.CooldownMsByRole.OrderBy(role => role.Key));

    public override int GetHashCode() => HashCode.Combine(CooldownMs, CapUses, Priority, ExpiresAfterMs);
}

/// <summary>Whom a cooldown holds back. Travels by name.</summary>
internal enum CooldownScope
{
    /// <summary>Everybody: the rule rests.</summary>
    Rule,

    /// <summary>The viewer who made it fire.</summary>
    Viewer,

    /// <summary>The rule's devices: whichever rule used one of them last.</summary>
    Device,
}
