using System.Security.Cryptography;
using LiveOps.Hosting.Webhooks;
using Npgsql;

namespace LiveOps.Rules.Webhooks;

/// <summary>
/// Makes the calls that are due, at least once each. Any number of replicas share the work; the calls of one that dies
/// are taken up by the others when their lease ends.
/// </summary>
internal sealed class WebhookDelivery(
    WebhookQueue queue,
    WebhookSecrets secrets,
    WebhookSender sender,
    WebhookTelemetry telemetry,
    ILogger<WebhookDelivery> log
) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);
    private readonly WebhookSlots _slots = new();
    private readonly SemaphoreSlim _released = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = 0;
            try
            {
                foreach (var call in await TakeAsync(stoppingToken))
                {
                    _slots.Take(call.Host);
                    running.Add(MakeAsync(call));
                    taken++;
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("Webhook calls wait: {Reason}", error.Message);
                await Task.Delay(_pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            running.RemoveAll(call => call.IsCompleted);
            if (taken == 0)
                await ((Task)_released.WaitAsync(_pause, stoppingToken)).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing
                );
        }
        // What is under way comes to its end within the limit of a call, and need not be repeated by another replica.
        await Task.WhenAll(running);
    }

    public override void Dispose()
    {
        _released.Dispose();
        base.Dispose();
    }

    private async Task<IReadOnlyList<TakenCall>> TakeAsync(CancellationToken cancellationToken) =>
        _slots.Free == 0 ? [] : await queue.TakeAsync(_slots, cancellationToken);

    /// <summary>Makes a call and writes down what came of it. What fails here is made good by the end of the lease.</summary>
    private async Task MakeAsync(TakenCall call)
    {
        try
        {
            var result = await SendAsync(call);
            var wait = WebhookBackOff.Next(call.Tries, result);
            await queue.MarkAsync(call, result, wait, CancellationToken.None);
            if (!result.Delivered && wait is null)
            {
                telemetry.GaveUp();
                log.LogWarning(
                    "Webhook call {CallId} of workspace {WorkspaceId} to {Host} is given up after {Tries} tries: {Reason}",
                    call.CallId,
                    call.WorkspaceId,
                    call.Host,
                    call.Tries,
                    result.Reason
                );
            }
        }
        catch (Exception error)
        {
            // Never the exception itself: its text or data may hold the address.
            log.LogError(
                "Webhook call {CallId} to {Host} is made again in a while: {Fault}",
                call.CallId,
                call.Host,
                error is NpgsqlException ? error.Message : error.GetType().Name
            );
        }
        finally
        {
            _slots.Release(call.Host);
            _released.Release();
        }
    }

    private async Task<WebhookResult> SendAsync(TakenCall call)
    {
        IReadOnlyList<string> valid;
        try
        {
            valid = await secrets.ValidAsync(call.WorkspaceId, CancellationToken.None);
        }
        catch (CryptographicException error)
        {
            log.LogError("The webhook secret of workspace {WorkspaceId}: {Reason}", call.WorkspaceId, error.Message);
            return WebhookSecrets.Unreadable;
        }
        return await sender.SendAsync(call.CallId, call.Url, call.Body, valid, CancellationToken.None);
    }
}
