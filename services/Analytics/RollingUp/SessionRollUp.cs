using System.Runtime.InteropServices;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Analytics.RollingUp;

/// <summary>A gift streak within one live session.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StreakKey(long UserId, long GiftId, long GroupId, long ReceiverId);

/// <summary>What the books know of a streak.</summary>
/// <param name="RepeatCount">The highest running total seen.</param>
/// <param name="Coins">The highest price of a unit seen: it is one price unless TikTok changes it in mid-streak.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Streak(int RepeatCount, int Coins)
{
    public long Worth => (long)RepeatCount * Coins;
}

/// <summary>What one viewer added to one live session.</summary>
internal sealed class ViewerRollUp
{
    public long Coins { get; set; }
    public long Gifts { get; set; }

    /// <summary>Sequence of the newest gift; -1 without gift.</summary>
    public long GiftsSequence { get; set; } = -1;
    public long Likes { get; set; }
    public long Comments { get; set; }
    public long Follows { get; set; }
    public long Shares { get; set; }
    public long Joins { get; set; }
}

/// <summary>
/// What a batch of events that are new adds to one live session. Every figure comes from absolute numbers or from
/// events that are counted once by their key, so the order in which events arrive changes nothing.
/// </summary>
internal sealed class SessionRollUp
{
    public long Events { get; private set; }
    public long Gifts { get; private set; }
    public long Coins { get; private set; }
    public long Comments { get; private set; }

    /// <summary>Highest room total of likes seen.</summary>
    public long Likes { get; private set; }

    /// <summary>Sum of the likes that messages announced: a lower bound, TikTok throttles them.</summary>
    public long LikesSeen { get; private set; }
    public long Follows { get; private set; }
    public long Shares { get; private set; }
    public long Joins { get; private set; }

    /// <summary>Viewers at <see cref="ViewersSequence"/>.</summary>
    public long Viewers { get; private set; }
    public long ViewersSequence { get; private set; } = -1;
    public long PeakViewers { get; private set; }
    public long TotalViewers { get; private set; }
    public long Gaps { get; private set; }
    public long GapMs { get; private set; }

    /// <summary>Gift messages whose own credit differs from the books'.</summary>
    public long CreditsDiffering { get; private set; }
    public Dictionary<long, ViewerRollUp> ByViewer { get; } = [];

    /// <summary>Streaks that rose.</summary>
    public Dictionary<StreakKey, Streak> Streaks { get; } = [];

    /// <summary>The streaks that must be known before the events can be rolled up.</summary>
    public static IEnumerable<StreakKey> StreaksOf(IEnumerable<EventRow> events) =>
        events.Where(row => row.Kind == LiveEventKind.Gift && row.Gift is { GroupId: not 0 }).Select(KeyOf).Distinct();

    /// <summary>Rolls up events that are not on the books yet, and sets what each gift credits.</summary>
    /// <param name="events">New events of one session, each once.</param>
    /// <param name="known">What the books know of the streaks in them.</param>
    public static SessionRollUp Of(IEnumerable<EventRow> events, IReadOnlyDictionary<StreakKey, Streak> known)
    {
        var rollUp = new SessionRollUp();
        foreach (var row in events)
            rollUp.Add(row, known);
        return rollUp;
    }

    private void Add(EventRow row, IReadOnlyDictionary<StreakKey, Streak> known)
    {
        Events++;
        var viewer = row.Viewer is { } person ? Viewer(person.UserId) : null;
        switch (row.Kind)
        {
            case LiveEventKind.Gift:
                AddGift(row, viewer, known);
                break;
            case LiveEventKind.Like:
                AddLike(row, viewer);
                break;
            case LiveEventKind.Chat:
                Comments++;
                viewer?.Comments += 1;
                break;
            case LiveEventKind.Follow:
                Follows++;
                viewer?.Follows += 1;
                break;
            case LiveEventKind.Share:
                Shares++;
                viewer?.Shares += 1;
                break;
            case LiveEventKind.Join:
                Joins++;
                viewer?.Joins += 1;
                AddAudience(row);
                break;
            case LiveEventKind.RoomStats:
                AddAudience(row);
                break;
            case LiveEventKind.Gap:
                Gaps++;
                if (row.Gap is { } gap && gap.To > gap.From)
                    GapMs += (long)(gap.To - gap.From).TotalMilliseconds;
                break;
            default:
                // Counted as events only. A pin repeats a gift or a comment that came before; GiftFinal repeats a
                // total that its streak's messages have credited.
                break;
        }
    }

    private void AddGift(EventRow row, ViewerRollUp? viewer, IReadOnlyDictionary<StreakKey, Streak> known)
    {
        if (row.Gift is not { } gift)
            return;
        var (units, coins) = row.Is(EventFlags.Implausible) ? (0, 0) : Credit(row, gift, known);
        (row.Credited, row.CreditedCoins) = (units, coins);
        if (units != gift.Credited)
            CreditsDiffering++;
        Gifts += units;
        Coins += coins;
        if (viewer is null)
            return;
        viewer.Gifts += units;
        viewer.Coins += coins;
        viewer.GiftsSequence = Math.Max(viewer.GiftsSequence, row.Sequence);
    }

    private (int Units, long Coins) Credit(EventRow row, LiveGift gift, IReadOnlyDictionary<StreakKey, Streak> known)
    {
        if (gift.GroupId == 0)
            return (gift.RepeatCount, (long)gift.RepeatCount * gift.Coins);
        var key = KeyOf(row);
        var before = Streaks.TryGetValue(key, out var risen) ? risen : known.GetValueOrDefault(key);
        var after = new Streak(Math.Max(before.RepeatCount, gift.RepeatCount), Math.Max(before.Coins, gift.Coins));
        if (after == before)
            return (0, 0);
        Streaks[key] = after;
        return (after.RepeatCount - before.RepeatCount, after.Worth - before.Worth);
    }

    private void AddLike(EventRow row, ViewerRollUp? viewer)
    {
        if (row.Like is not { } like || row.Is(EventFlags.Implausible))
            return;
        Likes = Math.Max(Likes, like.RoomTotal);
        LikesSeen += like.Count;
        viewer?.Likes += like.Count;
    }

    private void AddAudience(EventRow row)
    {
        if (row.RoomStats is not { } stats || row.Is(EventFlags.Implausible))
            return;
        PeakViewers = Math.Max(PeakViewers, stats.Viewers);
        TotalViewers = Math.Max(TotalViewers, stats.TotalViewers);
        if (row.Sequence <= ViewersSequence)
            return;
        ViewersSequence = row.Sequence;
        Viewers = stats.Viewers;
    }

    private ViewerRollUp Viewer(long userId)
    {
        if (!ByViewer.TryGetValue(userId, out var viewer))
            ByViewer[userId] = viewer = new ViewerRollUp();
        return viewer;
    }

    private static StreakKey KeyOf(EventRow row) =>
        new(row.Viewer?.UserId ?? 0, row.Gift!.GiftId, row.Gift.GroupId, row.Gift.ReceiverId);
}
