using System.Diagnostics;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.EmergencyStopping;

/// <summary>
/// The switch. Pressing it puts the stop byte on every open line from the caller's own thread, past the gateway's
/// queues and loop, and only then keeps books.
/// </summary>
internal sealed class EmergencyStopSwitch(
    EmergencyLatch latch,
    OpenLinks links,
    GatewayLoop loop,
    PortRegistry ports,
    ILogger<EmergencyStopSwitch> logger
)
{
    /// <summary>Everything off. False when this stop has been taken before.</summary>
    public bool Press(Guid stopId, string by, DateTimeOffset at, bool fromConsole = false)
    {
        if (!latch.TryLatch(stopId, fromConsole))
            return false;
        var start = Stopwatch.GetTimestamp();
        links.WriteStop();
        var written = Stopwatch.GetElapsedTime(start);
        loop.Post(now => ports.EmergencyStop(now));
        latch.Save(by, at);
        logger.LogWarning(
            "EMERGENCY STOP by {By}: stop bytes written in {Ms:0.000} ms; latched until reset",
            by,
            written.TotalMilliseconds
        );
        return true;
    }

    /// <summary>Releases the latch: boards take commands again.</summary>
    public void Reset(string by)
    {
        latch.Release();
        loop.Post(now => ports.Reset(now));
        logger.LogWarning("The emergency stop was reset by {By}", by);
    }
}
