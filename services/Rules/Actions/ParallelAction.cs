using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>A combo: all start together, each after its own delay.</summary>
[Form("Together", "All start together, each after its own pause.")]
internal sealed record ParallelAction : RuleAction
{
    [Field("Actions", Example = "[{\"type\":\"message\",\"text\":\"Thank you\"}]")]
    public required IReadOnlyList<RuleAction> Actions { get; init; }

    [JsonIgnore]
    public override IEnumerable<RuleAction> Children => Actions;

    public override long CountSteps() => Actions.Sum(action => action.CountSteps());

    protected override void WriteBody(ScriptWriter script, bool last)
    {
        var fork = script.Reserve();
        var branches = new List<int>(Actions.Count);
        foreach (var action in Actions)
        {
            branches.Add(script.Here);
            action.Write(script, last);
            script.Add(new EndOfStrand());
        }
        script.Put(fork, new Fork(branches, script.Here));
    }

    protected override void ValidateBody(RuleFaults faults, int depth) => Validate(Actions, "actions", faults, depth);

    public bool Equals(ParallelAction? other) =>
        other is not null && DelayMs == other.DelayMs && Actions.SequenceEqual(other.Actions);

    public override int GetHashCode() => HashCode.Combine(DelayMs, Actions.Count);
}
