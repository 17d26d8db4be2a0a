using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>One of several by lot.</summary>
[Form("By lot", "One of several.")]
internal sealed record RandomAction : RuleAction
{
    [Field("Choices", Example = "[{\"weight\":1,\"action\":{\"type\":\"message\",\"text\":\"You win\"}}]")]
    public required IReadOnlyList<RandomChoice> Choices { get; init; }

    [JsonIgnore]
    public override IEnumerable<RuleAction> Children => Choices.Select(choice => choice.Action);

    public override long CountSteps() => Choices.Max(choice => choice.Action.CountSteps());

    protected override void WriteBody(ScriptWriter script, bool last)
    {
        var pick = script.Reserve();
        var ways = new List<int>(Choices.Count);
        var ends = new List<int>(Choices.Count);
        foreach (var choice in Choices)
        {
            ways.Add(script.Here);
            choice.Action.Write(script, last);
            ends.Add(script.Reserve());
        }
        script.Put(pick, new Pick([.. Choices.Select(choice => choice.Weight)], ways));
        foreach (var end in ends)
            script.Put(end, new Jump(script.Here));
    }

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (Choices is null || Choices.Count is 0 or > MaxActions)
            faults.Add("choices", $"must hold 1 to {MaxActions} choices.");
        for (var n = 0; n < Choices?.Count; n++)
        {
            if (Choices[n]?.Action is not { } action)
            {
                faults.Add($"choices[{n}].action", "is missing: name what is done.");
                continue;
            }
            faults.Range($"choices[{n}].weight", Choices[n].Weight, 1, 1_000);
            action.Validate(faults.At($"choices[{n}].action"), depth + 1);
        }
    }

    public bool Equals(RandomAction? other) =>
        other is not null && DelayMs == other.DelayMs && Choices.SequenceEqual(other.Choices);

    public override int GetHashCode() => HashCode.Combine(DelayMs, Choices.Count);
}

/// <summary>One of the choices.</summary>
internal sealed record RandomChoice
{
    /// <summary>Its share against the others' weights, 1 to 1,000.</summary>
    [Field("Weight", Min = 1, Max = 1_000, Help = "Its share against the others.")]
    public int Weight { get; init; } = 1;

    [Field("Action", Example = "{\"type\":\"message\",\"text\":\"You win\"}")]
    public required RuleAction Action { get; init; }
}
