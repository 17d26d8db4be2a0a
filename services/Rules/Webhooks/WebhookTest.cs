using System.Security.Cryptography;
using System.Text.Json;
using LiveOps.Hosting.Webhooks;

namespace LiveOps.Rules.Webhooks;

/// <summary>Calls an address now, as a rule would, for whoever sets up a receiver. Nothing is queued or repeated.</summary>
internal sealed class WebhookTest(WebhookSender sender, WebhookSecrets secrets, TimeProvider clock) : IDisposable
{
    /// <summary>Few at a time, of all workspaces: tests are made by hand.</summary>
    private readonly SemaphoreSlim _gate = new(WebhookSlots.PerHost);

    /// <exception cref="OperationCanceledException">Whoever asked has gone.</exception>
    public async Task<WebhookTestAnswer> CallAsync(Guid workspace, string url, CancellationToken cancellationToken)
    {
        var call = Guid.CreateVersion7();
        IReadOnlyList<string> valid = [];
        WebhookResult result;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            valid = await secrets.ValidAsync(workspace, cancellationToken);
            result = await sender.SendAsync(call, url, Body(call), valid, cancellationToken);
        }
        catch (CryptographicException)
        {
            result = WebhookSecrets.Unreadable;
        }
        finally
        {
            _gate.Release();
        }
        return new WebhookTestAnswer
        {
            CallId = call,
            Delivered = result.Delivered,
            StatusCode = result.StatusCode,
            Milliseconds = result.Milliseconds,
            Reason = result.Reason,
            Signed = valid.Count > 0,
        };
    }

    public void Dispose() => _gate.Dispose();

    private string Body(Guid call) =>
        JsonSerializer.Serialize(
            new
            {
                test = true,
                callId = call,
                at = clock.GetUtcNow(),
            }
        );
}
