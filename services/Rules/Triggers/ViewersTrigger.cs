using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>The number of viewers crosses a line, upwards or downwards.</summary>
[Form("Viewers", "The number of viewers crosses a line.")]
internal sealed record ViewersTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.RoomStats];

    /// <summary>1 to 10,000,000 viewers. At the line counts as above it.</summary>
    [Field(
        "Line",
        Unit = "viewers",
        Min = 1,
        Max = 10_000_000,
        Example = "100",
        Help = "At the line counts as above it."
    )]
    public required long Line { get; init; }

    [Field("Crosses it")]
    public Crossing Crosses { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation)
    {
        if (situation.Happening.Event.RoomStats is not { } stats)
            return TriggerMatch.None;
        var key = SessionKey.Reached(situation);
        var above = stats.Viewers >= Line ? 1 : 0;
        var known = situation.Memory.Find(key)?.Value;
        if (known == above)
            return TriggerMatch.None;
        situation.Memory.Set(key, new StateEntry(above, situation.Now.AddDays(2)), situation.Now);
        // The first word about a room says where it stands, not that it has crossed anything.
        return known is not null && above == (Crosses == Crossing.Upwards ? 1 : 0)
            ? TriggerMatch.Fires(1)
            : TriggerMatch.None;
    }

    public override void Validate(RuleFaults faults)
    {
        faults.Range("line", Line, 1, 10_000_000);
        if (!Enum.IsDefined(Crosses))
            faults.Add("crosses", "must be Upwards or Downwards.");
    }
}

/// <summary>Which way. Travels by name.</summary>
internal enum Crossing
{
    Upwards,
    Downwards,
}
