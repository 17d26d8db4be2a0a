using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.EmergencyStopping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>
/// A board that stops by itself, by the button on it, stops all boards of this PC: who hits a stop button means what
/// moves in front of them, whichever board it hangs on. Other PCs go on.
/// </summary>
internal sealed class BoardButton(
    PortRegistry registry,
    EmergencyStopSwitch @switch,
    IOptions<GatewayOptions> options,
    TimeProvider time
) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.BoardButtonStopsAll)
            registry.BoardStopped = board =>
                @switch.Press(Guid.CreateVersion7(time.GetUtcNow()), $"the button on board {board}", time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
