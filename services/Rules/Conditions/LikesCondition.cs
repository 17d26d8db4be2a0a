using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>The room has more likes than this.</summary>
[Form("Likes of the room", "The room has more likes than this.")]
internal sealed record LikesCondition : RuleCondition
{
    /// <summary>0 to 1,000,000,000.</summary>
    [Field("More than", Unit = "likes", Min = 0, Max = 1_000_000_000, Example = "500")]
    public required long GreaterThan { get; init; }

    [JsonIgnore]
    public override Needs Needs => Needs.RoomLikes;

    public override bool Holds(in Situation situation) => situation.RoomLikes > GreaterThan;

    public override void Validate(RuleFaults faults, int depth) =>
        faults.Range("greaterThan", GreaterThan, 0, 1_000_000_000);
}
