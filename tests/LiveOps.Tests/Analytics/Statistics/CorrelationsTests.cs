using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Statistics;

namespace LiveOps.Tests.Analytics.Statistics;

/// <summary>Series that are made so that the answer is known.</summary>
public sealed class CorrelationsTests
{
    private static readonly DateTime _start = new(2026, 11, 21, 18, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(-5, 1, CorrelationFinding.Growth)]
    [InlineData(0, 1, CorrelationFinding.Growth)]
    [InlineData(3, 1, CorrelationFinding.Growth)]
    [InlineData(5, -1, CorrelationFinding.Loss)]
    [InlineData(-2, -1, CorrelationFinding.Loss)]
    internal void A_change_that_follows_an_activity_is_found_at_its_lag(int lag, int sign, CorrelationFinding finding)
    {
        var likes = Noise(120, 50);

        var found = Of(likes, Viewers(120, n => sign * (likes[Math.Clamp(n - lag, 0, 119)] - 25)));

        found.Finding.ShouldBe(finding);
        found.Best!.Lag.ShouldBe(lag);
        found.Best.Coefficient!.Value.ShouldBe(sign, 0.001);
    }

    [Fact]
    public void The_coefficient_is_Pearsons()
    {
        var likes = Noise(100, 50);
        var noise = Noise(100, 60, seed: 2);
        var viewers = Viewers(100, n => likes[n] + noise[n] - 55);

        var cell = Of(likes, viewers).ByLag.Single(one => one.Lag == 0);

        // By the book: means, deviations, products.
        var pairs = Enumerable
            .Range(1, 99)
            .Select(n => (X: (double)likes[n], Y: viewers[n]!.Value - viewers[n - 1]!.Value))
            .ToList();
        var (x, y) = (pairs.Average(pair => pair.X), pairs.Average(pair => pair.Y));
        var r =
            pairs.Sum(pair => (pair.X - x) * (pair.Y - y))
            / Math.Sqrt(pairs.Sum(pair => Math.Pow(pair.X - x, 2)) * pairs.Sum(pair => Math.Pow(pair.Y - y, 2)));
        cell.Minutes.ShouldBe(99);
        cell.Coefficient!.Value.ShouldBe(r, 0.0001);
        r.ShouldBeInRange(0.3, 0.9);
    }

    [Fact]
    public void Chance_is_not_taken_for_a_connection()
    {
        // 200 pairs of series that have nothing to do with each other, 11 lags each: at 5 % of 55 tests a table, about
        // one table in 20 may err, which is about one series in 100.
        var errors = Enumerable
            .Range(0, 200)
            .Count(seed =>
                Of(Noise(180, 50, seed), Viewers(180, n => Noise(180, 60, 5_000 + seed)[n] - 30)).Finding
                != CorrelationFinding.NoLink
            );

        errors.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public void A_few_minutes_say_nothing_however_well_they_agree()
    {
        var likes = Noise(30, 50);

        var found = Of(likes, Viewers(30, n => likes[n]));

        found.Finding.ShouldBe(CorrelationFinding.TooFewMinutes);
        found.Sentence.ShouldContain("29 could be compared, 30 are needed");
        Of(Noise(31, 50), Viewers(31, n => Noise(31, 50)[n])).Finding.ShouldBe(CorrelationFinding.Growth);
    }

    [Fact]
    public void A_series_that_never_changes_is_said_to_be_so()
    {
        Of(new long[90], Viewers(90, n => n % 7)).Finding.ShouldBe(CorrelationFinding.ActivityConstant);
        Of(Noise(90, 9), Viewers(90, _ => 0)).Finding.ShouldBe(CorrelationFinding.ViewersConstant);
        Of(Noise(90, 9), new double?[90]).Finding.ShouldBe(CorrelationFinding.ViewersConstant);
    }

    [Fact]
    public void Minutes_in_a_gap_and_at_the_ragged_ends_are_left_out()
    {
        var likes = Noise(100, 50);
        var viewers = Viewers(100, n => likes[n]);
        viewers[50] = 1_000_000;
        var gap = new SessionGap
        {
            From = new(_start.AddMinutes(50).AddSeconds(10)),
            To = new(_start.AddMinutes(50).AddSeconds(20)),
            Ms = 10_000,
        };

        var moments = Moments.Of(
            Curve(likes, viewers),
            new DateTimeOffset(_start.AddSeconds(1)),
            new DateTimeOffset(_start.AddMinutes(99.5)),
            [gap]
        );

        // Of 100 minutes the first, the last and the 51st are left out; the change from the 51st to the 52nd is unknown,
        // and that from the first to the second.
        var cell = moments[Activity.Likes, 0];
        cell.Pairs.ShouldBe(95);
        cell.Coefficient!.Value.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void A_big_session_beside_a_small_one_is_no_connection()
    {
        // In each of them nothing agrees; together, without their own means taken out, everything would.
        var small = MomentsOf(Noise(200, 10), Viewers(200, n => Noise(200, 20, 7)[n] - 10));
        var big = MomentsOf(
            [.. Noise(200, 10, 3).Select(likes => likes + 10_000)],
            Viewers(200, n => Noise(200, 20, 9)[n] + 500)
        );
        small.Add(big);

        var found = CorrelationView.Of(small, Activity.Likes);

        found.Finding.ShouldBe(CorrelationFinding.NoLink);
        small[Activity.Likes, 0].Sessions.ShouldBe(2);
        Moments.Of(small.ToArray())[Activity.Likes, 3].ShouldBe(small[Activity.Likes, 3]);
    }

    private static CorrelationView Of(long[] likes, double?[] viewers) =>
        CorrelationView.Of(MomentsOf(likes, viewers), Activity.Likes);

    private static Moments MomentsOf(long[] likes, double?[] viewers) =>
        Moments.Of(
            Curve(likes, viewers),
            new DateTimeOffset(_start),
            new DateTimeOffset(_start.AddMinutes(likes.Length)),
            []
        );

    private static SessionCurve Curve(long[] likes, double?[] viewers) =>
        new()
        {
            Start = _start,
            LikesBefore = 0,
            Minutes =
            [
                .. likes.Select(
                    (count, n) =>
                        new CurveMinute
                        {
                            Events = 1,
                            Likes = count,
                            Viewers = viewers[n],
                        }
                ),
            ],
        };

    /// <summary>Viewers whose change in minute n is given.</summary>
    private static double?[] Viewers(int minutes, Func<int, double> change)
    {
        var (viewers, now) = (new double?[minutes], 100_000.0);
        for (var n = 0; n < minutes; n++)
            viewers[n] = now += change(n);
        return viewers;
    }

    private static long[] Noise(int minutes, int below, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, minutes).Select(_ => (long)random.Next(below))];
    }
}
