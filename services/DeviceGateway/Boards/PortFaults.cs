using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>What is wrong with a port and what to do, in words for the operator.</summary>
internal static class PortFaults
{
    public const string Silent = "The board stopped answering.";
    public const string Disturbed = "The line to the board is disturbed: check cable, plugs and ground.";
    public const string KeepsStop = "The board keeps its emergency stop: release the button on it, then reset again.";

    public static string Lost(string reason) => $"The connection was lost: {reason}.";

    public static string Version(long theirs) =>
        $"The board's firmware speaks protocol {theirs}, this gateway {HostLines.Version}: update the older one.";

    /// <summary>No answer while the connection was set up.</summary>
    public static string NoAnswer(PortPhase phase, string path, int garbage) =>
        phase switch
        {
            PortPhase.Greeting when garbage > 0 =>
                $"What answers on {path} is no LiveOps board ({garbage} lines of nonsense): load the LiveOps firmware, or take the port out of Gateway:Ports.",
            PortPhase.Greeting => $"Nothing answers on {path}: is the LiveOps firmware on the board, at 115200 baud?",
            PortPhase.Stopping => "The board did not confirm the emergency stop: cut its power, then check the cable.",
            _ => "The board stopped answering while it was set up.",
        };
}
