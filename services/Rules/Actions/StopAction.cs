using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>Stops all that waits or runs of a rule, and the devices that it has on. The script itself goes on.</summary>
[Form("Stop a rule", "Stops all that waits or runs of a rule, and the devices that it has on.")]
internal sealed record StopAction : StepAction
{
    [Field("Rule", Example = "\"00000000-0000-0000-0000-000000000001\"")]
    public required Guid RuleId { get; init; }

    public override Effect Do(in Situation situation, StepId step) =>
        new StopEffect(step.Id, step.Execution, step.Due, RuleId);

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (RuleId == Guid.Empty)
            faults.Add("ruleId", "is missing: name the rule whose scripts are to stop.");
    }
}
