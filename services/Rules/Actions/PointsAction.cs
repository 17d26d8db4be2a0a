using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>Loyalty points for the viewer; nothing where nobody is behind the event.</summary>
[Form("Points", "Loyalty points for the viewer.")]
internal sealed record PointsAction : StepAction
{
    /// <summary>1 to 1,000,000.</summary>
    [Field("Points", Unit = "points", Min = 1, Max = 1_000_000, Example = "10")]
    public required Number Points { get; init; }

    /// <summary>For the books, with placeholders.</summary>
    [Field("Reason", Template = true, Example = "\"{gift}\"")]
    public string? Reason { get; init; }

    [JsonIgnore]
    public override IEnumerable<string> Templates => Reason is null ? Points.Texts() : [Reason, .. Points.Texts()];

    public override Effect? Do(in Situation situation, StepId step) =>
        situation.Happening.Event.Viewer is { UserId: > 0 } && Points.Now(situation, 0, 1_000_000) is var points and > 0
            ? new PointsEffect(
                step.Id,
                step.Execution,
                step.Due,
                (int)points,
                Reason is null ? null : TextTemplate.Fill(Reason, situation)
            )
            : null;

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        Points.Validate(faults, "points", 1, 1_000_000);
        if (Reason is not null)
            TextTemplate.Validate(Reason, faults, "reason", longest: 200);
    }
}
