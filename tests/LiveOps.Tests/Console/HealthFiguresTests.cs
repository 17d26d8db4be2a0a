using System.Diagnostics.Metrics;
using LiveOps.Console.Health;
using LiveOps.Contracts.Services;
using LiveOps.Hosting.Reporting;

namespace LiveOps.Tests.Console;

/// <summary>Figures: what is measured, how it adds up, and how long it is kept.</summary>
public sealed class HealthFiguresTests
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 22, 12, 0, 30, TimeSpan.Zero);

    [Fact]
    public void A_quantile_is_as_exact_as_its_class_and_never_above_the_largest()
    {
        var times = new Distribution();
        times.Quantile(0.5).ShouldBeNull();
        for (var n = 1; n <= 100; n++)
            times.Add(n);
        times.Quantile(0.5)!.Value.ShouldBe(50, 1);
        times.Quantile(0.95)!.Value.ShouldBe(95, 1);
        times.Quantile(1).ShouldBe(100);

        // Its class goes up to 50.
        var alone = new Distribution();
        alone.Add(30);
        alone.Quantile(1).ShouldBe(30);
        alone.Quantile(0.95)!.Value.ShouldBeInRange(20, 30);

        var slow = new Distribution();
        slow.Add(25_000);
        slow.Quantile(0.5)!.Value.ShouldBeInRange(10_000, 25_000);
        times.Add(slow);
        times.Count.ShouldBe(101);
        times.Max.ShouldBe(25_000);
    }

    [Fact]
    public void What_another_version_counts_in_other_classes_is_left_out()
    {
        var times = new Distribution();
        times.Add([1, 2, 3], 5);
        times.Count.ShouldBe(0);
    }

    [Fact]
    public void Minutes_are_kept_for_an_hour_and_begin_anew_after_it()
    {
        var minutes = new Minutes<List<int>>();
        minutes.At(_noon).Add(1);
        minutes.At(_noon.AddSeconds(29)).Add(2);
        minutes.At(_noon.AddMinutes(59)).Add(3);
        var hour = minutes.Until(_noon.AddMinutes(59)).ToList();
        hour.Count.ShouldBe(60);
        hour[0].Value.ShouldBe([1, 2]);
        hour[1].Value.ShouldBeNull();
        hour[59].Value.ShouldBe([3]);
        hour[0].At.ShouldBe(_noon.AddSeconds(-30));
        // The same place an hour later is another minute.
        minutes.At(_noon.AddMinutes(60)).ShouldBeEmpty();
        minutes.Until(_noon.AddHours(3)).ShouldAllBe(one => one.Value == null);
    }

    [Fact]
    public void Measurements_tell_counts_levels_and_times_in_milliseconds_since_the_last_time()
    {
        using var measurements = new Measurements();
        using var meter = new Meter("LiveOps.HealthFiguresTests");
        var counter = meter.CreateCounter<long>("trial.count");
        var level = meter.CreateUpDownCounter<long>("trial.level");
        var seconds = meter.CreateHistogram<double>("trial.seconds", "s");
        var total = 0L;
        meter.CreateObservableCounter("trial.total", () => total);
        meter.CreateObservableGauge("trial.gauge", () => 7);
        counter.Add(3, new KeyValuePair<string, object?>("what", "a"));
        counter.Add(4, new KeyValuePair<string, object?>("what", "b"));
        level.Add(5);
        seconds.Record(0.030);
        total = 10;

        var first = Of(measurements);
        first["trial.count"].Sum.ShouldBe(7);
        first["trial.level"].Sum.ShouldBe(5);
        first["trial.seconds"].Max.ShouldBe(30);
        first["trial.seconds"].Buckets![Buckets.Of(30)].ShouldBe(1);
        first["trial.total"].Sum.ShouldBe(10);
        first["trial.gauge"].Sum.ShouldBe(7);

        level.Add(-2);
        total = 12;
        var second = Of(measurements);
        second.ShouldNotContainKey("trial.count");
        second.ShouldNotContainKey("trial.seconds");
        second["trial.level"].Sum.ShouldBe(3);
        second["trial.total"].Sum.ShouldBe(2);
        second["trial.gauge"].Sum.ShouldBe(7);
    }

    [Fact]
    public void A_queue_of_failed_messages_is_known_by_its_ending()
    {
        FailedMessages.OriginOf("rules.live-events.3_error").ShouldBe("rules.live-events.3");
        FailedMessages.OriginOf("gateway.pc1_skipped").ShouldBe("gateway.pc1");
        FailedMessages.OriginOf("_error").ShouldBeNull();
        FailedMessages.OriginOf("console.audit").ShouldBeNull();
    }

    private static Dictionary<string, FigureReport> Of(Measurements measurements) =>
        measurements.Take().ToDictionary(figure => figure.Name, StringComparer.Ordinal);
}
