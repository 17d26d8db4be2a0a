using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>Then or else, as the condition stands in the moment when the script gets here.</summary>
[Form("If", "Then or else, as the condition stands in the moment when the script gets here.")]
internal sealed record IfAction : RuleAction
{
    [Field("If", Example = "{\"type\":\"likes\",\"greaterThan\":500}")]
    public required RuleCondition Condition { get; init; }

    [Field("Then", Example = "{\"type\":\"message\",\"text\":\"Thank you\"}")]
    public required RuleAction Then { get; init; }

    /// <summary>Null: nothing.</summary>
    [Field("Else", Help = "Empty: nothing.", Example = "{\"type\":\"message\",\"text\":\"More likes!\"}")]
    public RuleAction? Else { get; init; }

    [JsonIgnore]
    public override IEnumerable<RuleAction> Children => Else is null ? [Then] : [Then, Else];

    public override long CountSteps() => Math.Max(Then.CountSteps(), Else?.CountSteps() ?? 0);

    protected override void WriteBody(ScriptWriter script, bool last)
    {
        var choice = script.Reserve();
        Then.Write(script, last);
        if (Else is null)
        {
            script.Put(choice, new JumpUnless(Condition, script.Here));
            return;
        }
        var over = script.Reserve();
        script.Put(choice, new JumpUnless(Condition, script.Here));
        Else.Write(script, last);
        script.Put(over, new Jump(script.Here));
    }

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (Condition is null)
            faults.Add("condition", "is missing: name what it depends on.");
        else
            Condition.Validate(faults.At("condition"), depth: 1);
        if (Then is null)
            faults.Add("then", "is missing: name what is done.");
        else
            Then.Validate(faults.At("then"), depth + 1);
        Else?.Validate(faults.At("else"), depth + 1);
    }
}
