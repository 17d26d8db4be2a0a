using LiveOps.Contracts.Ingestion;

namespace LiveOps.Contracts.DeviceGateway;

/// <summary>
/// Do one action on one device. Sent to the queue of the gateway that has the board. Applied at most once by
/// <see cref="CommandId"/>; after <see cref="ExpiresAt"/> it is reported as expired and never fired.
/// </summary>
public sealed record DeviceCommand
{
    public required Guid CommandId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>The account whose rule asked; null for a manual test.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>The board's own id, 8 hex digits.</summary>
    public required string BoardId { get; init; }

    /// <summary>Device name on that board, for example SOL1: an upper-case letter, then up to six letters, digits or _.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Action word of the protocol, for example PUSH, ON, BLINK, STOP.</summary>
    public required string Action { get; init; }

    /// <summary>On-time in ms, 1 to 3,600,000; 0 only for STOP and OFF.</summary>
    public required int DurationMs { get; init; }

    /// <summary>At most three values of 0 to 65,535.</summary>
    public IReadOnlyList<int> Params { get; init; } = [];

    /// <summary>Higher goes first in the device's lane. 0 is normal.</summary>
    public int Priority { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Commands with the same combo id start together.</summary>
    public Guid? ComboId { get; init; }

    /// <summary>How many commands the combo has on this gateway, so that it knows when all are there; 0: not said.</summary>
    public int ComboSize { get; init; }

    /// <summary>The event and rule behind it; null for a manual test.</summary>
    public CommandCause? Cause { get; init; }
}

/// <summary>Why a device command exists: event to action, for the books.</summary>
public sealed record CommandCause
{
    public required long RoomId { get; init; }
    public required long MessageId { get; init; }
    public required LiveEventKind EventKind { get; init; }
    public required Guid RuleId { get; init; }

    /// <summary>When the event's frame was read from the socket, UTC: start of the end-to-end latency.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>The board accepted the command: the pin has changed. Transient, for screens.</summary>
public sealed record DeviceCommandAcknowledged
{
    public required Guid CommandId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public Guid? AccountId { get; init; }
    public required string GatewayId { get; init; }
    public required string BoardId { get; init; }
    public required string DeviceId { get; init; }
    public required string Action { get; init; }
    public required DateTimeOffset AcknowledgedAt { get; init; }

    /// <summary>From the first byte written to the board's ACK, ms.</summary>
    public required double BoardMs { get; init; }

    /// <summary>From the event's frame to the first byte written, ms; null for a manual test.</summary>
    public double? PathMs { get; init; }
    public CommandCause? Cause { get; init; }
}

/// <summary>The command is over, one way or another. Published exactly once per command id as far as the books can tell: consumers apply it once.</summary>
public sealed record DeviceCommandCompleted
{
    public required Guid CommandId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public Guid? AccountId { get; init; }
    public required string GatewayId { get; init; }
    public required string BoardId { get; init; }
    public required string DeviceId { get; init; }
    public required string Action { get; init; }
    public required int DurationMs { get; init; }
    public required DeviceCommandOutcome Outcome { get; init; }

    /// <summary>The board's or the gateway's reason, in words for the operator; null when done.</summary>
    public string? Detail { get; init; }

    /// <summary>When the first byte was written; null when never sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the board's ACK arrived; null when it never did.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>From the first byte written to the board's ACK, ms.</summary>
    public double? BoardMs { get; init; }

    /// <summary>From the event's frame to the first byte written, ms.</summary>
    public double? PathMs { get; init; }

    /// <summary>How long the device was on, by the board's clock, ms.</summary>
    public int? RanMs { get; init; }
    public CommandCause? Cause { get; init; }
}

/// <summary>Outcomes of <see cref="DeviceCommandCompleted"/>. Travels by name.</summary>
public enum DeviceCommandOutcome
{
    /// <summary>Ran for its whole time.</summary>
    Done,

    /// <summary>Switched off early by STOP or OFF.</summary>
    Stopped,

    /// <summary>A newer command on the same device took over.</summary>
    Replaced,

    /// <summary>Cut by, or refused because of, the emergency stop.</summary>
    EmergencyStopped,

    /// <summary>The board switched off because it heard nothing from the gateway.</summary>
    HostLost,

    /// <summary>The board or the gateway refused it: unknown device, over a limit, bad input.</summary>
    Refused,

    /// <summary>Too late: never sent.</summary>
    Expired,

    /// <summary>No such board here, or not connected: never sent.</summary>
    BoardOffline,

    /// <summary>Sent, but the board or the gateway restarted before the answer: it may have run. Never sent again.</summary>
    Unknown,
}
