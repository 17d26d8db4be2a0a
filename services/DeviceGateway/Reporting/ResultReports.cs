using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Journal;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Reporting;

/// <summary>
/// Gives every result to the broker and writes down that it has it. While the broker is away results wait here and in
/// the journal; a result may arrive twice when the broker's confirmation was lost, never not at all.
/// </summary>
internal sealed class ResultReports(
    ResultQueue results,
    GatewayLoop loop,
    CommandJournal journal,
    IBus bus,
    TimeProvider time,
    ILogger<ResultReports> logger
) : BackgroundService
{
    private const int Together = 64;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<ResultToReport>(Together);
        while (await results.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < Together && results.Reader.TryRead(out var next))
                batch.Add(next);
            await Task.WhenAll(batch.Select(report => ReportAsync(report, stoppingToken)));
            batch.Clear();
        }
    }

    private async Task ReportAsync(ResultToReport report, CancellationToken stoppingToken)
    {
        var said = false;
        while (true)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                patience.CancelAfter(_patience);
                using var activity = GatewayTelemetry.Source.StartActivity(
                    "device command result",
                    System.Diagnostics.ActivityKind.Internal,
                    report.Trace
                );
                await bus.Publish(report.Result, context => context.MessageId = NewId.NextGuid(), patience.Token);
                var id = report.Result.CommandId;
                loop.Post(now => journal.Reported(id, now.Wall));
                results.Reported();
                return;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!said)
                    logger.LogWarning(
                        "The broker does not take results ({Reason}): {Count} wait, all in the journal",
                        error.Message,
                        results.Count
                    );
                said = true;
                await Task.Delay(_pause, time, stoppingToken);
            }
        }
    }
}

/// <summary>Publishes acknowledgements while the broker is there.</summary>
internal sealed class AcknowledgementReports(
    AcknowledgementQueue queue,
    IBus bus,
    ILogger<AcknowledgementReports> logger
) : BackgroundService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (message, trace) in queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                patience.CancelAfter(_patience);
                using var activity = GatewayTelemetry.Source.StartActivity(
                    "device command acknowledged",
                    System.Diagnostics.ActivityKind.Internal,
                    trace
                );
                await bus.Publish<DeviceCommandAcknowledged>(message, patience.Token);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // For screens only: the result that follows is kept and says the same.
                logger.LogDebug("An acknowledgement was not published: {Reason}", error.Message);
            }
        }
    }
}
