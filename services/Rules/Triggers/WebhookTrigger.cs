using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>Another program calls the rule's own secret address. What it sends as text is {comment}.</summary>
[Form(
    "Call from outside",
    "Another program calls the secret address of the rule; the text that it sends is {comment}."
)]
internal sealed record WebhookTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Webhook];

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) => TriggerMatch.Fires(1);

    public override void Validate(RuleFaults faults) { }
}
