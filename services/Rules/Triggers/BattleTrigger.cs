using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>A battle announces a score multiplier.</summary>
[Form("Battle multiplier", "A battle announces a score multiplier.")]
internal sealed record BattleTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds =
    [
        LiveEventKind.Battle,
        LiveEventKind.BattleArmies,
        LiveEventKind.BattleTask,
        LiveEventKind.BattleItemCard,
    ];

    /// <summary>2 to 100.</summary>
    [Field("Multiplier, at least", Min = 2, Max = 100)]
    public int MinMultiplier { get; init; } = 2;

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) =>
        situation.Happening.Event.Battle is { } battle && battle.Multiplier >= MinMultiplier
            ? TriggerMatch.Fires(1)
            : TriggerMatch.None;

    public override void Validate(RuleFaults faults) => faults.Range("minMultiplier", MinMultiplier, 2, 100);
}
