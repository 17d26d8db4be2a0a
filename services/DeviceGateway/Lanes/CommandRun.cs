using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.DeviceGateway.Lanes;

/// <summary>A command on its way through this gateway, from its arrival to its result.</summary>
internal sealed class CommandRun(DeviceCommand command, long order)
{
    public DeviceCommand Command { get; } = command;

    /// <summary>Rises with arrival: first in, first out among equals.</summary>
    public long Order { get; } = order;

    /// <summary>Spans receipt to ACK, child of the consumed message.</summary>
    public Activity? Activity { get; init; }

    /// <summary>Stopwatch time of its arrival from the bus.</summary>
    public long Arrived { get; init; }

    /// <summary>The line on the wire; the same bytes for every try.</summary>
    public byte[] Line { get; set; } = [];
    public ushort Seq { get; set; }
    public int Tries { get; set; }

    /// <summary>Set when a STOP for the device went out after it: sending it again would switch on after the stop.</summary>
    public bool MayResend { get; set; } = true;

    /// <summary>Uptime of the last try.</summary>
    public TimeSpan LastTry { get; set; }

    /// <summary>Stopwatch time of the first byte of the first try.</summary>
    public long FirstByte { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public double? BoardMs { get; set; }
    public double? PathMs { get; set; }

    /// <summary>Uptime by which the board's DONE must have come.</summary>
    public TimeSpan DoneBy { get; set; } = TimeSpan.MaxValue;
}

/// <summary>How a command ended.</summary>
internal readonly record struct CommandEnd(DeviceCommandOutcome Outcome, string? Detail = null, int? RanMs = null);
