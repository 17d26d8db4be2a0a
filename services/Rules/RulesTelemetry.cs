using System.Diagnostics;
using System.Diagnostics.Metrics;
using LiveOps.Contracts.Rules;

namespace LiveOps.Rules;

/// <summary>What the service measures. Names are part of its interface: dashboards are built on them.</summary>
internal sealed class RulesTelemetry : IDisposable
{
    public const string Name = "LiveOps.Rules";

    public static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _events;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _returned;
    private readonly Counter<long> _giftsNotAsked;
    private readonly Histogram<double> _decide;
    private readonly Histogram<double> _sent;
    private readonly Histogram<double> _age;

    public RulesTelemetry()
    {
        _events = _meter.CreateCounter<long>("liveops.rules.events", description: "Events seen");
        _decisions = _meter.CreateCounter<long>("liveops.rules.decisions", description: "Decisions by outcome");
        _loads = _meter.CreateCounter<long>("liveops.rules.cache.loads", description: "Loads of rules and state");
        _conflicts = _meter.CreateCounter<long>(
            "liveops.rules.state.conflicts",
            description: "Writes refused because another replica was first"
        );
        _returned = _meter.CreateCounter<long>(
            "liveops.rules.commands.returned",
            description: "Device commands whose gateway has no queue"
        );
        _giftsNotAsked = _meter.CreateCounter<long>(
            "liveops.rules.gift_requests.returned",
            description: "Wishes for a gift that no gift sender has taken"
        );
        _decide = _meter.CreateHistogram<double>("liveops.rules.decide", "ms", "Deciding one message");
        _sent = _meter.CreateHistogram<double>(
            "liveops.rules.send",
            "ms",
            "From the start of consuming to the broker's confirm of the last device command"
        );
        _age = _meter.CreateHistogram<double>(
            "liveops.rules.age",
            "ms",
            "From the frame's receipt to the broker's confirm of the last device command"
        );
    }

    public void Saw(int events, TimeSpan decide)
    {
        _events.Add(events);
        _decide.Record(decide.TotalMilliseconds);
    }

    public void Decided(RuleOutcome outcome) =>
        _decisions.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public void Sent(TimeSpan sinceConsume, TimeSpan sinceReceipt)
    {
        _sent.Record(sinceConsume.TotalMilliseconds);
        _age.Record(sinceReceipt.TotalMilliseconds);
    }

    public void Loaded(string what) => _loads.Add(1, new KeyValuePair<string, object?>("what", what));

    public void Conflicted() => _conflicts.Add(1);

    public void Returned(int commands) => _returned.Add(commands);

    public void GiftNotAsked() => _giftsNotAsked.Add(1);

    public void Dispose() => _meter.Dispose();
}
