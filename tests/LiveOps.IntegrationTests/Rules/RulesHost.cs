using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Database;
using LiveOps.IntegrationTests.Hosting;
using LiveOps.Rules;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>The Rules service as it runs, in this process, on a free port, with real servers behind it.</summary>
internal sealed class RulesHost : IAsyncDisposable
{
    // One per host: the token library caches what verifies a key for the whole process, and a host disposes of its own.
    private readonly ECDsa _key;
    private readonly WebApplication _app;

    /// <summary>What all replicas of this run encrypt secrets with.</summary>
    public static readonly string SecretsKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private RulesHost(WebApplication app, ECDsa key) => (_app, _key) = (app, key);

    public IServiceProvider Services => _app.Services;

    public static async Task<RulesHost> StartAsync(
        string database,
        string broker,
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? change = null
    )
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:liveops"] = database,
                ["ConnectionStrings:rabbit"] = broker,
                ["Auth:PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                // The same for every replica of a test.
                ["Secrets:Key"] = SecretsKey,
                ["urls"] = "http://127.0.0.1:0",
            }
        );
        if (settings is not null)
            builder.Configuration.AddInMemoryCollection(settings);
        builder.AddLiveOpsDefaults("rules");
        builder.AddLiveOpsDatabase("rules", typeof(RulesModule).Assembly);
        builder.AddRules();
        builder.Logging.LogToTest();
        change?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapLiveOpsDefaults();
        app.MapRules();
        await app.StartAsync();
        // A bus that is stopped while it still starts may leave a consumer behind that takes the messages of others.
        await Eventually.HoldsAsync(
            () => app.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy,
            "the rules are on the bus"
        );
        return new RulesHost(app, key);
    }

    /// <summary>A client that is signed in to a workspace.</summary>
    public HttpClient Client(Guid workspace, string role = "Manager")
    {
        var client = AnonymousClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(workspace, role));
        return client;
    }

    public HttpClient AnonymousClient() =>
        new()
        {
            BaseAddress = new Uri(
                _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            ),
        };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private string Token(Guid workspace, string role) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = "liveops",
                Audience = "liveops",
                Expires = DateTimeOffset.UtcNow.UtcDateTime.AddHours(1),
                Subject = new ClaimsIdentity([
                    new Claim("sub", Guid.NewGuid().ToString()),
                    new Claim("name", "Ada"),
                    new Claim("ws", workspace.ToString()),
                    new Claim("role", role),
                ]),
                SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(_key), SecurityAlgorithms.EcdsaSha256),
            }
        );
}

/// <summary>The other services of the bus: an Ingestion that publishes, a gateway that takes commands.</summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Neighbours(WebApplication app, Received received) => (_app, Received) = (app, received);

    public Received Received { get; }
    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    public static async Task<Neighbours> StartAsync(string broker, string gateway = "pc1")
    {
        var received = new Received();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:rabbit"] = broker, ["urls"] = "http://127.0.0.1:0" }
        );
        builder.AddLiveOpsDefaults("neighbours", authenticate: false);
        builder.Logging.LogToTest();
        builder.AddLiveOpsBus(
            null,
            (_, rabbit) =>
            {
                rabbit.CommandEndpoint(
                    $"gateway.{gateway}",
                    endpoint =>
                    {
                        // As the gateway takes them: one after another, in the queue's order.
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.Handler<DeviceCommand>(context =>
                        {
                            received.Commands.Enqueue((context.Message, DateTimeOffset.UtcNow));
                            return Task.CompletedTask;
                        });
                    }
                );
                rabbit.TransientEndpoint(
                    "test.decisions",
                    endpoint =>
                        endpoint.Handler<RulesDecided>(context =>
                        {
                            received.Decisions.Enqueue(context.Message);
                            return Task.CompletedTask;
                        })
                );
                rabbit.TransientEndpoint(
                    "test.completions",
                    endpoint =>
                        endpoint.Handler<DeviceCommandCompleted>(context =>
                        {
                            received.Completions.Enqueue(context.Message);
                            return Task.CompletedTask;
                        })
                );
            }
        );
        var app = builder.Build();
        await app.StartAsync();
        var neighbours = new Neighbours(app, received);
        await Eventually.HoldsAsync(
            () => app.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy,
            "the neighbours are on the bus"
        );
        return neighbours;
    }

    public Task PublishAsync(LiveEvents events) =>
        Bus.Publish(events, context => context.SetRoutingKey(AccountBucket.Of(events.AccountId)));

    public Task PublishStatusAsync(
        Guid workspace,
        string gateway = "pc1",
        string board = "AB12CD34",
        bool stopped = false
    ) =>
        Bus.Publish(
            new GatewayStatus
            {
                WorkspaceId = workspace,
                GatewayId = gateway,
                At = DateTimeOffset.UtcNow,
                EmergencyStopped = stopped,
                Boards =
                [
                    new BoardStatus
                    {
                        BoardId = board,
                        Port = "/dev/ttyUSB0",
                        State = stopped ? BoardState.EmergencyStopped : BoardState.Ready,
                    },
                ],
            }
        );

    /// <summary>Off the bus, as when the PC is switched off.</summary>
    public Task LeaveAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>What came over the bus.</summary>
internal sealed class Received
{
    public ConcurrentQueue<(DeviceCommand Command, DateTimeOffset At)> Commands { get; } = new();
    public ConcurrentQueue<RulesDecided> Decisions { get; } = new();
    public ConcurrentQueue<DeviceCommandCompleted> Completions { get; } = new();
}

internal static class Eventually
{
    public static Task HoldsAsync(Func<bool> condition, string what, int seconds = 120) =>
        HoldsAsync(() => Task.FromResult(condition()), what, seconds);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, int seconds = 120)
    {
        for (var n = 0; n < seconds * 50; n++)
        {
            if (await condition())
                return;
            await Task.Delay(20);
        }
        throw new TimeoutException($"Not within {seconds} s: {what}.");
    }
}
