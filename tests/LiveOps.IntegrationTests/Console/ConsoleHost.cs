using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using LiveOps.Console;
using LiveOps.Console.ApiKeys;
using LiveOps.Console.PassingThrough;
using LiveOps.Console.ServingPages;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting;
using LiveOps.Hosting.Database;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Hosting;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The Console as it runs, in this process, on a free port, with real servers behind it.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    public const string Password = "a one-time password";
    public static readonly Guid Workspace = Guid.Parse("5a000000-0000-7000-8000-000000000001");
    private static readonly string _secretsKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly WebApplication _app;

    private ConsoleHost(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<ConsoleHost> StartAsync(
        string database,
        string broker,
        string? rehearsal = null,
        string? management = null,
        AnalyticsHost? analytics = null,
        ECDsa? key = null,
        Dictionary<string, string?>? settings = null
    )
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        key ??= analytics?.Key ?? own;
        var options = Pages.Host([]);
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Production", WebRootPath = options.WebRootPath }
        );
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:liveops"] = database,
                ["ConnectionStrings:rabbit"] = broker,
                ["Auth:PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                ["Auth:PrivateKey"] = Convert.ToBase64String(key.ExportPkcs8PrivateKey()),
                ["Secrets:Key"] = _secretsKey,
                ["Console:Seed:AdminUser"] = "admin",
                ["Console:Seed:AdminPassword"] = Password,
                ["Console:Seed:WorkspaceId"] = Workspace.ToString(),
                ["Console:Seed:WorkspaceName"] = "Studio One",
                ["services:rehearsal:http:0"] = rehearsal,
                ["services:analytics:http:0"] = analytics?.Url,
                ["Gateways:ManagementUrl"] = management,
                ["urls"] = "http://127.0.0.1:0",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddLiveOpsDefaults("console");
        builder.AddLiveOpsDatabase("console", typeof(ConsoleModule).Assembly);
        builder.AddConsole();
        builder.Logging.LogToTest();
        var app = builder.Build();
        app.UsePages();
        app.UseApiKeys();
        app.MapLiveOpsDefaults(authenticated: app.UseRateLimits);
        app.MapConsole();
        await app.StartAsync();
        // What is published before a queue is bound is nobody's.
        await app
            .Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60));
        return new ConsoleHost(app);
    }

    public HttpClient Client() => new() { BaseAddress = new Uri(Url) };

    /// <summary>A client that sends the token of a member.</summary>
    public async Task<HttpClient> SignedInAsync(string user, string password = Password)
    {
        var client = Client();
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { user, password });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()
        );
        return client;
    }

    /// <summary>A new member of a workspace, signed in with <see cref="Password"/>.</summary>
    public async Task<HttpClient> MemberAsync(string name, string role, Guid workspace)
    {
        await Services
            .GetRequiredService<MemberStore>()
            .SeedAsync(
                new Member
                {
                    UserId = Guid.NewGuid(),
                    Name = name,
                    PasswordHash = Services.GetRequiredService<Passwords>().Hash(Password),
                    SecurityStamp = "S",
                    MustChangePassword = false,
                    WorkspaceId = workspace,
                    WorkspaceName = name,
                    Role = role,
                },
                CancellationToken.None
            );
        return await SignedInAsync(name);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
