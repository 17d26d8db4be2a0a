using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>Somebody presses the rule's button in the console, or on a stream deck.</summary>
[Form("Button", "Somebody presses the button of the rule in the console, or on a stream deck.")]
internal sealed record ButtonTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Button];

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) => TriggerMatch.Fires(1);

    public override void Validate(RuleFaults faults) { }
}
