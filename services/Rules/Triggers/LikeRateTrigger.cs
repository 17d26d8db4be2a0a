using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>The room's likes of the last minute reach a rate; fires again only after the rate has been below it.</summary>
[Form("Like rate", "The likes of the last minute reach a rate; again only after the rate has been below it.")]
internal sealed record LikeRateTrigger : Trigger
{
    private const long WindowMs = 60_000;
    private const long PointMs = 2_000;
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Like];

    /// <summary>Likes per minute, 1 to 1,000,000.</summary>
    [Field("Likes per minute", Unit = "likes per minute", Min = 1, Max = 1_000_000, Example = "500")]
    public required int PerMinute { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public override TriggerMatch Match(in Situation situation)
    {
        if (situation.Happening.Event.Like is not { } like)
            return TriggerMatch.None;
        var key = SessionKey.Reached(situation);
        var now = situation.Now.ToUnixTimeMilliseconds();
        var known = situation.Memory.Find(key);
        // Time and total by turns, a point every two seconds. One point stays from before the window: its left edge.
        var points = known is { List.IsDefault: false } entry ? entry.List : [now, like.RoomTotal - like.Count];
        var isNew = points[^2] <= now - PointMs;
        // After a pause: all that came before this message came within two seconds of the last point.
        if (points[^2] <= now - 2 * PointMs)
            points = [.. points, points[^2] + PointMs, Math.Max(points[^1], like.RoomTotal - like.Count)];
        while (points.Length >= 4 && points[2] <= now - WindowMs)
            points = points.RemoveRange(0, 2);
        var rate = like.RoomTotal - points[1];
        var above = rate >= PerMinute;
        var fires = above && known?.Value != 1;
        if (isNew)
            points = [.. points, now, like.RoomTotal];
        if (
            known is null
            || known.Value.Value != (above ? 1 : 0)
            || known.Value.List.Length != points.Length
            || known.Value.List[^2] != points[^2]
        )
            situation.Memory.Set(
                key,
                new StateEntry(above ? 1 : 0, situation.Now.AddDays(2), List: points),
                situation.Now
            );
        return fires ? TriggerMatch.Fires(1) : TriggerMatch.None;
    }

    public override void Validate(RuleFaults faults) => faults.Range("perMinute", PerMinute, 1, 1_000_000);
}
