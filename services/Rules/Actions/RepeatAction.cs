using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>The same again and again.</summary>
[Form("Repeat", "The same again and again.")]
internal sealed record RepeatAction : RuleAction
{
    public const int MaxTimes = 1_000;

    /// <summary>1 to 1,000; a placeholder that stands for nothing, or for 0, skips the action.</summary>
    [Field(
        "Times",
        Unit = "times",
        Min = 1,
        Max = MaxTimes,
        Example = "3",
        Help = "A placeholder that stands for nothing, or for 0, skips the action."
    )]
    public required Number Times { get; init; }

    [Field("Action", Example = "{\"type\":\"message\",\"text\":\"Thank you\"}")]
    public required RuleAction Action { get; init; }

    [JsonIgnore]
    public override IEnumerable<string> Templates => Times.Texts();

    [JsonIgnore]
    public override IEnumerable<RuleAction> Children => [Action];

    /// <summary>A number that is known only later counts as one: the limit holds while it runs too.</summary>
    public override long CountSteps() => Math.Max(1, Times.Fixed ?? 1) * Math.Min(Action.CountSteps(), MaxSteps + 1);

    protected override void WriteBody(ScriptWriter script, bool last)
    {
        var start = script.Reserve();
        var body = script.Here;
        Action.Write(script, last: false);
        script.Add(new LoopEnd(body));
        script.Put(start, new LoopStart(Times, script.Here));
    }

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        Times.Validate(faults, "times", 1, MaxTimes);
        if (Action is null)
            faults.Add("action", "is missing: name what is repeated.");
        else
            Action.Validate(faults.At("action"), depth + 1);
    }
}
