using System.Net;
using LiveOps.Console.PassingThrough;

namespace LiveOps.Console.Describing;

/// <summary>Asks other services about themselves; nobody's token goes along.</summary>
internal sealed class Services(IConfiguration configuration) : IDisposable
{
    /// <summary>How long a look at a service's health may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How long a service may take to write its document: the first time it does so slowly.</summary>
    public static readonly TimeSpan DocumentPatience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 16 * 1024 * 1024,
    };

    /// <summary>The services behind this origin that have an address.</summary>
    public IReadOnlyList<string> SetUp =>
        [.. PassingThroughModule.Services.Where(service => ServiceAddress.Read(configuration, service) is not null)];

    /// <summary>Status and text of an answer.</summary>
    /// <exception cref="HttpRequestException">The service is away, or not set up.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<(HttpStatusCode Status, string Text)> AskAsync(
        string service,
        string path,
        TimeSpan within,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(within);
        if (ServiceAddress.Read(configuration, service) is not { } address)
            throw new HttpRequestException($"services__{service}__http__0 is not set.");
        using var answer = await _client.GetAsync(new Uri(address, path), patience.Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(patience.Token));
    }

    public void Dispose() => _client.Dispose();
}
