using System.Text.Json.Serialization;
using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using LiveOps.Rules.Webhooks;

namespace LiveOps.Rules.Actions;

/// <summary>A signed call to an address of the customer's own, delivered at least once.</summary>
[Form("Call an address", "A signed call to an address of your own.")]
internal sealed record WebhookAction : StepAction
{
    /// <summary>An https address. No placeholders: where a call goes is never a viewer's choice.</summary>
    [Field("Address", Help = "https, without placeholders.", Example = "\"https://example.com/liveops\"")]
    public required string Url { get; init; }

    /// <summary>Sent as <c>text</c> beside the event's own fields, with placeholders.</summary>
    [Field("Text", Template = true, Help = "Sent beside the fields of the event.", Example = "\"{user} sent {gift}\"")]
    public string? Text { get; init; }

    [JsonIgnore]
    public override IEnumerable<string> Templates => Text is null ? [] : [Text];

    public override Effect Do(in Situation situation, StepId step) =>
        new WebhookEffect(step.Id, step.Execution, step.Due, Url, WebhookBody.Write(situation, step, Text));

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        foreach (var fault in WebhookUrl.Faults(Url))
            faults.Add("url", fault);
        if (Text is not null)
            TextTemplate.Validate(Text, faults, "text", longest: 1_000);
    }
}
