using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>Again and again, by the clock. What was missed while the service was away is not made up for.</summary>
[Form("Timer", "Again and again, by the clock.")]
internal sealed record TimerTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Timer];

    /// <summary>5 to 86,400 seconds.</summary>
    [Field("Every", Unit = "s", Min = 5, Max = 86_400, Example = "600")]
    public required int EverySeconds { get; init; }

    /// <summary>Only while the account is live; the first time one interval after the start.</summary>
    [Field("Only while the account is live")]
    public bool OnlyWhileLive { get; init; } = true;

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation) => TriggerMatch.Fires(1);

    public override void Validate(RuleFaults faults) => faults.Range("everySeconds", EverySeconds, 5, 86_400);
}
