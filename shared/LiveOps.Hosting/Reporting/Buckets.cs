namespace LiveOps.Hosting.Reporting;

/// <summary>The classes in which distributions are counted, so that those of many processes and minutes add up.</summary>
public static class Buckets
{
    /// <summary>Upper ends of all classes but the last, which has none. Part of the message: never changed.</summary>
    public static readonly IReadOnlyList<double> Bounds =
    [
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
    ];

    /// <summary>How many classes there are.</summary>
    public static int Length => Bounds.Count + 1;

    /// <summary>The class of a value.</summary>
    public static int Of(double value)
    {
        for (var n = 0; n < Bounds.Count; n++)
            if (value <= Bounds[n])
                return n;
        return Bounds.Count;
    }

    /// <summary>
    /// The value that a share of all is at most, as exactly as the classes tell: evenly spread within one, and never
    /// above the largest. Null of nothing.
    /// </summary>
    /// <param name="buckets">How many values each class has.</param>
    /// <param name="share">0 to 1: 0.5 is the median.</param>
    /// <param name="max">The largest value.</param>
    public static double? Quantile(IReadOnlyList<long> buckets, double share, double max)
    {
        var total = buckets.Sum();
        if (total == 0)
            return null;
        var wanted = share * total;
        double before = 0;
        for (var n = 0; n < buckets.Count; n++)
        {
            if (buckets[n] == 0 || before + buckets[n] < wanted)
            {
                before += buckets[n];
                continue;
            }
            var low = n == 0 ? 0 : Bounds[n - 1];
            var high = n < Bounds.Count ? Math.Min(Bounds[n], max) : max;
            return high <= low ? max : low + (high - low) * (wanted - before) / buckets[n];
        }
        return max;
    }
}
