using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>A port's state in the words that other services know.</summary>
internal static class PortStates
{
    public static BoardState Of(PortMachine port) =>
        port.Phase switch
        {
            PortPhase.Ready => BoardState.Ready,
            PortPhase.Stopping or PortPhase.Stopped => BoardState.EmergencyStopped,
            _ when !port.IsPresent => BoardState.Offline,
            _ when port.IsQuarantined => BoardState.Quarantined,
            _ when port.Fault is not null => BoardState.Failing,
            _ => BoardState.Connecting,
        };
}
