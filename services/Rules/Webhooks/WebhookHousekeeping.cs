using Npgsql;

namespace LiveOps.Rules.Webhooks;

/// <summary>Counts the calls that wait, and deletes old ones. Every replica may do it.</summary>
internal sealed class WebhookHousekeeping(
    WebhookQueue queue,
    WebhookTelemetry telemetry,
    TimeProvider clock,
    ILogger<WebhookHousekeeping> log
) : BackgroundService
{
    /// <summary>Calls are listed for so long after they were delivered or given up.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    /// <summary>Old calls are deleted with every so many counts: each 10 minutes.</summary>
    private const int CountsPerCleaning = 60;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        for (var n = 1; !stoppingToken.IsCancellationRequested; n++)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                telemetry.Waits(await queue.CountWaitingAsync(stoppingToken));
                if (n % CountsPerCleaning == 0)
                    await queue.ForgetAsync(Kept, stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("Webhook calls are neither counted nor cleaned up: {Reason}", error.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
