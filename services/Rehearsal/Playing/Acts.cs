using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Playing;

/// <summary>What viewers do, as the series of events that TikTok makes of it.</summary>
internal static class Acts
{
    private const int MostLikesInOneMessage = 15;

    public static IEnumerable<RoomEvent> Gifts(Room room, CatalogueGift gift, int count, Viewer? giver) =>
        Enumerable.Range(0, count).Select(_ => new GiftGiven(giver ?? room.Crowd.Next(), gift));

    /// <summary>Running totals 1 to count, then the closing message, unless it is to be missing.</summary>
    public static IEnumerable<RoomEvent> Streak(Room room, CatalogueGift gift, int count, Viewer? giver)
    {
        var viewer = giver ?? room.Crowd.Next();
        var streak = room.NewStreak(gift);
        for (var total = 1; total <= count; total++)
        {
            yield return new StreakGiven(viewer, gift, streak, total, End: false);
        }
        if (room.Faults.StreakWithoutEnd is not true)
        {
            yield return new StreakGiven(viewer, gift, streak, count, End: true);
        }
    }

    public static IEnumerable<RoomEvent> Likes(Room room, int count, Viewer? by)
    {
        for (var left = count; left > 0; left -= MostLikesInOneMessage)
        {
            yield return new Liked(by ?? room.Crowd.Next(), Math.Min(left, MostLikesInOneMessage));
        }
    }

    public static IEnumerable<RoomEvent> Each(Room room, int count, Viewer? by, Func<Viewer, RoomEvent> make) =>
        Enumerable.Range(0, count).Select(_ => make(by ?? room.Crowd.Next()));
}
