using System.Runtime.InteropServices;

namespace LiveOps.Analytics.Reviewing;

/// <summary>One minute of a curve.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CurveMinute
{
    public long Events { get; init; }
    public long Gifts { get; init; }
    public long Coins { get; init; }
    public long Comments { get; init; }

    /// <summary>How much the room's total of likes rose.</summary>
    public long Likes { get; init; }
    public long Follows { get; init; }
    public long Shares { get; init; }
    public long Joins { get; init; }

    /// <summary>Average of the viewer counts that TikTok sent; null where it sent none.</summary>
    public double? Viewers { get; init; }
    public long PeakViewers { get; init; }
}

/// <summary>
/// A live session minute by minute without holes, from the minute in which it started to that of its end, or of now.
/// What is told with a time outside of it counts in its first or last minute, so that the sum of a curve is the total.
/// </summary>
internal sealed class SessionCurve
{
    /// <summary>A curve of a session that nobody ends does not grow for ever.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(14);

    /// <summary>Beginning of the first minute, UTC.</summary>
    public required DateTime Start { get; init; }
    public required CurveMinute[] Minutes { get; init; }

    /// <summary>
    /// Likes that the room had before the first of them were seen: not ours to put on any minute. With the likes of all
    /// minutes it is the room's total.
    /// </summary>
    public required long LikesBefore { get; init; }

    /// <summary>Mean of the minutes of which the number of viewers is known; null without any.</summary>
    public double? AverageViewers => AverageOf(Minutes);

    public DateTime At(int minute) => Start.AddMinutes(minute);

    /// <param name="startedAt">The session's start.</param>
    /// <param name="until">Its end, or now.</param>
    /// <param name="rows">The minutes on the books, in order.</param>
    public static SessionCurve Of(DateTimeOffset startedAt, DateTimeOffset until, IReadOnlyList<SessionMinute> rows)
    {
        var start = MinuteOf(startedAt.UtcDateTime);
        var end = MinuteOf((until < startedAt ? startedAt : until).UtcDateTime);
        if (end - start > _longest)
            end = start + _longest;
        var sums = new Sums[(int)(end - start).TotalMinutes + 1];
        foreach (var row in rows)
        {
            var minute = Math.Clamp((row.At - start).Ticks / TimeSpan.TicksPerMinute, 0, sums.Length - 1);
            sums[minute].Add(row);
        }
        var minutes = new CurveMinute[sums.Length];
        long? total = null;
        var before = 0L;
        for (var n = 0; n < sums.Length; n++)
        {
            if (sums[n].LikesTotal > 0 && total is null)
                total = before = Math.Max(0, sums[n].LikesTotal - sums[n].LikesSeen);
            var next = Math.Max(total ?? 0, sums[n].LikesTotal);
            minutes[n] = sums[n].Minute(next - (total ?? 0));
            total = total is null ? null : next;
        }
        return new()
        {
            Start = start,
            Minutes = minutes,
            LikesBefore = before,
        };
    }

    public static double? AverageOf(ReadOnlySpan<CurveMinute> minutes)
    {
        var (sum, count) = (0.0, 0);
        foreach (var minute in minutes)
        {
            if (minute.Viewers is not { } viewers)
                continue;
            sum += viewers;
            count++;
        }
        return count == 0 ? null : sum / count;
    }

    private static DateTime MinuteOf(DateTime time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);

    [StructLayout(LayoutKind.Auto)]
    private struct Sums
    {
        private long _events;
        private long _gifts;
        private long _coins;
        private long _comments;
        private long _follows;
        private long _shares;
        private long _joins;
        private long _viewersSum;
        private long _viewersCount;
        private long _viewersPeak;

        public long LikesSeen { get; private set; }
        public long LikesTotal { get; private set; }

        public void Add(in SessionMinute row)
        {
            _events += row.Events;
            _gifts += row.Gifts;
            _coins += row.Coins;
            _comments += row.Comments;
            _follows += row.Follows;
            _shares += row.Shares;
            _joins += row.Joins;
            _viewersSum += row.ViewersSum;
            _viewersCount += row.ViewersCount;
            _viewersPeak = Math.Max(_viewersPeak, row.ViewersPeak);
            LikesSeen += row.LikesSeen;
            LikesTotal = Math.Max(LikesTotal, row.LikesTotal);
        }

        public readonly CurveMinute Minute(long likes) =>
            new()
            {
                Events = _events,
                Gifts = _gifts,
                Coins = _coins,
                Comments = _comments,
                Likes = likes,
                Follows = _follows,
                Shares = _shares,
                Joins = _joins,
                Viewers = _viewersCount == 0 ? null : (double)_viewersSum / _viewersCount,
                PeakViewers = _viewersPeak,
            };
    }
}
