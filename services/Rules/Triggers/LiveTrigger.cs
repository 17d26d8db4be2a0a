using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>The LIVE starts or ends. Once for each LIVE, however often its connection is made anew.</summary>
[Form("LIVE starts or ends", "Once for each LIVE, however often its connection is made anew.")]
internal sealed record LiveTrigger : Trigger
{
    private static readonly LiveEventKind[] _starts = [LiveEventKind.LiveStarted];
    private static readonly LiveEventKind[] _ends = [LiveEventKind.LiveEnded];

    [Field("When")]
    public LiveMoment When { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => When == LiveMoment.Starts ? _starts : _ends;

    public override TriggerMatch Match(in Situation situation) =>
        FirstTime.OfViewerInSession(situation) ? TriggerMatch.Fires(1) : TriggerMatch.None;

    public override void Validate(RuleFaults faults)
    {
        if (!Enum.IsDefined(When))
            faults.Add("when", "must be Starts or Ends.");
    }
}

/// <summary>Which moment of a LIVE. Travels by name.</summary>
internal enum LiveMoment
{
    Starts,
    Ends,
}
