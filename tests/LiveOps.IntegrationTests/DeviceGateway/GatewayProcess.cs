using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Servers;
using MassTransit;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>The gateway as it runs on a studio's PC: a process of its own that can be killed and started again.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    public static readonly Guid Workspace = Guid.Parse("22222222-2222-2222-2222-222222222222");
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-gateway-").FullName;
    private readonly string _url = $"http://127.0.0.1:{ServerProcess.FreePorts(1)[0]}";
    private readonly string[] _ports;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly IBusControl _bus;
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<DeviceCommandCompleted> _completed = new();
    private ServerProcess? _process;

    private GatewayProcess(string rabbit, IReadOnlyDictionary<string, string> settings, string[] ports)
    {
        Broker = new CuttableLine(rabbit);
        _settings = settings;
        _ports = ports;
        _http = new HttpClient { BaseAddress = new Uri(_url) };
        _bus = Bus.Factory.CreateUsingRabbitMq(configure =>
        {
            configure.Host(new Uri(rabbit));
            configure.ConfigureJsonSerializerOptions(json =>
            {
                json.Converters.Add(new JsonStringEnumConverter());
                return json;
            });
            configure.Message<DeviceCommandCompleted>(m => m.SetEntityName("device-command-completed"));
            configure.Message<EmergencyStop>(m => m.SetEntityName("emergency-stop"));
            configure.Message<ResetEmergencyStop>(m => m.SetEntityName("reset-emergency-stop"));
            configure.Message<ResetScopedEmergencyStop>(m => m.SetEntityName("reset-scoped-emergency-stop"));
            configure.ReceiveEndpoint(
                "test-results",
                endpoint =>
                    endpoint.Handler<DeviceCommandCompleted>(context =>
                    {
                        _completed.Enqueue(context.Message);
                        return Task.CompletedTask;
                    })
            );
        });
    }

    public IBus BusToIt => _bus;

    /// <summary>The gateway's own way to the broker.</summary>
    public CuttableLine Broker { get; }
    public IReadOnlyCollection<DeviceCommandCompleted> Completed => _completed;
    public HttpClient Http => _http;

    /// <summary>The end of what the process printed.</summary>
    public string? Output => _process?.Output;

    public static Task<GatewayProcess> StartAsync(SharedServers servers, params string[] ports) =>
        StartAsync(servers, new Dictionary<string, string>(StringComparer.Ordinal), ports);

    /// <param name="servers">The broker.</param>
    /// <param name="settings">More of its environment.</param>
    /// <param name="ports">Its serial ports.</param>
    public static async Task<GatewayProcess> StartAsync(
        SharedServers servers,
        IReadOnlyDictionary<string, string> settings,
        params string[] ports
    )
    {
        var gateway = new GatewayProcess(await servers.CreateVirtualHostAsync(), settings, ports);
        await gateway._bus.StartAsync(TimeSpan.FromSeconds(30));
        await gateway.StartAsync();
        return gateway;
    }

    /// <summary>Starts the process; without a broker it lives but is never ready.</summary>
    public async Task StartAsync(string readyPath = "/health/ready")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var environment = new Dictionary<string, string>
        {
            ["Gateway__Id"] = "pc1",
            ["Gateway__WorkspaceId"] = Workspace.ToString(),
            ["Gateway__DataFolder"] = Path.Combine(_folder, "data"),
            ["Gateway__Discover"] = "false",
            // The machine of the tests is busy: a late answer must not look like a dead board.
            ["Gateway__AckTimeoutMs"] = "1000",
            ["ConnectionStrings__rabbit"] = Broker.ConnectionString,
            ["Auth__PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            ["ASPNETCORE_URLS"] = _url,
        };
        for (var n = 0; n < _ports.Length; n++)
            environment[$"Gateway__Ports__{n}"] = _ports[n];
        foreach (var (name, value) in _settings)
            environment[name] = value;
        // The project's own output: its runtime configuration lies beside it.
        var output = AppContext.BaseDirectory.Replace("LiveOps.IntegrationTests", "LiveOps.DeviceGateway");
        _process = ServerProcess.Start(
            _folder,
            null,
            environment,
            "dotnet",
            Path.Combine(output, "LiveOps.DeviceGateway.dll")
        );
        await EventuallyAsync(
            async () =>
            {
                if (_process.HasExited)
                    throw new InvalidOperationException(_process.Output);
                try
                {
                    return (await _http.GetAsync(readyPath)).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the gateway to be ready"
        );
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
            await _process.KillAsync();
        _process = null;
    }

    /// <summary>The ids of all commands on the gateway's books.</summary>
    public async Task<IReadOnlySet<Guid>> ReadJournalAsync()
    {
        var ids = new HashSet<Guid>();
        foreach (var path in Directory.GetFiles(Path.Combine(_folder, "data"), "commands-*.journal"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            foreach (var line in (await reader.ReadToEndAsync()).Split('\n'))
                // Eight digits of checksum and a blank; the last line may still be written.
                if (line.EndsWith('}'))
                    ids.Add(JsonDocument.Parse(line[9..]).RootElement.GetProperty("Id").GetGuid());
        }
        return ids;
    }

    public async Task<GatewayStatus> StatusAsync() =>
        (await _http.GetFromJsonAsync<GatewayStatus>("/api/gateway/status", Json))!;

    public async Task<BoardStatus> WaitForAsync(string port, BoardState state)
    {
        BoardStatus? board = null;
        await EventuallyAsync(
            async () =>
            {
                if (_process is { HasExited: true })
                    throw new InvalidOperationException($"The gateway has ended: {_process.Output}");
                board = (await StatusAsync()).Boards.FirstOrDefault(one => one.Port == port);
                return board?.State == state;
            },
            $"{port} to be {state}",
            () => board?.ToString()
        );
        return board!;
    }

    public DeviceCommand Command(
        string board,
        string device = "LED1",
        string action = "ON",
        int ms = 20,
        int ttlMs = 60_000
    )
    {
        var now = DateTimeOffset.UtcNow;
        return new DeviceCommand
        {
            CommandId = Guid.NewGuid(),
            WorkspaceId = Workspace,
            BoardId = board,
            DeviceId = device,
            Action = action,
            DurationMs = ms,
            IssuedAt = now,
            ExpiresAt = now.AddMilliseconds(ttlMs),
        };
    }

    public async Task SendAsync(params DeviceCommand[] commands)
    {
        var endpoint = await _bus.GetSendEndpoint(new Uri("exchange:gateway.pc1"));
        foreach (var command in commands)
            await endpoint.Send(command);
    }

    /// <summary>Presses the emergency stop of one part, as the Console does.</summary>
    public Task StopAsync(EmergencyStopScope scope) =>
        _bus.Publish(
            new EmergencyStop
            {
                WorkspaceId = Workspace,
                StopId = Guid.NewGuid(),
                RequestedBy = "Ada",
                RequestedAt = DateTimeOffset.UtcNow,
                Scope = scope,
            }
        );

    /// <summary>Resets it.</summary>
    public Task ResetAsync(EmergencyStopScope scope) =>
        _bus.Publish(
            new ResetScopedEmergencyStop
            {
                WorkspaceId = Workspace,
                Scope = scope,
                RequestedBy = "Ada",
                RequestedAt = DateTimeOffset.UtcNow,
            }
        );

    public async Task<DeviceCommandCompleted> ResultAsync(DeviceCommand command)
    {
        await EventuallyAsync(
            () => Task.FromResult(_completed.Any(result => result.CommandId == command.CommandId)),
            $"the result of {command.Action} on {command.DeviceId}",
            () => _process?.Output
        );
        return _completed.First(result => result.CommandId == command.CommandId);
    }

    public static async Task EventuallyAsync(Func<Task<bool>> happened, string what, Func<string?>? seen = null)
    {
        var deadline = Environment.TickCount64 + 60_000;
        while (!await happened())
        {
            if (Environment.TickCount64 > deadline)
                throw new TimeoutException($"Waited a minute for {what}. Seen: {seen?.Invoke()}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _bus.StopAsync();
        await Broker.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
