using System.Diagnostics.Metrics;
using LiveOps.Hosting.Webhooks;

namespace LiveOps.Rules.Webhooks;

/// <summary>What calls to customers' addresses measure. Names are part of the interface: dashboards are built on them.</summary>
internal sealed class WebhookTelemetry : IDisposable
{
    private readonly Meter _meter = new(RulesTelemetry.Name);
    private readonly Counter<long> _calls;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;
    private long _waiting;

    public WebhookTelemetry()
    {
        _calls = _meter.CreateCounter<long>("liveops.rules.webhooks.calls", description: "Calls made, by outcome");
        _failures = _meter.CreateCounter<long>("liveops.rules.webhooks.failures", description: "Calls given up");
        _duration = _meter.CreateHistogram<double>("liveops.rules.webhooks.duration", "ms", "One call, made once");
        _meter.CreateObservableGauge(
            "liveops.rules.webhooks.waiting",
            () => Interlocked.Read(ref _waiting),
            description: "Calls not yet delivered or given up; every replica reports all of them"
        );
    }

    public void Called(WebhookResult result, TimeSpan took)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", result.Delivered ? "delivered" : "undelivered");
        _calls.Add(1, outcome);
        _duration.Record(took.TotalMilliseconds, outcome);
    }

    public void GaveUp() => _failures.Add(1);

    public void Waits(long calls) => Interlocked.Exchange(ref _waiting, calls);

    public void Dispose() => _meter.Dispose();
}
