using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.AppHost;
using LiveOps.Benchmarks.Running;
using LiveOps.Contracts.DeviceGateway;
using MassTransit;

namespace LiveOps.Benchmarks.Devices;

/// <summary>Sends device commands to the measured system's gateway, past the rules, and collects their ends.</summary>
internal sealed class GatewayLoad : IAsyncDisposable
{
    /// <summary>Devices of a fresh board that are simply on or off: each has a lane of its own.</summary>
    private static readonly (string Device, string Action)[] _devices =
    [
        ("LED1", "ON"),
        ("RELAY1", "ON"),
        ("BUZ1", "BEEP"),
    ];
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
    private readonly MeasuredSystem _system;
    private readonly IBusControl _bus;
    private readonly ConcurrentDictionary<Guid, DeviceCommandCompleted> _ends = new();

    private GatewayLoad(MeasuredSystem system)
    {
        _system = system;
        _bus = Bus.Factory.CreateUsingRabbitMq(configure =>
        {
            configure.Host(system.Broker);
            configure.ConfigureJsonSerializerOptions(json =>
            {
                json.Converters.Add(new JsonStringEnumConverter());
                return json;
            });
            configure.Message<DeviceCommandCompleted>(message => message.SetEntityName("device-command-completed"));
            configure.ReceiveEndpoint(
                "bench-results",
                endpoint =>
                {
                    endpoint.PrefetchCount = 500;
                    endpoint.Handler<DeviceCommandCompleted>(context =>
                    {
                        _ends[context.Message.CommandId] = context.Message;
                        return Task.CompletedTask;
                    });
                }
            );
        });
    }

    public IReadOnlyList<string> Boards { get; private set; } = [];

    public static async Task<GatewayLoad> StartAsync(
        MeasuredSystem system,
        int boards,
        CancellationToken cancellationToken
    )
    {
        var load = new GatewayLoad(system);
        await load._bus.StartAsync(cancellationToken);
        await system.UntilAsync(
            async token =>
            {
                var status = await load.StatusAsync(token);
                load.Boards =
                [
                    .. status.Boards.Where(board => board.State == BoardState.Ready).Select(board => board.BoardId),
                ];
                return load.Boards.Count == boards;
            },
            $"{boards} boards are ready",
            120,
            cancellationToken
        );
        return load;
    }

    public async Task<GatewayStatus> StatusAsync(CancellationToken cancellationToken) =>
        (
            await _system.Http.GetFromJsonAsync<GatewayStatus>(
                $"{_system.GatewayUrl}/api/gateway/status",
                _json,
                cancellationToken
            )
        )!;

    /// <summary>Whether the gateway has its broker.</summary>
    public async Task<bool> HasBrokerAsync(CancellationToken cancellationToken) =>
        (await _system.Http.GetFromJsonAsync<JsonElement>($"{_system.GatewayUrl}/api/gateway/local", cancellationToken))
            .GetProperty("brokerConnected")
            .GetBoolean();

    /// <summary>One command for each of the board's devices in turn.</summary>
    public DeviceCommand Command(string board, int n, int ms, string? device = null)
    {
        var (name, action) = device is null ? _devices[n % _devices.Length] : (device, "ON");
        var now = DateTimeOffset.UtcNow;
        return new DeviceCommand
        {
            CommandId = Guid.NewGuid(),
            WorkspaceId = Guid.Parse(Topology.WorkspaceId),
            BoardId = board,
            DeviceId = name,
            Action = action,
            DurationMs = ms,
            IssuedAt = now,
            ExpiresAt = now.AddMinutes(10),
        };
    }

    public async Task SendAsync(IEnumerable<DeviceCommand> commands, CancellationToken cancellationToken)
    {
        var endpoint = await _bus.GetSendEndpoint(new Uri($"exchange:gateway.{Topology.GatewayId}"));
        foreach (var some in commands.Chunk(200))
            await Task.WhenAll(some.Select(command => endpoint.Send(command, cancellationToken)));
    }

    /// <summary>The ends of these commands, all of them; told once.</summary>
    public async Task<IReadOnlyList<DeviceCommandCompleted>> EndsAsync(
        IReadOnlyList<DeviceCommand> commands,
        CancellationToken cancellationToken
    )
    {
        await _system.UntilAsync(
            _ => Task.FromResult(commands.All(command => _ends.ContainsKey(command.CommandId))),
            $"{commands.Count} results",
            300,
            cancellationToken
        );
        return
        [
            .. commands.Select(command =>
                _ends.TryRemove(command.CommandId, out var end)
                    ? end
                    : throw new InvalidOperationException("An end was asked for twice.")
            ),
        ];
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync();
}
