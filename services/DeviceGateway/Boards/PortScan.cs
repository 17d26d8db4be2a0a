using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>Looks for ports every two seconds: what is plugged in is used, what is pulled out is shown.</summary>
internal sealed class PortScan(
    IOptions<GatewayOptions> options,
    ISerialPorts serial,
    GatewayLoop loop,
    PortRegistry registry,
    TimeProvider time,
    ILogger<PortScan> logger
) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            try
            {
                var found = Scan();
                loop.Post(now => registry.Seen(found, now));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("Looking for ports failed ({Reason}); tried again in 2 s", error.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private List<SerialPort> Scan()
    {
        var found = new List<SerialPort>();
        foreach (var path in options.Value.Ports)
            if (serial.Find(path) is { } port)
                found.Add(port);
        if (options.Value.Discover)
            found.AddRange(serial.Nominate());
        return [.. found.DistinctBy(port => port.Place)];
    }
}
