using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>At least one holds.</summary>
[Form("Any of", "At least one holds.")]
internal sealed record AnyCondition : RuleCondition
{
    [Field("Conditions", Example = "[]")]
    public required IReadOnlyList<RuleCondition> Conditions { get; init; }

    [JsonIgnore]
    public override IEnumerable<RuleCondition> Children => Conditions;

    public override bool Holds(in Situation situation)
    {
        foreach (var condition in Conditions)
            if (condition.Holds(situation))
                return true;
        return false;
    }

    public override void Used(in Situation situation)
    {
        foreach (var condition in Conditions)
            if (condition.Holds(situation))
                condition.Used(situation);
    }

    public override void Validate(RuleFaults faults, int depth) =>
        Validate(Conditions, "conditions", faults, depth + 1);

    public bool Equals(AnyCondition? other) => other is not null && Conditions.SequenceEqual(other.Conditions);

    public override int GetHashCode() => Conditions.Count;
}
