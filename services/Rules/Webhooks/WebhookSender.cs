using LiveOps.Hosting.Webhooks;
using Microsoft.Extensions.Options;

namespace LiveOps.Rules.Webhooks;

/// <summary>Makes one call, once, and measures it.</summary>
internal sealed class WebhookSender(IOptions<WebhookOptions> options, WebhookTelemetry telemetry, TimeProvider clock)
    : IDisposable
{
    private readonly WebhookCaller _caller = new(options.Value, clock);

    /// <inheritdoc cref="WebhookCaller.SendAsync"/>
    public async Task<WebhookResult> SendAsync(
        Guid callId,
        string url,
        string body,
        IReadOnlyList<string> secrets,
        CancellationToken cancellationToken
    )
    {
        var result = await _caller.SendAsync(callId, url, body, secrets, cancellationToken);
        telemetry.Called(result, TimeSpan.FromMilliseconds(result.Milliseconds));
        return result;
    }

    public void Dispose() => _caller.Dispose();
}
