using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Console.Machines;

/// <summary>What can be ordered of a gateway. Travels and is kept by name.</summary>
internal enum MachineOrderKind
{
    /// <summary>Another table of devices for a board.</summary>
    Devices,

    /// <summary>Newer firmware for a board.</summary>
    Firmware,

    /// <summary>Another look for ports.</summary>
    Scan,

    /// <summary>Other time-outs for talking to boards.</summary>
    Line,
}

/// <summary>How far an order is. Travels and is kept by name.</summary>
internal enum MachineOrderState
{
    /// <summary>On its way to the gateway.</summary>
    Sent,
    Running,
    Done,

    /// <summary>Nothing was changed.</summary>
    Refused,

    /// <summary>It began and did not come to its end.</summary>
    Failed,

    /// <summary>It reached the gateway too late: nothing was changed.</summary>
    Expired,

    /// <summary>Its end has not been heard in time: look at the board itself. Never kept.</summary>
    NoAnswer,
}

/// <summary>An order as members see it.</summary>
/// <param name="OrderId">Names it.</param>
/// <param name="GatewayId">Whom it was given to.</param>
/// <param name="BoardId">The board that it is about; null for the whole PC.</param>
/// <param name="Kind">What was ordered.</param>
/// <param name="RequestedBy">Who gave it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="State">How far it is.</param>
/// <param name="Detail">What came of it, or why not and what to do; null until it is over.</param>
/// <param name="Steps">What was done so far, in words, oldest first.</param>
/// <param name="UpdatedAt">When the gateway spoke of it last.</param>
internal sealed record MachineOrder(
    Guid OrderId,
    string GatewayId,
    string? BoardId,
    MachineOrderKind Kind,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    MachineOrderState State,
    string? Detail,
    IReadOnlyList<string> Steps,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>As long as the gateway takes for such a thing, and some more: then nobody waits for it any longer.</summary>
    public static TimeSpan PatienceOf(MachineOrderKind kind) =>
        kind switch
        {
            // Three tries to read, write and read back 32 kB at 57,600 baud.
            MachineOrderKind.Firmware => TimeSpan.FromMinutes(5),
            _ => TimeSpan.FromSeconds(30),
        };

    /// <summary>What the gateway calls the same.</summary>
    public static MachineOrderState StateOf(GatewayOrderState state) =>
        state switch
        {
            GatewayOrderState.Running => MachineOrderState.Running,
            GatewayOrderState.Done => MachineOrderState.Done,
            GatewayOrderState.Refused => MachineOrderState.Refused,
            GatewayOrderState.Expired => MachineOrderState.Expired,
            _ => MachineOrderState.Failed,
        };
}
