using MassTransit;
using Microsoft.Extensions.Hosting;

namespace LiveOps.DeviceGateway.Reporting;

/// <summary>Whether the broker is there: for the page of this PC, and for what goes on without it.</summary>
/// <param name="time">The clock.</param>
/// <param name="bus">Null while the gateway belongs to nobody: the broker is away then.</param>
internal sealed class BrokerWatch(TimeProvider time, IBusControl? bus = null) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private DateTimeOffset? _awaySince = time.GetUtcNow();

    /// <summary>Since when the broker is away, UTC; null while it is there. From the start until the first connection it is away.</summary>
    public DateTimeOffset? AwaySince
    {
        get
        {
            lock (_lock)
                return _awaySince;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            var connected = bus?.CheckHealth().Status == BusHealthStatus.Healthy;
            lock (_lock)
                _awaySince = connected ? null : _awaySince ?? time.GetUtcNow();
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
