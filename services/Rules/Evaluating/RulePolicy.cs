using LiveOps.Rules.Conditions;
using LiveOps.Rules.Describing;

namespace LiveOps.Rules.Evaluating;

/// <summary>How often, how urgent, how late, and when at all.</summary>
[Form("Policy", "How often, how urgent, how late, and when at all.")]
internal sealed record RulePolicy
{
    public const int MaxCooldownMs = 86_400_000;
    public const int MaxExpiryMs = 60_000;
    public const int MaxWait = 600_000;

    /// <summary>Pause after the rule has fired, ms; 0 = none.</summary>
    [Field("Pause after it has fired", Min = 0, Max = MaxCooldownMs)]
    public int CooldownMs { get; init; }

    /// <summary>Whom the pause holds back.</summary>
    [Field("The pause holds back")]
    public CooldownScope CooldownPer { get; init; }

    /// <summary>
    /// Another pause for viewers with a role, ms: the shortest of those that fit counts. Everyone else has
    /// <see cref="CooldownMs"/>.
    /// </summary>
    [Field(
        "Other pauses for roles",
        Unit = "ms",
        Help = "The shortest of those that fit counts.",
        Example = "{\"Subscriber\":1000}"
    )]
    public IReadOnlyDictionary<ViewerRole, int> CooldownMsByRole { get; init; } = new Dictionary<ViewerRole, int>();

    /// <summary>Uses within a window, which begins with its first use; 0 = no limit.</summary>
    [Field("Uses within the window, at most", Min = 0, Max = 100_000, Help = "0: no limit.")]
    public int CapUses { get; init; }

    /// <summary>The window, ms.</summary>
    [Field("Window", Min = 1_000, Max = MaxCooldownMs, Help = "Begins with its first use.")]
    public int CapWindowMs { get; init; } = 60_000;

    [Field("Uses of")]
    public CountScope CapPer { get; init; }

    /// <summary>Executions of the rule that one viewer may have waiting or running; 0 = no limit.</summary>
    [Field("Waiting per viewer, at most", Min = 0, Max = 1_000, Help = "0: no limit.")]
    public int MaxQueuedPerViewer { get; init; }

    /// <summary>Higher goes first, in the account's queue and in the device's lane; -100 to 100.</summary>
    [Field("Priority", Min = -100, Max = 100, Help = "Higher goes first.")]
    public int Priority { get; init; }

    /// <summary>How old an event, or a step that is due, may be when its action starts, ms; a later one is refused or expires.</summary>
    [Field("Too late after", Min = 100, Max = MaxExpiryMs)]
    public int ExpiresAfterMs { get; init; } = 3_000;

    /// <summary>How long an execution may wait for its turn, ms; then it expires and is reported.</summary>
    [Field("Waits for its turn, at most", Min = 0, Max = MaxWait)]
    public int MaxWaitMs { get; init; } = 60_000;

    /// <summary>When the rule is on, by the account's clock; null: always.</summary>
    [Field("On only at", Help = "Empty: always.")]
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
