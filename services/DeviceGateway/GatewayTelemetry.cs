using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LiveOps.DeviceGateway;

/// <summary>The traces and meters of the gateway.</summary>
internal static class GatewayTelemetry
{
    public const string Name = "LiveOps.DeviceGateway";
    public static readonly ActivitySource Source = new(Name);
    private static readonly Meter _meter = new(Name);

    /// <summary>First byte written to ACK, by board.</summary>
    public static readonly Histogram<double> BoardLatency = _meter.CreateHistogram<double>(
        "liveops.gateway.board.latency",
        "ms"
    );

    /// <summary>The event's frame read from the socket to the first byte written.</summary>
    public static readonly Histogram<double> PathLatency = _meter.CreateHistogram<double>(
        "liveops.gateway.path.latency",
        "ms"
    );

    /// <summary>Command taken from the bus to its first byte written, of those that found their device free.</summary>
    public static readonly Histogram<double> DispatchLatency = _meter.CreateHistogram<double>(
        "liveops.gateway.dispatch.latency",
        "ms"
    );

    /// <summary>Emergency stop pressed to the board's confirmation.</summary>
    public static readonly Histogram<double> StopLatency = _meter.CreateHistogram<double>(
        "liveops.gateway.emergency_stop.latency",
        "ms"
    );

    /// <summary>Commands that ended, by outcome: Expired and Refused among them.</summary>
    public static readonly Counter<long> Completed = _meter.CreateCounter<long>("liveops.gateway.commands.completed");

    /// <summary>By kind: crc, form, nak, resend, pong.</summary>
    public static readonly Counter<long> LineErrors = _meter.CreateCounter<long>("liveops.gateway.line.errors");

    /// <summary>Results that the broker does not have yet.</summary>
    public static readonly UpDownCounter<long> Unreported = _meter.CreateUpDownCounter<long>(
        "liveops.gateway.results.unreported"
    );
}
