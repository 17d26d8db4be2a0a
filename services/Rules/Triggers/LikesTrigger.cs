using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>
/// The room's likes reach a threshold. The room's total counts, for TikTok throttles what single viewers send. A
/// total that jumps over several milestones fires once, for the highest, unless each is wanted.
/// </summary>
[Form("Likes", "The likes of the room reach a threshold.")]
internal sealed record LikesTrigger : Trigger
{
    /// <summary>Milestones of one jump that fire: a connection that was away may find thousands more.</summary>
    public const int MaxEach = 100;

    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Like];

    /// <summary>1 to 100,000,000 likes: the total that is reached, or the distance of milestones.</summary>
    [Field("Threshold", Unit = "likes", Min = 1, Max = 100_000_000, Example = "100")]
    public required long Threshold { get; init; }

    [Field(
        "When",
        Help = "Total: once per LIVE. MultipleOf: at every multiple. Progressive: at the threshold, then at every step beyond it."
    )]
    public LikeThreshold When { get; init; }

    /// <summary>For Progressive: how far the next threshold is from the last, likes.</summary>
    [Field("Step", Unit = "likes", Min = 0, Max = 100_000_000, Help = "For Progressive: 1 or more.")]
    public long Step { get; init; }

    /// <summary>Each milestone that is jumped over fires, at most 100 at once.</summary>
    [Field("Each milestone of a jump fires", Help = "Otherwise only the highest.")]
    public bool EachMilestone { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    [JsonIgnore]
    public override bool CountsUnits => EachMilestone;

    public override TriggerMatch Match(in Situation situation)
    {
        if (situation.Happening.Event.Like is not { } like)
            return TriggerMatch.None;
        var key = SessionKey.Reached(situation);
        // The first likes of a LIVE that the rule sees: what was reached before them is history.
        var known = situation.Memory.Find(key);
        var before = known?.Value ?? Milestones(Math.Max(0, like.RoomTotal - like.Count));
        var now = Milestones(like.RoomTotal);
        if (now <= before && known is not null)
            return TriggerMatch.None;
        situation.Memory.Set(key, new StateEntry(Math.Max(now, before), situation.Now.AddDays(2)), situation.Now);
        return now <= before
            ? TriggerMatch.None
            : TriggerMatch.Fires(EachMilestone ? (int)Math.Min(now - before, MaxEach) : 1);
    }

    /// <summary>How many milestones a total has passed.</summary>
    private long Milestones(long total) =>
        When switch
        {
            LikeThreshold.Total => total >= Threshold ? 1 : 0,
            LikeThreshold.MultipleOf => total / Threshold,
            _ => total < Threshold ? 0 : 1 + (total - Threshold) / Step,
        };

    public override void Validate(RuleFaults faults)
    {
        faults.Range("threshold", Threshold, 1, 100_000_000);
        if (!Enum.IsDefined(When))
            faults.Add("when", $"must be one of {string.Join(", ", Enum.GetNames<LikeThreshold>())}.");
        if (When == LikeThreshold.Progressive)
            faults.Range("step", Step, 1, 100_000_000);
    }
}

/// <summary>Which likes are meant. Travels by name.</summary>
internal enum LikeThreshold
{
    /// <summary>Once per LIVE, when the room has so many.</summary>
    Total,

    /// <summary>At every multiple.</summary>
    MultipleOf,

    /// <summary>At the threshold, then at every step beyond it.</summary>
    Progressive,
}
