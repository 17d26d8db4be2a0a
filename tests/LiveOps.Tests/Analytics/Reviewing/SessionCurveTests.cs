using LiveOps.Analytics.Reviewing;

namespace LiveOps.Tests.Analytics.Reviewing;

public sealed class SessionCurveTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 21, 18, 0, 30, TimeSpan.Zero);

    [Fact]
    public void Minutes_without_anything_are_zeros_and_not_holes()
    {
        var curve = SessionCurve.Of(_start, _start.AddMinutes(4), [Minute(1, coins: 5), Minute(3, coins: 7)]);

        curve.Start.ShouldBe(new DateTime(2026, 11, 21, 18, 0, 0, DateTimeKind.Utc));
        curve.Minutes.Select(minute => minute.Coins).ShouldBe([0, 5, 0, 7, 0]);
    }

    [Fact]
    public void What_is_told_with_a_time_outside_of_the_session_counts_in_its_first_or_last_minute()
    {
        var curve = SessionCurve.Of(
            _start,
            _start.AddMinutes(2),
            [Minute(-600, coins: 1), Minute(0, coins: 2), Minute(2, coins: 4), Minute(700, coins: 8)]
        );

        curve.Minutes.Select(minute => minute.Coins).ShouldBe([3, 0, 12]);
    }

    [Fact]
    public void Likes_of_a_minute_are_the_rise_of_the_rooms_total()
    {
        // 100 likes in the first minute, of which messages told 30; the total of minute 3 came late and is lower.
        var curve = SessionCurve.Of(
            _start,
            _start.AddMinutes(5),
            [
                Likes(1, seen: 30, total: 1_030),
                Likes(2, seen: 10, total: 1_100),
                Likes(3, seen: 4, total: 1_090),
                Likes(5, seen: 0, total: 1_200),
            ]
        );

        curve.LikesBefore.ShouldBe(1_000);
        curve.Minutes.Select(minute => minute.Likes).ShouldBe([0, 30, 70, 0, 0, 100]);
        (curve.LikesBefore + curve.Minutes.Sum(minute => minute.Likes)).ShouldBe(1_200);
    }

    [Fact]
    public void Viewers_that_nobody_told_are_unknown_and_the_average_is_over_the_known_minutes()
    {
        var curve = SessionCurve.Of(
            _start,
            _start.AddMinutes(3),
            [
                Minute(0) with
                {
                    ViewersSum = 300,
                    ViewersCount = 3,
                    ViewersPeak = 120,
                },
                Minute(2) with
                {
                    ViewersSum = 400,
                    ViewersCount = 2,
                    ViewersPeak = 210,
                },
            ]
        );

        curve.Minutes.Select(minute => minute.Viewers).ShouldBe([100, null, 200, null]);
        curve.AverageViewers.ShouldBe(150);
        SessionCurve.Of(_start, _start, []).AverageViewers.ShouldBeNull();
    }

    [Fact]
    public void An_end_before_the_start_is_a_session_of_one_minute() =>
        SessionCurve.Of(_start, _start.AddMinutes(-9), [Minute(0, coins: 3)]).Minutes.Single().Coins.ShouldBe(3);

    private static SessionMinute Minute(int minute, long coins = 0) =>
        new()
        {
            At = new DateTime(2026, 11, 21, 18, 0, 0, DateTimeKind.Utc).AddMinutes(minute),
            Events = 1,
            Coins = coins,
        };

    private static SessionMinute Likes(int minute, long seen, long total) =>
        Minute(minute) with
        {
            LikesSeen = seen,
            LikesTotal = total,
        };
}
