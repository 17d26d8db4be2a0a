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

    /// <summary>True when it goes on with gift rules by itself while the broker is away, and so wants to be given them.</summary>
    public bool WantsFallbackRules { get; init; }

    /// <summary>Version of the gateway's program; null for one that is older than this field.</summary>
    public string? Version { get; init; }
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
