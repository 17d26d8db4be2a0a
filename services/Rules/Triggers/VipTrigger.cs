using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>A viewer reaches a VIP tier with this account. {comment} is the tier's name.</summary>
[Form("VIP tier reached", "A viewer reaches a VIP tier with this account; {comment} is the name of the tier.")]
internal sealed record VipTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.VipPromoted];

    /// <summary>At least this tier, 1 (lowest) to 4.</summary>
    [Field("Tier, at least", Min = 1, Max = 4, Help = "1 is the lowest.")]
    public int MinTier { get; init; } = 1;

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) =>
        situation.Memory.Find(situation.OfViewer(MemoryKeys.VipTier))?.Value >= MinTier
            ? TriggerMatch.Fires(1)
            : TriggerMatch.None;

    public override void Validate(RuleFaults faults) => faults.Range("minTier", MinTier, 1, 4);
}
