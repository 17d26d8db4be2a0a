using System.Diagnostics;
using LiveOps.Contracts.Services;
using LiveOps.Hosting.Logs;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.Hosting.Reporting;

/// <summary>
/// Tells the Console every few seconds how this process is. What cannot be published is dropped: a report that waits would
/// be of no use, and nothing else may wait for it.
/// </summary>
internal sealed class ServiceReports(
    ServiceName service,
    IBus bus,
    IHostEnvironment host,
    LogLevels levels,
    IOptions<LogFilesOptions> files,
    TimeProvider clock,
    ILogger<ServiceReports> log,
    LogTail? tail = null
) : BackgroundService
{
    /// <summary>Between two reports.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>This process, as others tell it from those beside it.</summary>
    public static string Instance { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var measurements = new Measurements();
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime());
        var (from, used) = (clock.GetUtcNow(), process.TotalProcessorTime);
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            process.Refresh();
            var (until, now) = (clock.GetUtcNow(), process.TotalProcessorTime);
            var report = new ServiceReported
            {
                Service = service.Value,
                Instance = Instance,
                Version = LiveOpsDefaults.Version,
                StartedAt = started,
                From = from,
                Until = until,
                MemoryBytes = process.WorkingSet64,
                HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
                CpuMs = (now - used).TotalMilliseconds,
                Disk = ReadDisk(host.ContentRootPath),
                Figures = measurements.Take(),
                Log = new LogReport
                {
                    Level = levels.Configured,
                    Changed = tail is null ? null : levels.Changed,
                    Files = files.Value.Report,
                },
            };
            (from, used) = (until, now);
            await PublishAsync(report, stoppingToken);
        }
    }

    private async Task PublishAsync(ServiceReported report, CancellationToken stopping)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            patience.CancelAfter(_patience);
            await bus.Publish(report, Transiently, patience.Token);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            log.LogDebug("A report was not published: {Reason}", error.Message);
        }
    }

    private static void Transiently(PublishContext<ServiceReported> context)
    {
        context.Durable = false;
        context.TimeToLive = TimeSpan.FromSeconds(30);
    }

    private static DiskReport? ReadDisk(string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);
            return new DiskReport
            {
                Folder = folder,
                FreeBytes = disk.AvailableFreeSpace,
                TotalBytes = disk.TotalSize,
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
