using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;

namespace LiveOps.DeviceGateway.Lanes;

/// <summary>A command on its way through this gateway, from its arrival to its result.</summary>
internal sealed class CommandRun(DeviceCommand command, long order) : SentLine
{
    public DeviceCommand Command { get; } = command;

    /// <summary>Rises with arrival: first in, first out among equals.</summary>
    public long Order { get; } = order;

    /// <summary>Spans receipt to ACK, child of the consumed message.</summary>
    public Activity? Activity { get; init; }

    /// <summary>Stopwatch time of its arrival from the bus.</summary>
    public long Arrived { get; init; }

    /// <summary>What it starts together with; null when it goes alone.</summary>
    public Combo? Combo { get; init; }

    /// <summary>The board that it is for, once it is known.</summary>
    public Board? Board { get; set; }

    /// <summary>Sent to be kept by the board until GO.</summary>
    public bool IsArm { get; set; }

    /// <summary>Set when a STOP for the device went out after it: sending it again would switch on after the stop.</summary>
    public bool MayResend { get; set; } = true;

    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public double? BoardMs { get; set; }
    public double? PathMs { get; set; }

    /// <summary>Uptime by which the board's DONE must have come.</summary>
    public TimeSpan DoneBy { get; set; } = TimeSpan.MaxValue;

    /// <summary>Late, or after a STOP, a command may not be made to run any more.</summary>
    public override bool MayRepeat(DateTimeOffset now) => MayResend && now < Command.ExpiresAt;
}

/// <summary>How a command ended.</summary>
internal readonly record struct CommandEnd(DeviceCommandOutcome Outcome, string? Detail = null, int? RanMs = null);
