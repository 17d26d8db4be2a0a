using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Serialization;
using LiveOps.Hosting.Bus;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace LiveOps.Console.Gateways;

/// <summary>
/// The broker's management API (RabbitMQ 3.10 and later): users, permissions, connections, queues. Every call is
/// repeatable: what is there already is made again, what is gone is no error.
/// </summary>
internal sealed class BrokerManagement : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private readonly HttpClient? _http;
    private readonly string _virtualHost;

    public BrokerManagement(IOptions<GatewaysOptions> options, IConfiguration configuration)
    {
        var broker = new ConnectionFactory { Uri = LiveOpsBus.AddressOf(configuration) };
        _virtualHost = Uri.EscapeDataString(broker.VirtualHost);
        var seen = new ConnectionFactory
        {
            Uri = options.Value.BrokerUrl is { Length: > 0 } given
                ? new Uri(given)
                : LiveOpsBus.AddressOf(configuration),
        };
        Broker = new UriBuilder("amqp", seen.HostName, seen.Port < 0 ? 5672 : seen.Port)
        {
            Path = broker.VirtualHost == "/" ? "/" : $"/{_virtualHost}",
        }.Uri;
        if (options.Value.ManagementUrl is not { Length: > 0 } management)
            return;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = _patience })
        {
            BaseAddress = new Uri($"{management.TrimEnd('/')}/api/"),
            Timeout = _patience,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{broker.UserName}:{broker.Password}"))
        );
    }

    /// <summary>False where no management is configured: gateways cannot be enrolled.</summary>
    public bool IsSet => _http is not null;

    /// <summary>The virtual host of this installation, as it stands in paths.</summary>
    public string VirtualHost => _virtualHost;

    /// <summary>The broker as gateways reach it, without a name and a password.</summary>
    public Uri Broker { get; }

    public Task PutUserAsync(string user, string passwordHash, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Put,
            $"users/{Uri.EscapeDataString(user)}",
            new BrokerUser(user, passwordHash, BrokerPassword.Algorithm) { Tags = "" },
            cancellationToken
        );

    public Task PutPermissionsAsync(string user, BrokerPermissions permissions, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Put,
            $"permissions/{_virtualHost}/{Uri.EscapeDataString(user)}",
            permissions,
            cancellationToken
        );

    /// <summary>Takes the user away; the broker closes what it has open.</summary>
    public Task DeleteUserAsync(string user, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"users/{Uri.EscapeDataString(user)}", null, cancellationToken);

    public async Task CloseConnectionsAsync(string user, CancellationToken cancellationToken)
    {
        foreach (var connection in await ReadAsync<BrokerConnection>("connections", cancellationToken))
            if (connection.User == user)
                await SendAsync(
                    HttpMethod.Delete,
                    $"connections/{Uri.EscapeDataString(connection.Name)}",
                    null,
                    cancellationToken
                );
    }

    public Task DeleteQueueAsync(string queue, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"queues/{_virtualHost}/{Uri.EscapeDataString(queue)}", null, cancellationToken);

    public Task DeleteExchangeAsync(string exchange, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Delete,
            $"exchanges/{_virtualHost}/{Uri.EscapeDataString(exchange)}",
            null,
            cancellationToken
        );

    public async Task<bool> HasQueueAsync(string queue, CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync(
            $"queues/{_virtualHost}/{Uri.EscapeDataString(queue)}",
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return false;
        answer.EnsureSuccessStatusCode();
        return true;
    }

    public Task<IReadOnlyList<BrokerUser>> ReadUsersAsync(CancellationToken cancellationToken) =>
        ReadAsync<BrokerUser>("users?columns=name,password_hash,hashing_algorithm", cancellationToken);

    /// <summary>Permissions in the virtual host of this installation.</summary>
    public async Task<IReadOnlyDictionary<string, BrokerPermissions>> ReadPermissionsAsync(
        CancellationToken cancellationToken
    ) =>
        (await ReadAsync<BrokerGrant>($"vhosts/{_virtualHost}/permissions", cancellationToken)).ToDictionary(
            grant => grant.User,
            grant => new BrokerPermissions(grant.Configure, grant.Write, grant.Read),
            StringComparer.Ordinal
        );

    /// <summary>Whether an error means that the management did not do what it was asked.</summary>
    public static bool IsAway(Exception error) => error is HttpRequestException or OperationCanceledException;

    public void Dispose() => _http?.Dispose();

    private HttpClient Http =>
        _http ?? throw new InvalidOperationException("Gateways:ManagementUrl is not set: ask IsSet first.");

    /// <summary>A list of the management, by its path within <c>/api/</c>.</summary>
    /// <exception cref="HttpRequestException">The management is away, or refuses.</exception>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string path, CancellationToken cancellationToken) =>
        await Http.GetFromJsonAsync<List<T>>(path, cancellationToken) ?? [];

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType());
        using var answer = await Http.SendAsync(request, cancellationToken);
        if (method == HttpMethod.Delete && answer.StatusCode == HttpStatusCode.NotFound)
            return;
        answer.EnsureSuccessStatusCode();
    }

    private sealed record BrokerConnection(string Name, string? User);

    private sealed record BrokerGrant(string User, string Configure, string Write, string Read);
}

/// <summary>A user as the management API tells and takes it.</summary>
internal sealed record BrokerUser(
    string Name,
    [property: JsonPropertyName("password_hash")] string? PasswordHash,
    [property: JsonPropertyName("hashing_algorithm")] string? HashingAlgorithm
)
{
    /// <summary>Empty: no rights in the management itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tags { get; init; }
}
