using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LiveOps.Hosting.Webhooks;

/// <summary>Makes one call, once. Of the answer it takes the status; it never follows a redirect.</summary>
public sealed class WebhookCaller : IDisposable
{
    public const string CallIdHeader = "LiveOps-Call-Id";

    /// <summary>For the whole call: look-up, connection, TLS, request and answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _http;
    private readonly WebhookHosts _hosts;
    private readonly TimeProvider _clock;

    /// <param name="hosts">Which private hosts are allowed.</param>
    /// <param name="clock">The time of signatures.</param>
    public WebhookCaller(WebhookHosts hosts, TimeProvider clock)
    {
        (_hosts, _clock) = (hosts, clock);
        var connector = new WebhookConnector(hosts, Dns.GetHostAddressesAsync);
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                // A proxy would look names up by itself, behind the check.
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ConnectCallback = (context, stop) => connector.ConnectAsync(context.DnsEndPoint, stop),
                ConnectTimeout = Limit,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                MaxResponseHeadersLength = 16, // KiB
                // Nobody reads an answer's body; a short one is taken off the line so that the line can be used again.
                MaxResponseDrainSize = 4 * 1024,
                ResponseDrainTimeout = TimeSpan.FromSeconds(1),
                // Neither headers of our traces for strangers, nor their addresses in our traces.
                ActivityHeadersPropagator = null,
            }
        );
    }

    /// <summary>Sends a body to an address. What goes wrong is in the result.</summary>
    /// <param name="callId">Names the call for the receiver, who drops what came before.</param>
    /// <param name="url">Where to.</param>
    /// <param name="body">JSON.</param>
    /// <param name="secrets">What to sign with; without any the call is not signed.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="OperationCanceledException">The call was given up.</exception>
    public async Task<WebhookResult> SendAsync(
        Guid callId,
        string url,
        string body,
        IReadOnlyList<string> secrets,
        CancellationToken cancellationToken
    )
    {
        var started = Stopwatch.GetTimestamp();
        var result = await AnswerAsync(callId, url, body, secrets, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started);
        return result with { Milliseconds = (int)took.TotalMilliseconds };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<WebhookResult> AnswerAsync(
        Guid callId,
        string url,
        string body,
        IReadOnlyList<string> secrets,
        CancellationToken cancellationToken
    )
    {
        if (WebhookUrl.Faults(url) is { Count: > 0 } faults)
            return WebhookResult.Final($"The address {string.Join(" The address ", faults)}");
        var address = new Uri(url);
        if (address.Scheme != Uri.UriSchemeHttps && !_hosts.Allows(WebhookUrl.Host(url), address.Port))
            return WebhookResult.Final("The address must begin with https: http is for allowed private hosts only.");
        using var request = Request(callId, address, Encoding.UTF8.GetBytes(body), secrets);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            return Judge(response);
        }
        catch (Exception error) when (Refusal(error) is { } refusal)
        {
            return WebhookResult.Final(refusal.Message);
        }
        catch (HttpRequestException error)
        {
            return WebhookResult.Later(Explain(error.HttpRequestError));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WebhookResult.Later(
                string.Create(CultureInfo.InvariantCulture, $"No answer within {Limit.TotalSeconds} s.")
            );
        }
    }

    private HttpRequestMessage Request(Guid callId, Uri address, byte[] body, IReadOnlyList<string> secrets)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Add("User-Agent", "LiveOps");
        request.Headers.Add(CallIdHeader, callId.ToString());
        if (secrets.Count > 0)
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secrets, _clock.GetUtcNow(), body));
        return request;
    }

    private WebhookResult Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var result = new WebhookResult { StatusCode = status };
        return status switch
        {
            >= 200 and < 300 => result,
            >= 300 and < 400 => result with
            {
                Reason = $"Answered {status}: redirects are not followed; name the address that it leads to.",
            },
            408 or 425 or 429 or >= 500 => result with
            {
                Reason = $"Answered {status}.",
                MayRetry = true,
                RetryAfter = response.Headers.RetryAfter switch
                {
                    { Delta: { } wait } => wait,
                    { Date: { } until } => until - _clock.GetUtcNow(),
                    _ => null,
                },
            },
            _ => result with { Reason = $"Answered {status}." },
        };
    }

    /// <summary>In our own words: those of the library tell more of the operator's network than a customer may know.</summary>
    private static string Explain(HttpRequestError error) =>
        error switch
        {
            HttpRequestError.NameResolutionError => "The host's name leads nowhere.",
            HttpRequestError.ConnectionError => "The host cannot be reached.",
            HttpRequestError.SecureConnectionError => "The host's certificate is not valid, or it speaks no TLS.",
            HttpRequestError.InvalidResponse => "The answer is no HTTP.",
            _ => "The connection broke before there was an answer.",
        };

    private static WebhookRefusedException? Refusal(Exception? error)
    {
        while (error is not null and not WebhookRefusedException)
            error = error.InnerException;
        return error as WebhookRefusedException;
    }
}
