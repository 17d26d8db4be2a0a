using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Ingestion;
using LiveOps.IntegrationTests.Rules;
using LiveOps.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Every service that the Console passes requests on to, with the Console before them: as an installation runs.</summary>
internal sealed class EdgeSystem : IAsyncDisposable
{
    /// <summary>The handle of the one account of <see cref="ConsoleHost.Workspace"/>.</summary>
    public const string Handle = "edge.account";
    public static readonly Guid Account = Guid.Parse("5a000000-0000-7000-8000-0000000000a1");

    private readonly string _folder;

    private EdgeSystem(
        ConsoleHost console,
        AnalyticsHost analytics,
        RulesHost rules,
        WebApplication ingestion,
        WebApplication rehearsal,
        string folder
    ) =>
        (Console, Analytics, Rules, Ingestion, Rehearsal, _folder) = (
            console,
            analytics,
            rules,
            ingestion,
            rehearsal,
            folder
        );

    public ConsoleHost Console { get; }
    public AnalyticsHost Analytics { get; }
    public RulesHost Rules { get; }
    public WebApplication Ingestion { get; }
    public WebApplication Rehearsal { get; }

    /// <param name="servers">The database, and the broker.</param>
    /// <param name="settings">More of the Console's settings.</param>
    /// <param name="virtualHost">A broker of one's own; null: one of <paramref name="servers"/>.</param>
    public static async Task<EdgeSystem> StartAsync(
        SharedServers servers,
        Dictionary<string, string?>? settings = null,
        string? virtualHost = null
    )
    {
        var broker = virtualHost ?? await servers.CreateVirtualHostAsync();
        var database = await AnalyticsHost.DatabaseAsync(servers);
        var folder = Directory.CreateTempSubdirectory("liveops-edge").FullName;
        var analytics = await AnalyticsHost.StartAsync(database, broker);
        var key = AnalyticsHost.PublicKeyOf(analytics.Key);
        var rules = await RulesHost.StartAsync(
            database,
            broker,
            new() { ["Auth:PublicKey"] = key, ["services:analytics:http:0"] = analytics.Url }
        );
        var rehearsal = await Hosts.RehearsalAsync();
        var ingestion = await Hosts.IngestionAsync(
            database,
            broker,
            rehearsal.Address(),
            folder,
            Handle,
            Account,
            new() { ["Auth:PublicKey"] = key, ["Ingestion:Seed:0:WorkspaceId"] = ConsoleHost.Workspace.ToString() }
        );
        using var anonymous = rules.AnonymousClient();
        var addresses = new Dictionary<string, string?>
        {
            ["services:rules:http:0"] = anonymous.BaseAddress!.ToString(),
            ["services:ingestion:http:0"] = ingestion.Address().ToString(),
        };
        foreach (var (name, value) in settings ?? [])
            addresses[name] = value;
        var console = await ConsoleHost.StartAsync(
            database,
            broker,
            rehearsal.Address().ToString(),
            analytics: analytics,
            settings: addresses
        );
        return new EdgeSystem(console, analytics, rules, ingestion, rehearsal, folder);
    }

    /// <summary>A client of a member who has not signed in over HTTP: sign-ins are slowed down.</summary>
    public HttpClient As(string role, Guid? workspace = null)
    {
        var token = Console
            .Services.GetRequiredService<TokenIssuer>()
            .Sign(
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["sub"] = Guid.NewGuid().ToString(),
                    ["name"] = $"the {role}",
                    [LiveOpsIdentity.WorkspaceClaim] = (workspace ?? ConsoleHost.Workspace).ToString(),
                    ["role"] = role,
                },
                TimeProvider.System.GetUtcNow().AddHours(1)
            );
        return With(token);
    }

    /// <summary>A client that sends this token or key.</summary>
    public HttpClient With(string token)
    {
        var client = Console.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The document, when all services have told of themselves: on a busy machine the first time takes long.</summary>
    public async Task<JsonObject> DocumentAsync()
    {
        using var client = Console.Client();
        for (var n = 0; ; n++)
        {
            var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
            if (
                n >= 20
                || !document["info"]!["description"]!.GetValue<string>().Contains("Away now", StringComparison.Ordinal)
            )
                return document;
            await Task.Delay(1_000);
        }
    }

    /// <summary>The operations of the document.</summary>
    public static IEnumerable<(string Method, string Path, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Key is "get" or "put" or "post" or "delete" or "patch"
        select (method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject());

    public async ValueTask DisposeAsync()
    {
        await Console.DisposeAsync();
        await Ingestion.StopAsync();
        await Ingestion.DisposeAsync();
        await Rehearsal.StopAsync();
        await Rehearsal.DisposeAsync();
        await Rules.DisposeAsync();
        await Analytics.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
