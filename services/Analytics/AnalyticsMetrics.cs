using System.Diagnostics.Metrics;

namespace LiveOps.Analytics;

/// <summary>What the books tell about themselves, over OpenTelemetry.</summary>
internal sealed class AnalyticsMetrics : IDisposable
{
    private readonly Meter _meter = new("LiveOps.Analytics");

    public AnalyticsMetrics()
    {
        EventsStored = _meter.CreateCounter<long>("liveops.analytics.events_stored", "{event}");
        EventsRepeated = _meter.CreateCounter<long>(
            "liveops.analytics.events_repeated",
            "{event}",
            "Events that were on the books already"
        );
        CreditsDiffering = _meter.CreateCounter<long>(
            "liveops.analytics.credits_differing",
            "{event}",
            "Gift messages whose own credit differs from what the books credit"
        );
        EventsMended = _meter.CreateCounter<long>(
            "liveops.analytics.events_mended",
            "{event}",
            "Events kept with a text cut or cleaned, or with numbers beyond belief that credit nothing"
        );
        BatchSeconds = _meter.CreateHistogram<double>("liveops.analytics.batch_duration", "s");
        BatchEvents = _meter.CreateHistogram<long>("liveops.analytics.batch_events", "{event}");
    }

    public Counter<long> EventsStored { get; }
    public Counter<long> EventsRepeated { get; }
    public Counter<long> CreditsDiffering { get; }
    public Counter<long> EventsMended { get; }
    public Histogram<double> BatchSeconds { get; }
    public Histogram<long> BatchEvents { get; }

    public void Dispose() => _meter.Dispose();
}
