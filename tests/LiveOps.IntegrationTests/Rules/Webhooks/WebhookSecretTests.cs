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

/// <summary>Secrets, the signatures that are made with them, and what is never told of either.</summary>
public sealed class WebhookSecretTests(SharedServers servers) : WebhookApi(servers)
{
    [Fact]
    public async Task Calls_are_signed_with_the_secret_and_for_a_day_with_the_one_before()
    {
        var first = await RotateAsync();
        await DeliverAsync();
        var second = await RotateAsync();
        await DeliverAsync();
        // A day later.
        await WebhookShow.ExecuteAsync(
            Host,
            "update rules.webhook_secrets set valid_until = valid_until - interval '24 hours 1 second'"
        );
        await DeliverAsync();

        second.ShouldNotBe(first);
        var calls = Receiver.Calls.ToArray();
        Values(calls[0]).ShouldBe([Hmac(first, calls[0])]);
        Values(calls[1]).ShouldBe([Hmac(second, calls[1]), Hmac(first, calls[1])]);
        Values(calls[2]).ShouldBe([Hmac(second, calls[2])]);
        var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Time(calls[0])));
        sent.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_secret_is_told_once_and_kept_encrypted()
    {
        (await Manager.GetAsync($"{Webhooks}/secret")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var first = await RotateAsync();
        await RotateAsync();

        var told = await Manager.GetStringAsync($"{Webhooks}/secret");
        told.ShouldNotContain("whsec_");
        var view = JsonDocument.Parse(told).RootElement;
        view.GetProperty("createdBy").GetString().ShouldBe("Ada");
        var until = view.GetProperty("olderValidUntil").EnumerateArray().Single().GetDateTimeOffset();
        until.ShouldBe(DateTimeOffset.UtcNow.AddHours(24), TimeSpan.FromMinutes(5));
        (
            await WebhookShow.ScalarAsync(
                Host,
                $"select count(*) from rules.webhook_secrets where position('{first}'::bytea in sealed) > 0 or position('whsec'::bytea in sealed) > 0"
            )
        ).ShouldBe(0);
        (await WebhookShow.ScalarAsync(Host, "select count(*) from rules.webhook_secrets")).ShouldBe(2);
    }

    [Fact]
    public async Task A_secret_is_not_changed_without_end_and_two_people_at_once_make_two()
    {
        await Task.WhenAll(RotateAsync(), RotateAsync(), RotateAsync(), RotateAsync(), RotateAsync());

        var sixth = await Manager.PostAsync($"{Webhooks}/secret", null);

        sixth.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await WebhookShow.ScalarAsync(Host, "select count(*) from rules.webhook_secrets")).ShouldBe(5);
        (
            await WebhookShow.ScalarAsync(Host, "select count(*) from rules.webhook_secrets where valid_until is null")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Neither_secret_signature_body_nor_query_is_ever_logged()
    {
        var secret = await RotateAsync();
        foreach (var status in new[] { 200, 404, 500 })
        {
            Status = status;
            var call = WebhookShow.Call(Workspace, Receiver.Url("/hook?key=querysecret"), """{"a":"bodysecret"}""");
            await WebhookShow.AddAsync(Host, call);
            await WebhookShow.TriedAsync(Manager, call.CallId, 1);
        }
        await TestAsync(Receiver.Url("/hook?key=querysecret"));
        await TestAsync("https://localhost:1/hook?key=querysecret");

        var log = string.Join('\n', Log.Lines);
        log.ShouldContain("is given up after 1 tries: Answered 404.");
        log.ShouldNotContain(secret);
        foreach (var call in Receiver.Calls)
        foreach (var value in Values(call))
            log.ShouldNotContain(value);
        log.ShouldNotContain("querysecret");
        log.ShouldNotContain("bodysecret");
    }

    private async Task DeliverAsync()
    {
        var call = WebhookShow.Call(Workspace, Receiver.Url("/hook"), $$"""{"n":"{{Guid.NewGuid()}}"}""");
        await WebhookShow.AddAsync(Host, call);
        await WebhookShow.ReachesAsync(Manager, call.CallId, "Delivered");
    }
}
