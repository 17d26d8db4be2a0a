using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>One after the other: each begins when the one before is over.</summary>
[Form("One after the other", "Each begins when the one before is over.")]
internal sealed record SequenceAction : RuleAction
{
    [Field("Actions", Example = "[{\"type\":\"message\",\"text\":\"Thank you\"}]")]
    public required IReadOnlyList<RuleAction> Actions { get; init; }

    [JsonIgnore]
    public override IEnumerable<RuleAction> Children => Actions;

    public override long CountSteps() => Actions.Sum(action => action.CountSteps());

    protected override void WriteBody(ScriptWriter script, bool last)
    {
        for (var n = 0; n < Actions.Count; n++)
            Actions[n].Write(script, last && n == Actions.Count - 1);
    }

    protected override void ValidateBody(RuleFaults faults, int depth) => Validate(Actions, "actions", faults, depth);

    public bool Equals(SequenceAction? other) =>
        other is not null && DelayMs == other.DelayMs && Actions.SequenceEqual(other.Actions);

    public override int GetHashCode() => HashCode.Combine(DelayMs, Actions.Count);
}
