using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>
/// A viewer's first gift: of the LIVE, or ever. "Ever" is since such a rule was first on, for only then are givers
/// remembered.
/// </summary>
[Form("First gift", "A viewer sends the first gift.")]
internal sealed record FirstGiftTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Gift];

    [Field("The first of", Help = "Ever: since such a rule was first on.")]
    public FirstGift Of { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation)
    {
        if (situation.Happening.Event is not { Gift.Credited: > 0, Viewer: not null })
            return TriggerMatch.None;
        if (Of == FirstGift.Session)
            return FirstTime.OfViewerInSession(situation) ? TriggerMatch.Fires(1) : TriggerMatch.None;
        var key = situation.OfViewer($"{MemoryKeys.Gifter}/{situation.Rule.Id:N}");
        if (situation.Memory.Find(key) is not null)
            return TriggerMatch.None;
        situation.Memory.Set(key, new StateEntry(1, StateEntry.Forever), situation.Now);
        return TriggerMatch.Fires(1);
    }

    public override void Validate(RuleFaults faults)
    {
        if (!Enum.IsDefined(Of))
            faults.Add("of", "must be Session or Ever.");
    }
}

/// <summary>First since when. Travels by name.</summary>
internal enum FirstGift
{
    Session,
    Ever,
}
