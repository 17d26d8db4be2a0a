using LiveOps.Contracts.DeviceGateway;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.RemoteLog;

/// <summary>Publishes new log lines once a second, while the broker is there.</summary>
internal sealed class LogReports(
    LogBacklog backlog,
    IBus bus,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<LogReports> logger
) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (backlog.Next() is not { } next)
                continue;
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                patience.CancelAfter(_patience);
                await bus.Publish(
                    new GatewayLogged
                    {
                        WorkspaceId = options.Value.WorkspaceId,
                        GatewayId = options.Value.Id,
                        Lines = [.. next.Lines.Select(Line)],
                        Dropped = next.Dropped,
                    },
                    patience.Token
                );
                backlog.Published(next);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // A line here would be one more to publish.
                logger.LogDebug("Log lines were not published: {Reason}", error.Message);
            }
        }
    }

    private static GatewayLogLine Line(LogLine line) =>
        new()
        {
            At = line.At,
            Level = line.Level switch
            {
                LogLevel.Critical => GatewayLogLevel.Critical,
                LogLevel.Error => GatewayLogLevel.Error,
                LogLevel.Warning => GatewayLogLevel.Warning,
                _ => GatewayLogLevel.Information,
            },
            Source = line.Source,
            Text = line.Text,
        };
}

/// <summary>What to publish next, and how many lines were given up before it.</summary>
internal sealed record LogBatch(IReadOnlyList<LogLine> Lines, int Dropped);

/// <summary>
/// Which lines are still to be published: the newest <see cref="Waiting"/>, in batches of <see cref="Together"/>. One
/// batch a second limits what a gateway that complains all the time costs everybody else.
/// </summary>
internal sealed class LogBacklog(LocalLog log)
{
    /// <summary>Lines of one message.</summary>
    public const int Together = 100;

    /// <summary>Lines that wait while the broker is away, or takes fewer than are written.</summary>
    public const int Waiting = 200;

    private long _published;

    /// <summary>The next batch; null when there is nothing new.</summary>
    public LogBatch? Next()
    {
        var fresh = log.Since(_published);
        if (fresh.Count == 0)
            return null;
        var skipped = Math.Max(0, fresh.Count - Waiting);
        var lines = fresh.Skip(skipped).Take(Together).ToList();
        return new LogBatch(lines, (int)(lines[0].Number - _published - 1));
    }

    /// <summary>The broker has it.</summary>
    public void Published(LogBatch batch) => _published = batch.Lines[^1].Number;
}
