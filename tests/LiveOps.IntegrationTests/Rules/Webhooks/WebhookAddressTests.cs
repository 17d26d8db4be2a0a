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

/// <summary>Test calls, and addresses that are not called.</summary>
public sealed class WebhookAddressTests(SharedServers servers) : WebhookApi(servers)
{
    [Fact]
    public async Task A_test_call_says_what_happened()
    {
        var secret = await RotateAsync();
        var good = await TestAsync(Receiver.Url("/good"));
        Status = 503;
        var bad = await TestAsync(Receiver.Url("/bad"));
        var malformed = await Manager.PostAsJsonAsync($"{Webhooks}/test", new { url = "https://user@example.com/" });

        good.GetProperty("delivered").GetBoolean().ShouldBeTrue();
        good.GetProperty("statusCode").GetInt32().ShouldBe(200);
        good.GetProperty("signed").GetBoolean().ShouldBeTrue();
        bad.GetProperty("delivered").GetBoolean().ShouldBeFalse();
        bad.GetProperty("reason").GetString().ShouldBe("Answered 503.");
        malformed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var came = Receiver.Calls.ToArray();
        came.Select(call => call.Path).ShouldBe(["/good", "/bad"]);
        came[0].Id.ShouldBe(good.GetProperty("callId").GetString());
        Values(came[0]).ShouldBe([Hmac(secret, came[0])]);
        JsonDocument.Parse(came[0].Body).RootElement.GetProperty("test").GetBoolean().ShouldBeTrue();
        (await JsonAsync(Webhooks)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    // Each leads to the receiver, or to this machine; only http://127.0.0.1 on the receiver's port is allowed.
    [InlineData("https://localhost:PORT/", "not public")]
    [InlineData("https://LocalHost:PORT/", "not public")]
    [InlineData("https://[::1]:PORT/", "not public")]
    [InlineData("https://[::ffff:127.0.0.1]:PORT/", "not public")]
    [InlineData("https://127.0.0.2:PORT/", "not public")]
    [InlineData("https://0:PORT/", "not public")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "not public")]
    [InlineData("https://127.0.0.1:1/", "not public")]
    [InlineData("http://localhost:PORT/", "must begin with https")]
    [InlineData("http://93.184.216.34/", "must begin with https")]
    public async Task A_name_or_address_that_leads_inside_is_not_called(string url, string reason)
    {
        var answer = await TestAsync(url.Replace("PORT", $"{Receiver.Port}"));

        answer.GetProperty("delivered").GetBoolean().ShouldBeFalse();
        answer.GetProperty("reason").GetString()!.ShouldContain(reason);
        Receiver.Calls.ShouldBeEmpty();

        var call = WebhookShow.Call(Workspace, url.Replace("PORT", $"{Receiver.Port}"));
        await WebhookShow.AddAsync(Host, call);
        var found = await WebhookShow.ReachesAsync(Manager, call.CallId, "Failed");
        found.GetProperty("attempts").GetArrayLength().ShouldBe(1);
        Receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var certificate = Receiver.Certificate("localhost");
        await using var receiver = await Receiver.StartAsync(certificate: certificate);
        await using var rules = await RulesHost.StartAsync(
            await Servers.CreateDatabaseAsync(),
            await Servers.CreateVirtualHostAsync(),
            receiver.Allowed("localhost")
        );
        using var manager = rules.Client(Workspace);

        var answer = await manager.PostAsJsonAsync(
            $"{Webhooks}/test",
            new { url = receiver.Url("/", "localhost", "https") }
        );

        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        told.GetProperty("reason").GetString()!.ShouldContain("certificate is not valid");
        receiver.Calls.ShouldBeEmpty();
    }
}
