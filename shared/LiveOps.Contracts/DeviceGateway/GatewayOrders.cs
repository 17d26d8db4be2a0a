namespace LiveOps.Contracts.DeviceGateway;

/// <summary>
/// Give a board another table of devices. An order of a person: sent to the gateway's queue <c>gateway.{id}.orders</c>,
/// carried out at most once by <see cref="OrderId"/>, refused after <see cref="ExpiresAt"/>, and answered with
/// <see cref="GatewayOrderProgressed"/>. The gateway checks it as it checks what is entered on its own page.
/// </summary>
public sealed record ChangeBoardDevices
{
    public required Guid OrderId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>The board's own id, 8 hex digits.</summary>
    public required string BoardId { get; init; }

    /// <summary>The table that the person has seen: where the board has another one by now, nothing is changed.</summary>
    public required IReadOnlyList<BoardDevice> Before { get; init; }

    /// <summary>The whole table that the board shall have; a row that is not in it is taken away.</summary>
    public required IReadOnlyList<BoardDevice> Devices { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A row of a board's table of devices.</summary>
public sealed record BoardDevice
{
    /// <summary>Its place in the table, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>For example SOL1.</summary>
    public required string Name { get; init; }

    /// <summary>The protocol's word, for example SOL.</summary>
    public required string Type { get; init; }

    /// <summary>By Arduino's numbers.</summary>
    public required IReadOnlyList<int> Pins { get; init; }

    /// <summary>Longest on-time, ms; 0 for a button or sensor.</summary>
    public required int MaxMs { get; init; }

    /// <summary>How much of <see cref="WindowS"/> it may be on, percent; 0 for a button or sensor.</summary>
    public required int DutyPct { get; init; }

    /// <summary>The stretch of time over which <see cref="DutyPct"/> counts, s; 0 for a button or sensor.</summary>
    public required int WindowS { get; init; }

    /// <summary>Bit 0: on is the low level. Bit 1: a stop button.</summary>
    public int Flags { get; init; }

    /// <summary>Pixels of a strip; 0 for everything else.</summary>
    public int Size { get; init; }
}

/// <summary>Load the firmware that the gateway came with onto a board. An order like <see cref="ChangeBoardDevices"/>.</summary>
public sealed record UpdateBoardFirmware
{
    public required Guid OrderId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>The board's own id, 8 hex digits.</summary>
    public required string BoardId { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>
/// Look for ports at once, and try those again that wait because they failed. An order like
/// <see cref="ChangeBoardDevices"/>.
/// </summary>
public sealed record ScanPorts
{
    public required Guid OrderId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Talk to the boards with other time-outs. An order like <see cref="ChangeBoardDevices"/>.</summary>
public sealed record ChangeBoardLine
{
    public required Guid OrderId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>As in <see cref="BoardLineSettings.AckTimeoutMs"/>.</summary>
    public required int AckTimeoutMs { get; init; }

    /// <summary>As in <see cref="BoardLineSettings.WindowLines"/>.</summary>
    public required int WindowLines { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>How an order goes or went. Published when it begins, with its steps, and when it is over; the end is repeated until the broker has it.</summary>
public sealed record GatewayOrderProgressed
{
    public required Guid OrderId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string GatewayId { get; init; }
    public required GatewayOrderState State { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>What came of it, or why it was refused or failed and what to do, in words for the operator.</summary>
    public string? Detail { get; init; }

    /// <summary>What was done so far, in words, oldest first.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}

/// <summary>States of <see cref="GatewayOrderProgressed"/>. Travels by name.</summary>
public enum GatewayOrderState
{
    Running,
    Done,

    /// <summary>Nothing was changed.</summary>
    Refused,

    /// <summary>It began and did not come to its end.</summary>
    Failed,

    /// <summary>Too late: nothing was changed.</summary>
    Expired,
}
