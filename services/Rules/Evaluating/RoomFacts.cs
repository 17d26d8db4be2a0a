using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Conditions;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// Follows what the account's rules ask about the room: likes, viewers, coins, who leads. Only what a rule needs is
/// followed, so that an account without such rules writes nothing for it.
/// </summary>
internal static class RoomFacts
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(2);

    /// <summary>Which LIVE is on, as the event tells it.</summary>
    public static void FollowRoom(in Happening happening, Memory memory)
    {
        if (happening.RoomId == 0)
            return;
        if (happening.Event.Kind == LiveEventKind.LiveEnded)
        {
            if (memory.RoomId == happening.RoomId)
                memory.Remove(MemoryKeys.Room, happening.Now);
        }
        else
            memory.Set(MemoryKeys.Room, new StateEntry(happening.RoomId, Until(happening.Now)), happening.Now);
    }

    /// <summary>Before the rules are asked: they see the room as it is with this event.</summary>
    public static void Follow(in Situation situation, Needs needs)
    {
        var happened = situation.Happening.Event;
        if ((needs & Needs.RoomLikes) != 0 && happened.Like is { } like)
            Set(situation, MemoryKeys.RoomLikes, like.RoomTotal);
        if ((needs & Needs.RoomViewers) != 0 && happened.RoomStats is { } stats)
            Set(situation, MemoryKeys.RoomViewers, stats.Viewers);
        if (happened.Gift is not { Credited: > 0 } gift)
            return;
        var coins = (long)gift.Coins * gift.Credited;
        if ((needs & Needs.RoomCoins) != 0)
            Add(situation, MemoryKeys.RoomCoins, coins);
        if ((needs & Needs.ViewerCoins) != 0 && happened.Viewer is { } viewer)
            Rank(situation, viewer.UserId, Add(situation, situation.OfViewer(MemoryKeys.ViewerCoins), coins));
    }

    private static void Set(in Situation situation, string what, long value) =>
        situation.Memory.Set(situation.InSession(what), new StateEntry(value, Until(situation.Now)), situation.Now);

    private static long Add(in Situation situation, string what, long value)
    {
        var sum = (situation.Memory.Find(situation.InSession(what))?.Value ?? 0) + value;
        Set(situation, what, sum);
        return sum;
    }

    /// <summary>The best gifters, best first; of equals the earlier one leads. Sums only rise, so the rest never matters.</summary>
    private static void Rank(in Situation situation, long viewer, long coins)
    {
        var key = situation.InSession(MemoryKeys.TopGifters);
        var known = situation.Memory.Find(key) is { List.IsDefault: false } entry ? entry.List : [];
        var ranked = new List<(long Viewer, long Coins)>(RoleCondition.MaxTop + 1);
        for (var n = 0; n + 1 < known.Length; n += 2)
            if (known[n] != viewer)
                ranked.Add((known[n], known[n + 1]));
        var place = ranked.FindIndex(other => other.Coins < coins);
        ranked.Insert(place < 0 ? ranked.Count : place, (viewer, coins));
        var best = ranked.Take(RoleCondition.MaxTop).SelectMany(one => new[] { one.Viewer, one.Coins });
        situation.Memory.Set(key, new StateEntry(0, Until(situation.Now), List: [.. best]), situation.Now);
    }

    /// <summary>By the day: an end that moves with every event would be a change with every event.</summary>
    private static DateTimeOffset Until(DateTimeOffset now) => new(now.UtcDateTime.Date + 2 * _kept, TimeSpan.Zero);
}
