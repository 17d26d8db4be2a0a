namespace LiveOps.Contracts.DeviceGateway;

/// <summary>A gateway's boards and state: published on every change and every 2 s. The read model of every other service.</summary>
public sealed record GatewayStatus
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>Short name of the gateway, also in its queue's name: lower-case letters, digits and dashes.</summary>
    public required string GatewayId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>True from an emergency stop until a person resets it.</summary>
    public required bool EmergencyStopped { get; init; }
    public required IReadOnlyList<BoardStatus> Boards { get; init; }

    /// <summary>Accounts whose commands it refuses until their emergency stop is reset.</summary>
    public IReadOnlyList<Guid> StoppedAccounts { get; init; } = [];

    /// <summary>True when it goes on with gift rules by itself while the broker is away, and so wants to be given them.</summary>
    public bool WantsFallbackRules { get; init; }

    /// <summary>Version of the gateway's program; null for one that is older than this field.</summary>
    public string? Version { get; init; }

    /// <summary>The name of the PC that it runs on; null for a gateway that is older than this field.</summary>
    public string? Machine { get; init; }

    /// <summary>How long the broker took to confirm the status before this one, ms; null when it did not, or nobody has measured.</summary>
    public double? BrokerMs { get; init; }

    /// <summary>Serial ports of the PC that the gateway leaves alone, at most 32, each with the reason.</summary>
    public IReadOnlyList<UnusedPort> UnusedPorts { get; init; } = [];

    /// <summary>How it talks to its boards; null for a gateway that is older than this field.</summary>
    public BoardLineSettings? Line { get; init; }

    /// <summary>True when it takes orders (see <see cref="GatewayOrderProgressed"/>).</summary>
    public bool TakesOrders { get; init; }
}

/// <summary>A serial port that exists and that the gateway does not use.</summary>
public sealed record UnusedPort
{
    /// <summary>The port, for example COM7 or a device path.</summary>
    public required string Port { get; init; }

    /// <summary>What the USB device says of itself; null where it says nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Why it is left alone and what to do, in words for the operator.</summary>
    public required string Reason { get; init; }
}

/// <summary>How a gateway talks to the boards on it.</summary>
public sealed record BoardLineSettings
{
    /// <summary>Bits per second: 115,200, which is part of the board's protocol and no setting.</summary>
    public required int Baud { get; init; }

    /// <summary>How long a board may take to acknowledge a line before it is sent again, ms, 20 to 2,000.</summary>
    public required int AckTimeoutMs { get; init; }

    /// <summary>Lines that a board may have unanswered, 1 or 2.</summary>
    public required int WindowLines { get; init; }
}

/// <summary>One board on a gateway.</summary>
public sealed record BoardStatus
{
    /// <summary>The board's own id, 8 hex digits; empty while it has not answered yet.</summary>
    public required string BoardId { get; init; }

    /// <summary>The port, for example COM7 or a device path.</summary>
    public required string Port { get; init; }
    public required BoardState State { get; init; }

    /// <summary>What is wrong and what to do, in words for the operator; null when ready.</summary>
    public string? Detail { get; init; }
    public string? Firmware { get; init; }
    public IReadOnlyList<DeviceStatus> Devices { get; init; } = [];

    /// <summary>Median of the last answers (command written to ACK), ms; null before the first.</summary>
    public double? BoardMs { get; init; }

    /// <summary>Line errors since connect: bad CRC, resends, lost bytes.</summary>
    public long LineErrors { get; init; }

    /// <summary>The kind of board as it says, for example UNO or MEGA; null while it has not answered.</summary>
    public string? Kind { get; init; }

    /// <summary>The newer firmware that the gateway can load onto it; null when it has that, or none fits.</summary>
    public string? UpdateTo { get; init; }

    /// <summary>What the USB device behind the port says of itself; null where it says nothing.</summary>
    public string? PortDescription { get; init; }
}

/// <summary>States of <see cref="BoardStatus"/>. Travels by name.</summary>
public enum BoardState
{
    Connecting,
    Ready,

    /// <summary>Latched by an emergency stop.</summary>
    EmergencyStopped,

    /// <summary>Answers badly or not at all; retried with back-off.</summary>
    Failing,

    /// <summary>Another board than the one known on this port; not used until a person confirms.</summary>
    Quarantined,
    Offline,
}

/// <summary>One device on a board.</summary>
public sealed record DeviceStatus
{
    public required string DeviceId { get; init; }

    /// <summary>Type word of the protocol, for example SOL, LED, RELAY.</summary>
    public required string Type { get; init; }
    public required IReadOnlyList<int> Pins { get; init; }

    /// <summary>Longest on-time that the board allows, ms.</summary>
    public required int MaxMs { get; init; }

    /// <summary>True while the device is on.</summary>
    public bool Active { get; init; }

    /// <summary>Its place in the board's table, from 0.</summary>
    public int Index { get; init; }

    /// <summary>How much of <see cref="WindowS"/> it may be on, percent; 100: only the single on-time is bounded.</summary>
    public int DutyPct { get; init; }

    /// <summary>The stretch of time over which <see cref="DutyPct"/> counts, s.</summary>
    public int WindowS { get; init; }

    /// <summary>Bit 0: on is the low level. Bit 1: a stop button.</summary>
    public int Flags { get; init; }

    /// <summary>Pixels of a strip; 0 for everything else.</summary>
    public int Size { get; init; }

    /// <summary>Commands that wait for it.</summary>
    public int Waiting { get; init; }

    /// <summary>A button or sensor: true while it is pressed; null for a device that is none.</summary>
    public bool? Pressed { get; init; }
}
