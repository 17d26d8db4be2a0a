using System.Diagnostics;
using LiveOps.Contracts.Services;
using LiveOps.Hosting.Reporting;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace LiveOps.Hosting.Logs;

/// <summary>
/// Publishes new lines of the log once a second. What the broker does not take in time is tried again with the next; of
/// all that was written meanwhile the newest are kept.
/// </summary>
internal sealed class LogReports(ServiceName service, LogTail tail, IBus bus, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime());
        using var timer = new PeriodicTimer(_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            if (tail.Next() is { } batch)
                await PublishAsync(batch, started, stoppingToken);
    }

    private async Task PublishAsync(LogBatch batch, DateTimeOffset started, CancellationToken stopping)
    {
        using var _ = LogTail.WhilePublishing();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            patience.CancelAfter(_patience);
            await bus.Publish(
                new ServiceLogged
                {
                    Service = service.Value,
                    Instance = ServiceReports.Instance,
                    Version = LiveOpsDefaults.Version,
                    StartedAt = started,
                    First = batch.First,
                    Dropped = batch.Dropped,
                    Lines = batch.Lines,
                },
                Transiently,
                patience.Token
            );
            tail.Published(batch);
        }
        // A line about it would be one more to publish, and the bus says by itself when its broker is away.
        catch (Exception) when (!stopping.IsCancellationRequested) { }
    }

    private static void Transiently(PublishContext<ServiceLogged> context)
    {
        context.Durable = false;
        context.TimeToLive = TimeSpan.FromMinutes(2);
    }
}
