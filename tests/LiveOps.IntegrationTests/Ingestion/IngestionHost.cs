using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using LiveOps.Contracts.Auditing;
using LiveOps.Contracts.Ingestion;
using LiveOps.EventFeed;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Database;
using LiveOps.Ingestion;
using LiveOps.IntegrationTests.Hosting;
using LiveOps.IntegrationTests.Rules;
using LiveOps.Rehearsal;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LiveOps.IntegrationTests.Ingestion;

/// <summary>Hosts of this process, each on a free port.</summary>
internal static class Hosts
{
    public static readonly Guid Workspace = Guid.NewGuid();

    private static readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static Uri Address(this WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The stand-in for TikTok, as it runs.</summary>
    public static async Task<WebApplication> RehearsalAsync(Dictionary<string, string?>? settings = null)
    {
        WebApplicationBuilder builder = New(settings ?? []);
        builder.AddLiveOpsDefaults("rehearsal", authenticate: false);
        builder.Logging.LogToTest();
        builder.AddRehearsal();
        WebApplication app = builder.Build();
        app.MapLiveOpsDefaults();
        app.MapRehearsal();
        await app.StartAsync();
        return app;
    }

    /// <summary>Ingestion as it runs, with one account that is seeded.</summary>
    public static async Task<WebApplication> IngestionAsync(
        string database,
        string broker,
        Uri tiktok,
        string folder,
        string handle,
        Guid account,
        Dictionary<string, string?>? more = null
    )
    {
        Dictionary<string, string?> settings = IngestionSettings(database, broker, tiktok, folder);
        settings["Ingestion:Seed:0:Handle"] = handle;
        settings["Ingestion:Seed:0:WorkspaceId"] = Workspace.ToString();
        settings["Ingestion:Seed:0:AccountId"] = account.ToString();
        foreach ((string key, string? value) in more ?? [])
        {
            settings[key] = value;
        }
        WebApplicationBuilder builder = New(settings);
        builder.AddLiveOpsDefaults("ingestion");
        builder.Logging.LogToTest();
        builder.AddLiveOpsDatabase("ingestion", typeof(IngestionModule).Assembly);
        builder.AddLiveOpsBus();
        builder.AddIngestion();
        WebApplication app = builder.Build();
        app.MapLiveOpsDefaults();
        app.MapIngestion();
        await app.StartAsync();
        return app;
    }

    /// <summary>The event feed as it runs.</summary>
    /// <param name="broker">Address of the broker; null for none.</param>
    /// <param name="settings">Section EventFeed.</param>
    public static async Task<WebApplication> EventFeedAsync(string? broker, Dictionary<string, string?> settings)
    {
        WebApplicationBuilder builder = New(
            settings.ToDictionary(one => $"EventFeed:{one.Key}", one => one.Value, StringComparer.Ordinal)
        );
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:rabbit", broker),
            new("Auth:PublicKey", Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo())),
        ]);
        builder.AddLiveOpsDefaults("event-feed");
        builder.AddEventFeed();
        WebApplication app = builder.Build();
        app.MapLiveOpsDefaults();
        await app.StartAsync();
        return app;
    }

    /// <summary>What Ingestion needs to watch rooms of the stand-in, in a hurry.</summary>
    public static Dictionary<string, string?> IngestionSettings(
        string database,
        string broker,
        Uri tiktok,
        string folder
    ) =>
        new()
        {
            ["ConnectionStrings:liveops"] = database,
            ["ConnectionStrings:rabbit"] = broker,
            ["Auth:PublicKey"] = Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo()),
            ["TikTok:WebUrl"] = tiktok.ToString(),
            ["TikTok:WebcastUrl"] = tiktok.ToString(),
            ["TikTok:SignUrl"] = tiktok.ToString(),
            ["TikTok:ProbeSeconds"] = "0.5",
            ["TikTok:StallSeconds"] = "3",
            ["TikTok:SignsPerMinute"] = "1000",
            ["TikTok:SignBurst"] = "100",
            ["Ingestion:DataFolder"] = folder,
        };

    /// <summary>Takes everything that Ingestion publishes, in order.</summary>
    public static async Task<(WebApplication App, Books Books)> ListenerAsync(string broker)
    {
        var books = new Books();
        WebApplicationBuilder builder = New(new() { ["ConnectionStrings:rabbit"] = broker });
        builder.AddLiveOpsDefaults("listener", authenticate: false);
        builder.Logging.LogToTest();
        builder.AddLiveOpsBus(
            null,
            (_, rabbit) =>
                rabbit.TransientEndpoint(
                    "test.live-events",
                    endpoint =>
                    {
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.Handler<LiveEvents>(context => books.TakeAsync(context.Message));
                        endpoint.Handler<AccountConnectionChanged>(context =>
                        {
                            books.States.Enqueue(context.Message);
                            return Task.CompletedTask;
                        });
                        endpoint.Handler<RecordChange>(context =>
                        {
                            books.Changes.Enqueue(context.Message);
                            return Task.CompletedTask;
                        });
                    }
                )
        );
        WebApplication app = builder.Build();
        await app.StartAsync();
        // What is told before its queue is bound is told to nobody.
        await Eventually.HoldsAsync(
            () => app.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy,
            "the listener is on the bus"
        );
        return (app, books);
    }

    public static HttpClient Client(WebApplication app, Guid? workspace = null, string role = "Manager") =>
        Client(app.Address(), workspace, role);

    public static HttpClient Client(Uri address, Guid? workspace = null, string role = "Manager")
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Token(workspace ?? Workspace, role)
        );
        return client;
    }

    private static WebApplicationBuilder New(Dictionary<string, string?> settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Production" }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0")]);
        return builder;
    }

    private static string Token(Guid workspace, string role) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = "liveops",
                Audience = "liveops",
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
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

/// <summary>A consumer that applies each event once, by its key, as every consumer with a lasting effect does.</summary>
internal sealed class Books
{
    private readonly HashSet<(long, long, LiveEventKind)> _applied = [];
    private readonly Lock _lock = new();
    private readonly List<LiveEvent> _events = [];
    private readonly List<long> _sequences = [];
    private readonly ConcurrentDictionary<Guid, Books> _accounts = [];
    private long _lastSequence;

    public ConcurrentQueue<AccountConnectionChanged> States { get; } = new();

    /// <summary>What is told to the audit log.</summary>
    public ConcurrentQueue<RecordChange> Changes { get; } = new();

    public int OutOfOrder { get; private set; }

    /// <summary>Sequences of the messages that brought something new, as they came.</summary>
    public List<long> Sequences
    {
        get
        {
            lock (_lock)
            {
                return [.. _sequences];
            }
        }
    }

    public List<LiveEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public long Coins =>
        Events.Where(one => one.Kind == LiveEventKind.Gift).Sum(one => (long)one.Gift!.Credited * one.Gift.Coins);

    /// <summary>Every room that something came from.</summary>
    public IReadOnlySet<long> Rooms
    {
        get
        {
            lock (_lock)
            {
                return _applied.Select(one => one.Item1).ToHashSet();
            }
        }
    }

    public int Count(LiveEventKind kind) => Events.Count(one => one.Kind == kind);

    /// <summary>The part of one account.</summary>
    public Books Of(Guid account) => _accounts.GetOrAdd(account, static _ => new Books());

    public Task TakeAsync(LiveEvents message)
    {
        Apply(message);
        Of(message.AccountId).Apply(message);
        return Task.CompletedTask;
    }

    private void Apply(LiveEvents message)
    {
        lock (_lock)
        {
            int before = _events.Count;
            foreach (LiveEvent one in message.Events)
            {
                if (_applied.Add((message.RoomId, one.MessageId, one.Kind)))
                {
                    _events.Add(one);
                    OutOfOrder += message.Sequence < _lastSequence ? 1 : 0;
                }
            }
            _lastSequence = message.Sequence;
            if (_events.Count > before)
            {
                _sequences.Add(message.Sequence);
            }
        }
    }
}
