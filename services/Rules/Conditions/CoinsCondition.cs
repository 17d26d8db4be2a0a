using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>The present LIVE has brought at least so many coins, of the room or of the viewer.</summary>
[Form("Coins of the LIVE", "The present LIVE has brought at least so many coins.")]
internal sealed record CoinsCondition : RuleCondition
{
    /// <summary>1 to 1,000,000,000.</summary>
    [Field("At least", Unit = "coins", Min = 1, Max = 1_000_000_000, Example = "1000")]
    public required long AtLeast { get; init; }

    [Field("Coins of")]
    public CountScope Per { get; init; }

    [JsonIgnore]
    public override Needs Needs => Per == CountScope.Viewer ? Needs.ViewerCoins : Needs.RoomCoins;

    public override bool Holds(in Situation situation) =>
        situation
            .Memory.Find(
                situation.InSession(
                    Per == CountScope.Viewer ? situation.OfViewer(MemoryKeys.ViewerCoins) : MemoryKeys.RoomCoins
                )
            )
            ?.Value >= AtLeast;

    public override void Validate(RuleFaults faults, int depth)
    {
        faults.Range("atLeast", AtLeast, 1, 1_000_000_000);
        if (!Enum.IsDefined(Per))
            faults.Add("per", "must be Room or Viewer.");
    }
}
