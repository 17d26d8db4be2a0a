using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>Somebody subscribes, or renews.</summary>
[Form("Subscription", "Somebody subscribes, or renews.")]
internal sealed record SubscribeTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Subscribe];

    /// <summary>Subscribed for at least so many months; 0: any, also where TikTok does not say.</summary>
    [Field("Subscribed for, at least", Unit = "months", Min = 0, Max = 600, Help = "0: any.")]
    public int MinMonths { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) =>
        (situation.Happening.Event.SubscribedMonths ?? 0) >= MinMonths ? TriggerMatch.Fires(1) : TriggerMatch.None;

    public override void Validate(RuleFaults faults) => faults.Range("minMonths", MinMonths, 0, 600);
}
