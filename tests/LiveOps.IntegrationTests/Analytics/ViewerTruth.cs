using LiveOps.Contracts.Ingestion;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What is true of viewers, counted from the messages in the plainest way: everything in memory, at the end.</summary>
internal sealed class ViewerTruth(TimeZoneInfo zone, TimeSpan timeout)
{
    private readonly Dictionary<(long Room, long Message, LiveEventKind Kind), LiveEvent> _events = [];

    /// <summary>What is kept in sums of audiences is what their profiles add up to.</summary>
    public static async Task SumsShouldBeThoseOfProfilesAsync(AnalyticsHost host)
    {
        const string Sums =
            "viewers, vips, favorites, blocked, coins, gifts, comments, likes, follows, shares, visits, watch_ms, points";
        (
            await host.QueryAsync<string>(
                $"""
                select string_agg(differing::text, ' ') from (
                    select audience_no, {string.Join(", ", Sums.Split(", ").Select(sum => $"sum({sum})"))}
                    from analytics.audience_totals group by audience_no
                    except
                    select audience_no, count(*), count(*) filter (where vip_tier > 0), count(*) filter (where is_favorite),
                        count(*) filter (where is_blocked), sum(coins), sum(gifts), sum(comments), sum(likes), sum(follows),
                        sum(shares), sum(visits), sum(watch_ms), sum(points)
                    from analytics.viewer_profiles group by audience_no
                ) differing
                """
            )
        ).ShouldBeNull();
        (
            await host.QueryAsync<long>("select count(distinct audience_no) from analytics.audience_totals")
        ).ShouldBeGreaterThan(0);
    }

    public void Saw(LiveEvents message)
    {
        foreach (var one in message.Events)
            _events.TryAdd((message.RoomId, one.MessageId, one.Kind), one);
    }

    /// <summary>By viewer: "coins gifts comments likes joins visits watch-ms first last".</summary>
    public Dictionary<long, string> Profiles() =>
        _events
            .Where(one => one.Value.Viewer is not null)
            .GroupBy(one => one.Value.Viewer!.UserId)
            .ToDictionary(viewer => viewer.Key, viewer => ProfileOf(viewer.ToList()));

    /// <summary>Events by viewer and hour of the week, "user hour events" in that order.</summary>
    public IEnumerable<string> Hours() =>
        _events
            .Values.Where(one => one.Viewer is not null)
            .GroupBy(one => (one.Viewer!.UserId, Hour: HourOf(one.At)))
            .OrderBy(hour => hour.Key)
            .Select(hour => $"{hour.Key.UserId} {hour.Key.Hour} {hour.Count()}");

    private string ProfileOf(List<KeyValuePair<(long Room, long Message, LiveEventKind Kind), LiveEvent>> events)
    {
        var (coins, gifts) = GiftsOf(events);
        var (visits, watched) = (0, 0L);
        foreach (var room in events.GroupBy(one => one.Key.Room))
        {
            var times = room.Select(one => one.Value.At).Order().ToList();
            visits++;
            for (var n = 1; n < times.Count; n++)
                if (times[n] - times[n - 1] > timeout)
                    visits++;
                else
                    watched += (long)(times[n] - times[n - 1]).TotalMilliseconds;
        }
        long Count(LiveEventKind kind) => events.Count(one => one.Key.Kind == kind);
        var likes = events.Sum(one => one.Value.Like?.Count ?? 0);
        var all = events.Select(one => one.Value.At).Order().ToList();
        return $"{coins} {gifts} {Count(LiveEventKind.Chat)} {likes} {Count(LiveEventKind.Join)} {visits} {watched} "
            + $"{all[0].ToUnixTimeMilliseconds()} {all[^1].ToUnixTimeMilliseconds()}";
    }

    private static (long Coins, long Gifts) GiftsOf(
        List<KeyValuePair<(long Room, long Message, LiveEventKind Kind), LiveEvent>> events
    )
    {
        var gifts = events.Where(one => one.Value.Gift is not null).Select(one => (one.Key.Room, one.Value.Gift!));
        var (coins, units) = (0L, 0L);
        foreach (var streak in gifts.GroupBy(one => (one.Room, one.Item2.GiftId, one.Item2.GroupId)))
        {
            var count =
                streak.Key.GroupId == 0
                    ? streak.Sum(one => (long)one.Item2.RepeatCount)
                    : streak.Max(one => one.Item2.RepeatCount);
            units += count;
            coins += count * streak.First().Item2.Coins;
        }
        return (coins, units);
    }

    private int HourOf(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return (((int)local.DayOfWeek + 6) % 7 * 24) + local.Hour;
    }
}
