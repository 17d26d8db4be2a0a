using LiveOps.DeviceGateway.EmergencyStopping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>Makes a key of this PC its emergency stop.</summary>
internal sealed class StopKeyWatch(
    EmergencyStopSwitch @switch,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<StopKeyWatch> logger
) : IHostedService, IDisposable
{
    private readonly StopKeyOptions _options = options.Value.StopKeys;
    private IStopKeyListener? _listener;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_options.Enabled || StopKey.Find(_options.Key) is not { } key)
            return Task.CompletedTask;
        _listener = OperatingSystem.IsWindows()
            ? new WindowsStopKeyListener(logger)
            : new LinuxStopKeyListener(_options.Devices, logger);
        _listener.Start(key, () => Press(key));
        logger.LogInformation("The key {Key} is the emergency stop of this PC", key.Name);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _listener = null;
    }

    private void Press(StopKey key) =>
        @switch.Press(
            Guid.CreateVersion7(time.GetUtcNow()),
            $"the key {key.Name} of the gateway's PC",
            time.GetUtcNow()
        );
}
