using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>A pause in a sequence.</summary>
[Form("Pause", "A pause in a sequence.")]
internal sealed record DelayAction : RuleAction
{
    /// <summary>A day.</summary>
    public const int MaxMs = 86_400_000;

    /// <summary>1 to 86,400,000.</summary>
    [Field("For", Unit = "ms", Kind = "duration", Min = 1, Max = MaxMs, Example = "1000")]
    public required Number Ms { get; init; }

    [JsonIgnore]
    public override IEnumerable<string> Templates => Ms.Texts();

    public override long CountSteps() => 0;

    protected override void WriteBody(ScriptWriter script, bool last)
    {
        if (!last)
            script.Add(new Wait(Ms, 0, MaxMs));
    }

    protected override void ValidateBody(RuleFaults faults, int depth) => Ms.Validate(faults, "ms", 1, MaxMs);
}
