using LiveOps.Analytics.Statistics;

namespace LiveOps.Tests.Analytics.Statistics;

public sealed class WriterFiguresTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Times_lag_and_rate_are_those_of_the_batches()
    {
        var figures = new WriterFigures(_clock);
        for (var n = 1; n <= 100; n++)
            figures.Stored(TimeSpan.FromMilliseconds(n), 6, _clock.GetUtcNow().AddMilliseconds(-n * 10));

        var view = figures.View();

        (view.BatchMsP50, view.BatchMsP95, view.BatchMsMax).ShouldBe((50, 95, 100));
        (view.LagMsP50, view.LagMsP95, view.LagMsMax).ShouldBe((500, 950, 1_000));
        view.EventsPerSecond.ShouldBe(10);
        view.EventsPerBatch.ShouldBe(6);
        _clock.Now += TimeSpan.FromSeconds(61);
        figures.View().EventsPerSecond.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_said_before_the_first_batch()
    {
        var view = new WriterFigures(_clock).View();

        (view.Batches, view.BatchMsP50, view.LagMsMax).ShouldBe((0, null, null));
    }

    [Fact]
    public void Only_the_last_thousand_batches_count()
    {
        var figures = new WriterFigures(_clock);
        figures.Stored(TimeSpan.FromSeconds(9), 1, _clock.GetUtcNow());
        for (var n = 0; n < 1_000; n++)
            figures.Stored(TimeSpan.FromMilliseconds(1), 1, _clock.GetUtcNow());

        figures.View().BatchMsMax.ShouldBe(1);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 18, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
