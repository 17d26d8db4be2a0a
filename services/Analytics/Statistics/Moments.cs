using LiveOps.Analytics.Reviewing;

namespace LiveOps.Analytics.Statistics;

/// <summary>What is looked at beside the number of viewers. The order is that of the stored sums.</summary>
internal enum Activity
{
    Coins,
    Comments,
    Likes,
    Follows,
    Shares,
}

/// <summary>
/// The sums that Pearson's correlation of each activity in a minute with the change of the number of viewers is made of,
/// for lags of -5 to +5 minutes. Each session's own means are taken out before sums of several sessions are added, so
/// that a big session beside a small one does not look like a connection.
/// </summary>
internal sealed class Moments
{
    /// <summary>Furthest lag, minutes.</summary>
    public const int MaxLag = 5;
    public const int Lags = (2 * MaxLag) + 1;
    public const int Activities = 5;

    /// <summary>Numbers of one cell: pairs, sessions, and the centred sums of xx, yy and xy.</summary>
    private const int Width = 5;
    public const int Length = Activities * Lags * Width;

    private readonly double[] _sums;

    public Moments() => _sums = new double[Length];

    private Moments(double[] sums) => _sums = sums;

    /// <summary>As they are stored.</summary>
    public double[] ToArray() => [.. _sums];

    /// <exception cref="ArgumentException">The array is no stored one.</exception>
    public static Moments Of(double[] sums) =>
        sums.Length == Length ? new(sums) : throw new ArgumentException($"Want {Length} sums.", nameof(sums));

    public void Add(Moments other)
    {
        for (var n = 0; n < Length; n++)
            _sums[n] += other._sums[n];
    }

    public Cell this[Activity activity, int lag]
    {
        get
        {
            var at = Place(activity, lag);
            return new((int)_sums[at], (int)_sums[at + 1], _sums[at + 2], _sums[at + 3], _sums[at + 4]);
        }
    }

    /// <summary>
    /// The sums of one session. Only whole minutes with connection count; the change of a minute is its average of viewers
    /// less that of the minute before, where both are known.
    /// </summary>
    /// <param name="curve">Its minutes.</param>
    /// <param name="startedAt">Its start.</param>
    /// <param name="until">Its end, or now.</param>
    /// <param name="gaps">Its gaps.</param>
    public static Moments Of(
        SessionCurve curve,
        DateTimeOffset startedAt,
        DateTimeOffset until,
        IReadOnlyList<SessionGap> gaps
    )
    {
        var minutes = curve.Minutes;
        var whole = new bool[minutes.Length];
        for (var n = 0; n < minutes.Length; n++)
            whole[n] =
                curve.At(n) >= startedAt.UtcDateTime
                && curve.At(n + 1) <= until.UtcDateTime
                && !gaps.Any(gap => gap.Touches(curve.At(n)));
        var change = new double?[minutes.Length];
        for (var n = 1; n < minutes.Length; n++)
            if (whole[n] && whole[n - 1])
                change[n] = minutes[n].Viewers - minutes[n - 1].Viewers;
        var moments = new Moments();
        var pairs = new List<(double X, double Y)>(minutes.Length);
        for (var activity = Activity.Coins; activity <= Activity.Shares; activity++)
        for (var lag = -MaxLag; lag <= MaxLag; lag++)
        {
            pairs.Clear();
            for (var n = Math.Max(0, -lag); n < Math.Min(minutes.Length, minutes.Length - lag); n++)
                if (whole[n] && change[n + lag] is { } y)
                    pairs.Add((Of(minutes[n], activity), y));
            moments.Set(activity, lag, pairs);
        }
        return moments;
    }

    private void Set(Activity activity, int lag, List<(double X, double Y)> pairs)
    {
        if (pairs.Count == 0)
            return;
        var (x, y) = (pairs.Average(pair => pair.X), pairs.Average(pair => pair.Y));
        var at = Place(activity, lag);
        (_sums[at], _sums[at + 1]) = (pairs.Count, 1);
        foreach (var pair in pairs)
        {
            _sums[at + 2] += (pair.X - x) * (pair.X - x);
            _sums[at + 3] += (pair.Y - y) * (pair.Y - y);
            _sums[at + 4] += (pair.X - x) * (pair.Y - y);
        }
    }

    private static double Of(in CurveMinute minute, Activity activity) =>
        activity switch
        {
            Activity.Coins => minute.Coins,
            Activity.Comments => minute.Comments,
            Activity.Likes => minute.Likes,
            Activity.Follows => minute.Follows,
            _ => minute.Shares,
        };

    private static int Place(Activity activity, int lag) => (((int)activity * Lags) + lag + MaxLag) * Width;

    /// <summary>One activity at one lag.</summary>
    /// <param name="Pairs">Minutes compared.</param>
    /// <param name="Sessions">Sessions they are from.</param>
    /// <param name="Xx">Centred sum of squares of the activity.</param>
    /// <param name="Yy">Centred sum of squares of the change of viewers.</param>
    /// <param name="Xy">Centred sum of products.</param>
    internal sealed record Cell(int Pairs, int Sessions, double Xx, double Yy, double Xy)
    {
        /// <summary>Below this the rest of a subtraction, not a change.</summary>
        private const double Nothing = 1e-9;

        public bool ActivityIsConstant => Xx <= Nothing;
        public bool ViewersAreConstant => Yy <= Nothing;

        /// <summary>Pearson's coefficient, -1 to 1; null where one of the two never changes.</summary>
        public double? Coefficient =>
            ActivityIsConstant || ViewersAreConstant ? null : Math.Clamp(Xy / Math.Sqrt(Xx * Yy), -1, 1);
    }
}
