using System.Diagnostics;
using System.Diagnostics.Metrics;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Ingestion.Telemetry;

/// <summary>What Ingestion tells a collector. A trace begins at the frame and runs to the board's answer.</summary>
internal static class IngestionTelemetry
{
    private const string Name = "LiveOps.Ingestion";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter _meter = new(Name);
    private static readonly Counter<long> _events = _meter.CreateCounter<long>("liveops.ingestion.events");
    private static readonly KeyValuePair<string, object?>[] _kinds =
    [
        .. Enum.GetValues<LiveEventKind>().Select(kind => KeyValuePair.Create("kind", (object?)kind.ToString())),
    ];

    public static readonly Counter<long> Frames = _meter.CreateCounter<long>("liveops.ingestion.frames");
    public static readonly Counter<long> Unknown = _meter.CreateCounter<long>("liveops.ingestion.unknown_messages");
    public static readonly Counter<long> Undecodable = _meter.CreateCounter<long>(
        "liveops.ingestion.undecodable_messages",
        description: "Messages and frames that could not be decoded."
    );
    public static readonly Counter<long> Duplicates = _meter.CreateCounter<long>(
        "liveops.ingestion.duplicate_messages"
    );
    public static readonly Counter<long> TicketMismatches = _meter.CreateCounter<long>(
        "liveops.ingestion.fan_ticket_mismatches",
        description: "Gift messages whose fan tickets differ from the coins credited."
    );
    public static readonly Counter<long> Reconnects = _meter.CreateCounter<long>("liveops.ingestion.reconnects");
    public static readonly Counter<long> SignRequests = _meter.CreateCounter<long>("liveops.ingestion.sign_requests");
    public static readonly UpDownCounter<long> Journaled = _meter.CreateUpDownCounter<long>(
        "liveops.ingestion.spool_depth",
        description: "Messages that the broker has not confirmed."
    );
    public static readonly Histogram<double> PublishLatency = _meter.CreateHistogram<double>(
        "liveops.ingestion.publish_latency",
        unit: "ms",
        description: "From handing a message to the broker until its confirmation."
    );

    public static void CountEvents(List<LiveEvent> events)
    {
        if (!_events.Enabled)
        {
            return;
        }
        foreach (LiveEvent one in events)
        {
            _events.Add(1, _kinds[(int)one.Kind]);
        }
    }
}
