using System.Net;

namespace LiveOps.Ingestion.Connecting;

/// <summary>HTTP to TikTok and the sign service: bounded in time and size, errors in words.</summary>
internal sealed class TikTokHttp : IDisposable
{
    private const long LargestReply = 16 * 1024 * 1024;

    // Cookies belong to an account's connection, not to the process.
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = true,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LargestReply,
    };

    /// <exception cref="ConnectionFailure">No answer within the time-out.</exception>
    public async Task<(HttpResponseMessage Response, byte[] Body)> SendAsync(
        HttpRequestMessage request,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        string host = request.RequestUri?.Authority ?? "?";
        try
        {
            HttpResponseMessage response = await _client.SendAsync(request, patience.Token);
            return (response, await response.Content.ReadAsByteArrayAsync(patience.Token));
        }
        catch (HttpRequestException error)
        {
            throw new ConnectionFailure($"{host} does not answer: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionFailure($"{host} does not answer within {timeout.TotalSeconds} s.", error);
        }
    }

    public void Dispose() => _client.Dispose();
}
