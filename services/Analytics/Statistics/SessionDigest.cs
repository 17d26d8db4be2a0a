using LiveOps.Analytics.Reviewing;

namespace LiveOps.Analytics.Statistics;

/// <summary>A quarter of an hour (UTC) of a live session.</summary>
internal sealed record Quarter
{
    public required DateTime At { get; init; }
    public long Gifts { get; init; }
    public long Coins { get; init; }
    public long Comments { get; init; }
    public long Likes { get; init; }
    public long Follows { get; init; }
    public long Shares { get; init; }
    public long Joins { get; init; }

    /// <summary>Minutes of which the number of viewers is known, and the sum of their averages.</summary>
    public int ViewerMinutes { get; init; }
    public double ViewersSum { get; init; }
    public long ViewersPeak { get; init; }
}

/// <summary>What statistics over many sessions need of one.</summary>
/// <param name="Quarters">In order; those in which nothing happened are left out.</param>
/// <param name="Moments">For the correlations.</param>
internal sealed record SessionDigest(IReadOnlyList<Quarter> Quarters, Moments Moments)
{
    /// <summary>Rises when digests are made in another way, so that those on the books are made again.</summary>
    public const int Format = 1;

    private const int QuarterMinutes = 15;

    public static SessionDigest Of(
        SessionCurve curve,
        DateTimeOffset startedAt,
        DateTimeOffset until,
        IReadOnlyList<SessionGap> gaps
    ) => new(QuartersOf(curve), Moments.Of(curve, startedAt, until, gaps));

    private static List<Quarter> QuartersOf(SessionCurve curve)
    {
        var quarters = new List<Quarter>();
        for (var n = 0; n < curve.Minutes.Length; n++)
        {
            var minute = curve.Minutes[n];
            if (minute is { Events: 0, Likes: 0 })
                continue;
            var at = curve.At(n);
            at = at.AddMinutes(-(at.Minute % QuarterMinutes));
            if (quarters.Count == 0 || quarters[^1].At != at)
                quarters.Add(new Quarter { At = at });
            var sum = quarters[^1];
            quarters[^1] = new()
            {
                At = at,
                Gifts = sum.Gifts + minute.Gifts,
                Coins = sum.Coins + minute.Coins,
                Comments = sum.Comments + minute.Comments,
                Likes = sum.Likes + minute.Likes,
                Follows = sum.Follows + minute.Follows,
                Shares = sum.Shares + minute.Shares,
                Joins = sum.Joins + minute.Joins,
                ViewerMinutes = sum.ViewerMinutes + (minute.Viewers is null ? 0 : 1),
                ViewersSum = sum.ViewersSum + (minute.Viewers ?? 0),
                ViewersPeak = Math.Max(sum.ViewersPeak, minute.PeakViewers),
            };
        }
        return quarters;
    }
}
