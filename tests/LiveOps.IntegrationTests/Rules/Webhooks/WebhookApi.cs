using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;
using LiveOps.Rules.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveOps.IntegrationTests.Rules.Webhooks;

/// <summary>The rules with a receiver of their calls, a manager at the API, and what people do with webhooks.</summary>
public abstract class WebhookApi(SharedServers servers) : IAsyncLifetime
{
    private protected const string Webhooks = "/api/rules/webhooks";

    private protected SharedServers Servers { get; } = servers;
    private protected Guid Workspace { get; } = Guid.NewGuid();
    private protected EveryLine Log { get; } = new();
    private protected Receiver Receiver { get; private set; } = null!;
    private protected RulesHost Host { get; private set; } = null!;
    private protected HttpClient Manager { get; private set; } = null!;

    /// <summary>What the receiver answers.</summary>
    private protected int Status { get; set; } = 200;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.StatusCode = Status;
                return Task.CompletedTask;
            }
        );
        Host = await RulesHost.StartAsync(
            await Servers.CreateDatabaseAsync(),
            await Servers.CreateVirtualHostAsync(),
            Receiver.Allowed("127.0.0.1"),
            services =>
                services.AddLogging(logging => logging.AddProvider(Log).AddFilter<EveryLine>(null, LogLevel.Trace))
        );
        Manager = Host.Client(Workspace);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Manager.Dispose();
        await Host.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private protected async Task<string> RotateAsync()
    {
        var made = await Manager.PostAsync($"{Webhooks}/secret", null);
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        made.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var secret = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("secret").GetString()!;
        secret.ShouldMatch("^whsec_[A-Za-z0-9_-]{43}$");
        return secret;
    }

    private protected async Task<JsonElement> TestAsync(string url)
    {
        var answer = await Manager.PostAsJsonAsync($"{Webhooks}/test", new { url });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private protected async Task<JsonElement> JsonAsync(string path) =>
        await Manager.GetFromJsonAsync<JsonElement>(path);

    private protected static string Time(ReceivedCall call) => call.Signature.Split(',')[0]["t=".Length..];

    private protected static string[] Values(ReceivedCall call) =>
        [.. call.Signature.Split(',').Where(part => part.StartsWith("v1=")).Select(part => part["v1=".Length..])];

    /// <summary>As docs/webhooks.md tells a receiver to compute it.</summary>
    private protected static string Hmac(string secret, ReceivedCall call)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Time(call)}."), .. call.Body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), signed));
    }
}
