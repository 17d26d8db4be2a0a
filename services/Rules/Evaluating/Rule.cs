namespace LiveOps.Rules.Evaluating;

/// <summary>One rule of one account: when something happens, do something. Immutable; a change is a new version.</summary>
internal sealed record Rule
{
    public required Guid Id { get; init; }

    /// <summary>What the operator calls it.</summary>
    public required string Name { get; init; }
    public bool Enabled { get; init; } = true;
    public required RuleDefinition Definition { get; init; }
}

/// <summary>The one model of every rule: trigger, conditions, policy, action. What is stored and what is imported.</summary>
internal sealed record RuleDefinition
{
    public required Trigger Trigger { get; init; }

    /// <summary>All must hold.</summary>
    public IReadOnlyList<RuleCondition> Conditions { get; init; } = [];
    public RulePolicy Policy { get; init; } = new();
    public required RuleAction Action { get; init; }

    /// <summary>Adds every fault, each with its path, to <paramref name="faults"/>.</summary>
    public void Validate(RuleFaults faults)
    {
        Trigger.Validate(faults.At("trigger"));
        for (var n = 0; n < Conditions.Count; n++)
        {
            if (Conditions[n] is null)
                faults.Add($"conditions[{n}]", "is empty.");
            else
                Conditions[n].Validate(faults.At($"conditions[{n}]"));
        }
        Policy.Validate(faults.At("policy"), Trigger);
        Action.Validate(faults.At("action"), depth: 1);
        // A tree with a hole in it has been named above and cannot be counted.
        if (faults.Any)
            return;
        var steps = Action.Steps().Take(RuleAction.MaxSteps + 1).Count();
        if (steps > RuleAction.MaxSteps)
            faults.At("action").Add($"has more than {RuleAction.MaxSteps} device actions in all.");
    }
}

/// <summary>How often, how urgent, how late.</summary>
internal sealed record RulePolicy
{
    public const int MaxCooldownMs = 86_400_000;
    public const int MaxExpiryMs = 60_000;

    /// <summary>Pause after the rule has fired, ms; 0 = none.</summary>
    public int CooldownMs { get; init; }

    /// <summary>Whom the pause holds back.</summary>
    public CooldownScope CooldownPer { get; init; }

    /// <summary>Higher goes first, here and in the device's lane; -100 to 100.</summary>
    public int Priority { get; init; }

    /// <summary>How old an event may be when its action starts, ms; a later one is refused or expires.</summary>
    public int ExpiresAfterMs { get; init; } = 3_000;

    public void Validate(RuleFaults faults, Trigger trigger)
    {
        faults.Range("cooldownMs", CooldownMs, 0, MaxCooldownMs);
        faults.Range("priority", Priority, -100, 100);
        faults.Range("expiresAfterMs", ExpiresAfterMs, 100, MaxExpiryMs);
        if (!Enum.IsDefined(CooldownPer))
            faults.Add("cooldownPer", "must be Rule or Viewer.");
        if (CooldownMs > 0 && trigger.CountsUnits)
            faults.Add("cooldownMs", "must be 0 where the trigger fires per unit: it would refuse all but the first.");
    }
}

/// <summary>Whom a cooldown holds back. Travels by name.</summary>
internal enum CooldownScope
{
    /// <summary>Everybody: the rule rests.</summary>
    Rule,

    /// <summary>The viewer who made it fire.</summary>
    Viewer,
}
