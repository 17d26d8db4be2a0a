using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>Somebody comes into the room.</summary>
[Form("Join", "Somebody comes into the room.")]
internal sealed record JoinTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Join];

    /// <summary>Only the first time of a viewer in a LIVE.</summary>
    [Field("Once per viewer and LIVE")]
    public bool OncePerViewer { get; init; } = true;

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) =>
        OncePerViewer && !FirstTime.OfViewerInSession(situation) ? TriggerMatch.None : TriggerMatch.Fires(1);

    public override void Validate(RuleFaults faults) { }
}
