using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>
/// Lets another rule of the account fire: its trigger is not asked, its conditions and its policy are. A chain that
/// comes back to itself ends after <see cref="MaxChain"/> rules that followed the first, and says so.
/// </summary>
[Form("Fire another rule", "Its trigger is not asked, its conditions and its policy are.")]
internal sealed record ChainAction : StepAction
{
    public const int MaxChain = 8;

    [Field("Rule", Example = "\"00000000-0000-0000-0000-000000000001\"")]
    public required Guid RuleId { get; init; }

    public override Effect Do(in Situation situation, StepId step) =>
        new ChainEffect(step.Id, step.Execution, step.Due, RuleId);

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (RuleId == Guid.Empty)
            faults.Add("ruleId", "is missing: name the rule that is to fire.");
    }
}
