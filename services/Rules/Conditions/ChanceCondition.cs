using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>
/// Holds in so many of a hundred cases. The same event draws the same lot again when it is delivered again. All
/// chances among a rule's conditions, or in the condition of one choice, look at one lot: of 30 and 50 the second
/// holds whenever the first does.
/// </summary>
[Form("Chance", "Holds in so many of a hundred cases.")]
internal sealed record ChanceCondition : RuleCondition
{
    /// <summary>0 (never) to 100 (always).</summary>
    [Field("Chance", Unit = "%", Min = 0, Max = 100, Example = "50")]
    public required int Percent { get; init; }

    public override bool Holds(in Situation situation) =>
        situation.Happening.Chance.Draw(situation.Rule.Id) * 100 < Percent;

    public override void Validate(RuleFaults faults, int depth) => faults.Range("percent", Percent, 0, 100);
}
