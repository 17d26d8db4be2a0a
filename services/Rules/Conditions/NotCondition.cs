using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>Holds when the other one does not.</summary>
[Form("Not", "Holds when the other one does not.")]
internal sealed record NotCondition : RuleCondition
{
    [Field("Condition", Example = "{\"type\":\"chance\",\"percent\":50}")]
    public required RuleCondition Condition { get; init; }

    [JsonIgnore]
    public override IEnumerable<RuleCondition> Children => [Condition];

    public override bool Holds(in Situation situation) => !Condition.Holds(situation);

    public override void Validate(RuleFaults faults, int depth)
    {
        if (Condition is null)
            faults.Add("condition", "is missing: name what must not hold.");
        else if (depth >= MaxDepth)
            faults.Add("condition", $"is nested more than {MaxDepth} levels deep.");
        else
            Condition.Validate(faults.At("condition"), depth + 1);
    }
}
