using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;

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

    /// <summary>Where it was imported from, so that it can be exported back; null for a rule made here.</summary>
    public ImportedForm? Imported { get; init; }

    /// <summary>Adds every fault, each with its path, to <paramref name="faults"/>.</summary>
    public void Validate(RuleFaults faults)
    {
        Trigger.Validate(faults.At("trigger"));
        RuleCondition.Validate(Conditions, "conditions", faults, depth: 1);
        Policy.Validate(faults.At("policy"), Trigger);
        Action.Validate(faults.At("action"), depth: 1);
        // A tree with a hole in it has been named above and cannot be counted.
        if (faults.Any)
            return;
        if (Action.All().Skip(RuleAction.MaxActions).Any())
            faults.Add("action", $"holds more than {RuleAction.MaxActions} actions.");
        if (Action.CountSteps() > RuleAction.MaxSteps)
            faults.Add("action", $"comes to more than {RuleAction.MaxSteps} steps in all, repeats counted.");
    }

    /// <summary>Every text of the rule that may hold placeholders.</summary>
    public IEnumerable<string> Templates() =>
        Action
            .All()
            .SelectMany(action => action.Templates)
            .Concat(AllConditions().OfType<VariableCondition>().Select(condition => condition.Value));

    /// <summary>Every condition of the rule, also those inside its action and inside other conditions.</summary>
    public IEnumerable<RuleCondition> AllConditions() =>
        Conditions
            .Concat(Action.All().OfType<IfAction>().Select(choice => choice.Condition))
            .SelectMany(one => one.All());
}

/// <summary>Which of the original forms a rule came from, and what the rule itself does not need of it.</summary>
/// <param name="Form">gifts, keywords, like_thresholds or automation_scripts.</param>
/// <param name="Key">Its name there.</param>
/// <param name="Original">The entry as it was, JSON.</param>
internal sealed record ImportedForm(string Form, string Key, string Original)
{
    /// <summary>The entry was one of a list, and its key is its id or its name there.</summary>
    public bool Listed { get; init; }

    /// <summary>Names of devices as they were in the file, and what they are on the board, where the import was told so.</summary>
    public IReadOnlyDictionary<string, string>? Devices { get; init; }
}
