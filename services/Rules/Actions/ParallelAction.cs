using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Actions;

/// <summary>A combo: all start together.</summary>
internal sealed record ParallelAction : RuleAction
{
    public required IReadOnlyList<RuleAction> Actions { get; init; }

    public override bool StartsTogether => true;

    public override IEnumerable<DeviceAction> Steps() => Actions.SelectMany(action => action.Steps());

    public override void Validate(RuleFaults faults, int depth)
    {
        if (depth >= MaxDepth)
        {
            faults.Add($"is nested more than {MaxDepth} levels deep.");
            return;
        }
        if (Actions is null || Actions.Count is 0 or > MaxSteps)
            faults.Add("actions", $"must hold 1 to {MaxSteps} actions.");
        for (var n = 0; n < Actions?.Count; n++)
        {
            if (Actions[n] is null)
                faults.Add($"actions[{n}]", "is empty.");
            else
                Actions[n].Validate(faults.At($"actions[{n}]"), depth + 1);
        }
    }

    public bool Equals(ParallelAction? other) => other is not null && Actions.SequenceEqual(other.Actions);

    public override int GetHashCode() => Actions.Count;
}
