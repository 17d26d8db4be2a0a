using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>A message on the account's overlay.</summary>
[Form("Message", "A message on the overlay of the account.")]
internal sealed record MessageAction : StepAction
{
    /// <summary>1 to 500 characters, with placeholders.</summary>
    [Field("Text", Template = true, Example = "\"Thank you, {user}!\"")]
    public required string Text { get; init; }

    /// <summary>How long it stays, ms; 500 to 60,000.</summary>
    [Field("Shown for", Min = 500, Max = 60_000)]
    public int ShownMs { get; init; } = 5_000;

    [JsonIgnore]
    public override IEnumerable<string> Templates => [Text];

    public override Effect Do(in Situation situation, StepId step) =>
        new CueEffect(
            step.Id,
            step.Execution,
            step.Due,
            TextTemplate.Fill(Text, situation),
            Sound: null,
            Volume: 0,
            ShownMs
        );

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        TextTemplate.Validate(Text, faults, "text", longest: 500);
        if (string.IsNullOrWhiteSpace(Text))
            faults.Add("text", "is empty: write what is shown.");
        faults.Range("shownMs", ShownMs, 500, 60_000);
    }
}
