using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>Somebody follows the account.</summary>
[Form("Follow", "Somebody follows the account.")]
internal sealed record FollowTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Follow];

    /// <summary>Only once per viewer and LIVE: whoever does it again and again fires nothing more.</summary>
    [Field("Once per viewer and LIVE")]
    public bool OncePerViewer { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) =>
        OncePerViewer && !FirstTime.OfViewerInSession(situation) ? TriggerMatch.None : TriggerMatch.Fires(1);

    public override void Validate(RuleFaults faults) { }
}
