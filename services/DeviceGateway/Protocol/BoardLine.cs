namespace LiveOps.DeviceGateway.Protocol;

/// <summary>The kinds of line that a board sends.</summary>
internal enum BoardLineKind
{
    /// <summary>ACK:seq:DEV:ACTION:ms, or ACK:seq:TEXT[:n].</summary>
    Accepted,

    /// <summary>ACK:seq:DUP: accepted before, not done again.</summary>
    AcceptedBefore,

    /// <summary>NAK:-:code: nothing was understood or done; sending again is allowed.</summary>
    NotUnderstood,

    /// <summary>ERR:seq:code[:n]: understood and refused; sending again does not help.</summary>
    Refused,

    /// <summary>DONE:seq:DEV:reason:ran_ms.</summary>
    Done,

    /// <summary>EVT:BOOT:proto:fw:ver:cause:boots.</summary>
    Booted,

    /// <summary>EVT:ESTOP:n.</summary>
    EmergencyStopped,

    /// <summary>EVT:HOSTLOST:ms.</summary>
    HostLost,

    /// <summary>EVT:FAULT:dev:code.</summary>
    Fault,

    /// <summary>EVT:SAVED:crc.</summary>
    Saved,

    /// <summary>EVT:INPUT:dev:0 or 1.</summary>
    Input,
    Hello,
    Capability,
    CapabilityEnd,

    /// <summary>PONG:n:uptime:state:rx_lost.</summary>
    Pong,

    /// <summary>STAT and whatever a newer firmware adds: carried, not used.</summary>
    Other,
}

/// <summary>Why a device went off, as the board says it in DONE.</summary>
internal enum DoneReason
{
    Ok,
    Stopped,
    Replaced,
    EmergencyStop,
    HostLost,

    /// <summary>It was armed, and no GO came in time: it never went on.</summary>
    NeverStarted,
}

/// <summary>One line of the board, understood.</summary>
internal readonly record struct BoardLine
{
    public required BoardLineKind Kind { get; init; }

    /// <summary>The sequence number of the host's line; 0 where the board says "-".</summary>
    public ushort Seq { get; init; }

    /// <summary>The device or the code.</summary>
    public string? Word { get; init; }
    public DoneReason Reason { get; init; }

    /// <summary>The number of the line: ran_ms, limit, count, ping number.</summary>
    public long Number { get; init; }

    /// <summary>PONG: I idle, R ready, E emergency stop.</summary>
    public char State { get; init; }
    public HelloLine? Hello { get; init; }
    public CapabilityLine? Capability { get; init; }
}

/// <summary>HELLO:1:LIVEOPS:ver:board:uid:session:ndev:cfgcrc:maxline:rxwin:host_ms.</summary>
internal sealed record HelloLine(
    int Protocol,
    string Name,
    string Version,
    string Board,
    string Uid,
    ushort Session,
    int Devices
)
{
    /// <summary>ARM and GO came with firmware 1.1.</summary>
    public bool CanArm => System.Version.TryParse(Version, out var version) && version >= new System.Version(1, 1);
}

/// <summary>CAP:i:dev:type:pins:max_ms:duty:window_s:flags[:size].</summary>
internal sealed record CapabilityLine(int Index, DeviceSetup Setup);
