using LiveOps.Contracts.Ingestion;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>A minute of a LIVE, counted plainly.</summary>
internal sealed record TrueMinute(
    DateTime At,
    long Coins,
    long Gifts,
    long Comments,
    long Likes,
    long Follows,
    long Shares,
    long Joins,
    double? Viewers,
    long Peak
);

/// <summary>What is true of one LIVE, counted from its messages in the plainest way: everything in memory, at the end.</summary>
internal sealed class ReviewTruth
{
    private readonly List<LiveEvent> _events;
    private readonly Dictionary<LiveEvent, (long Units, long Coins)> _credits = [];

    /// <param name="messages">All messages of one LIVE, each once, in their order.</param>
    public ReviewTruth(IEnumerable<LiveEvents> messages)
    {
        _events = [.. messages.SelectMany(message => message.Events)];
        var streaks = new Dictionary<(long, long, long), int>();
        foreach (var one in _events.Where(one => one.Gift is not null))
        {
            var gift = one.Gift!;
            var key = (one.Viewer!.UserId, gift.GiftId, gift.GroupId);
            var before = gift.GroupId == 0 ? 0 : streaks.GetValueOrDefault(key);
            streaks[key] = Math.Max(before, gift.RepeatCount);
            var rise = Math.Max(0, gift.RepeatCount - before);
            _credits[one] = (rise, (long)rise * gift.Coins);
        }
        Start = Floor(_events[0].At);
        var last = Floor(_events.Max(one => one.At));
        var likes = 0L;
        for (var at = Start; at <= last; at = at.AddMinutes(1))
        {
            var minute = _events.Where(one => Floor(one.At) == at).ToList();
            var total = Math.Max(likes, minute.Max(one => one.Like?.RoomTotal) ?? 0);
            long Count(LiveEventKind kind) => minute.Count(one => one.Kind == kind);
            var viewers = minute.Where(one => one.RoomStats is not null).Select(one => one.RoomStats!.Viewers).ToList();
            Minutes.Add(
                new(
                    at,
                    minute.Sum(one => _credits.GetValueOrDefault(one).Coins),
                    minute.Sum(one => _credits.GetValueOrDefault(one).Units),
                    Count(LiveEventKind.Chat),
                    total - likes,
                    Count(LiveEventKind.Follow),
                    Count(LiveEventKind.Share),
                    Count(LiveEventKind.Join),
                    viewers.Count == 0 ? null : viewers.Average(),
                    viewers.Count == 0 ? 0 : viewers.Max()
                )
            );
            likes = total;
        }
    }

    public DateTime Start { get; }
    public List<TrueMinute> Minutes { get; } = [];
    public long Coins => _credits.Values.Sum(credit => credit.Coins);
    public long Likes => Minutes.Sum(minute => minute.Likes);
    public long LikesSeen => _events.Sum(one => one.Like?.Count ?? 0);
    public TimeSpan Duration => _events.Max(one => one.At) - _events[0].At;
    public double AverageViewers =>
        Minutes.Where(minute => minute.Viewers is not null).Average(minute => minute.Viewers!.Value);

    public long Count(LiveEventKind kind) => _events.Count(one => one.Kind == kind);

    /// <summary>People who did anything.</summary>
    public long People =>
        _events.Where(one => one.Viewer is not null).Select(one => one.Viewer!.UserId).Distinct().Count();

    /// <summary>Gift id to units and coins.</summary>
    public Dictionary<long, (long Units, long Coins)> Gifts =>
        _credits
            .GroupBy(credit => credit.Key.Gift!.GiftId)
            .ToDictionary(
                gift => gift.Key,
                gift => (gift.Sum(credit => credit.Value.Units), gift.Sum(credit => credit.Value.Coins))
            );

    /// <summary>Rise of a running total that messages carry, from before the first to the last.</summary>
    public long Rise(LiveEventKind kind, Func<LiveSocial, long> total)
    {
        var totals = _events.Where(one => one.Kind == kind).Select(one => total(one.Social!)).ToList();
        return totals[^1] - totals[0] + 1;
    }

    private static DateTime Floor(DateTimeOffset at) =>
        new(at.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, DateTimeKind.Utc);
}
