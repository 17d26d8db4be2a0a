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

/// <summary>What people see of webhooks and do with them, at a service that really calls.</summary>
public sealed class WebhookApiTests(SharedServers servers) : WebhookApi(servers)
{
    [Fact]
    public async Task A_failed_call_is_made_again_when_a_manager_says_so()
    {
        Status = 404;
        var call = WebhookShow.Call(Workspace, Receiver.Url("/hook"));
        await WebhookShow.AddAsync(Host, call);
        await WebhookShow.ReachesAsync(Manager, call.CallId, "Failed");
        Status = 200;

        var retried = await Manager.PostAsync($"{Webhooks}/{call.CallId}/retry", null);

        retried.StatusCode.ShouldBe(HttpStatusCode.OK);
        var found = await WebhookShow.ReachesAsync(Manager, call.CallId, "Delivered");
        found.GetProperty("call").TryGetProperty("reason", out _).ShouldBeFalse();
        Numbers(found, "number").ShouldBe([1, 2]);
        Numbers(found, "statusCode").ShouldBe([404, 200]);
        Receiver.Calls.Select(came => came.Id).ShouldBe(Enumerable.Repeat(call.CallId.ToString(), 2));
        var again = await Manager.PostAsync($"{Webhooks}/{call.CallId}/retry", null);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_call_that_cannot_be_made_is_listed_as_failed_and_stops_nothing_else()
    {
        var good = WebhookShow.Call(Workspace, Receiver.Url("/hook"));
        WebhookCall[] bad =
        [
            WebhookShow.Call(Workspace, "https://user:word@example.com/\0\uD83D"),
            WebhookShow.Call(Workspace, "https://user:word@example.com/"),
            WebhookShow.Call(Workspace, Receiver.Url("/hook"), new string('x', WebhookCall.MaxBodyBytes + 1)),
            WebhookShow.Call(Workspace, Receiver.Url("/hook"), "\"\0\""),
        ];
        var longest = WebhookShow.Call(Workspace, Receiver.Url("/hook"), new string('x', WebhookCall.MaxBodyBytes));

        await WebhookShow.AddAsync(Host, [.. bad, good, longest]);

        await WebhookShow.ReachesAsync(Manager, good.CallId, "Delivered");
        await WebhookShow.ReachesAsync(Manager, longest.CallId, "Delivered");
        string[] reasons = ["halves of characters", "user name or password", "it may have 32768", "NUL"];
        foreach (var (call, reason) in bad.Zip(reasons))
        {
            var found = (await WebhookShow.FindAsync(Manager, call.CallId)).GetProperty("call");
            found.GetProperty("state").GetString().ShouldBe("Failed");
            found.GetProperty("reason").GetString()!.ShouldContain(reason);
            found.GetProperty("url").GetString().ShouldBeEmpty();
            (await Manager.PostAsync($"{Webhooks}/{call.CallId}/retry", null)).StatusCode.ShouldBe(
                HttpStatusCode.Conflict
            );
        }
        Receiver.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Calls_are_read_page_by_page_latest_first_and_by_state()
    {
        Status = 410;
        var at = DateTimeOffset.UtcNow;
        // Three have the same time: the id is the rest of the key.
        WebhookCall[] calls =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(n =>
                    WebhookShow.Call(Workspace, Receiver.Url($"/{n}?key=1")) with
                    {
                        CreatedAt = at.AddSeconds(n / 3),
                    }
                ),
        ];
        await WebhookShow.AddAsync(Host, calls);
        foreach (var call in calls)
            await WebhookShow.ReachesAsync(Manager, call.CallId, "Failed");
        Status = 200;
        var delivered = WebhookShow.Call(Workspace, Receiver.Url("/delivered"));
        await WebhookShow.AddAsync(Host, delivered);
        await WebhookShow.ReachesAsync(Manager, delivered.CallId, "Delivered");

        var seen = new List<JsonElement>();
        for (string? next = ""; next is not null; )
        {
            var page = await JsonAsync($"{Webhooks}?state=failed&limit=5{(next == "" ? "" : $"&before={next}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }

        seen.Select(call => call.GetProperty("callId").GetGuid())
            .Order()
            .ShouldBe(calls.Select(call => call.CallId).Order());
        seen.Select(call => call.GetProperty("createdAt").GetDateTimeOffset())
            .ShouldBeInOrder(SortDirection.Descending);
        seen.ShouldAllBe(call => !call.GetProperty("url").GetString()!.Contains("key"));
        (await JsonAsync(Webhooks)).GetProperty("items").GetArrayLength().ShouldBe(13);
        var waiting = await JsonAsync($"{Webhooks}?state=Waiting");
        waiting.GetProperty("items").GetArrayLength().ShouldBe(0);
        foreach (var bad in new[] { "state=1", "state=Lost", "limit=0", "limit=501", "before=zzz" })
            (await Manager.GetAsync($"{Webhooks}?{bad}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
    }

    [Fact]
    public async Task Another_workspace_neither_sees_nor_retries_a_call_nor_shares_a_secret()
    {
        Status = 404;
        var call = WebhookShow.Call(Workspace, Receiver.Url("/hook"));
        await WebhookShow.AddAsync(Host, call);
        await WebhookShow.ReachesAsync(Manager, call.CallId, "Failed");
        await RotateAsync();
        using var stranger = Host.Client(Guid.NewGuid(), "Admin");

        (await stranger.GetAsync($"{Webhooks}/{call.CallId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"{Webhooks}/{call.CallId}/retry", null)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await stranger.GetAsync($"{Webhooks}/secret")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var theirs = await stranger.GetFromJsonAsync<JsonElement>(Webhooks);
        theirs.GetProperty("items").GetArrayLength().ShouldBe(0);
        var tested = await stranger.PostAsJsonAsync($"{Webhooks}/test", new { url = Receiver.Url("/theirs") });
        (await tested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("signed").GetBoolean().ShouldBeFalse();

        Receiver.Calls.Select(came => came.Path).ShouldBe(["/hook", "/theirs"]);
        Receiver.Calls.Last().Signature.ShouldBeEmpty();
        var found = await WebhookShow.FindAsync(Manager, call.CallId);
        found.GetProperty("call").GetProperty("state").GetString().ShouldBe("Failed");
    }

    [Fact]
    public async Task A_sender_reads_and_cannot_change()
    {
        Status = 404;
        var call = WebhookShow.Call(Workspace, Receiver.Url("/hook"));
        await WebhookShow.AddAsync(Host, call);
        await WebhookShow.ReachesAsync(Manager, call.CallId, "Failed");
        await RotateAsync();
        using var sender = Host.Client(Workspace, "Sender");

        foreach (var read in new[] { Webhooks, $"{Webhooks}/{call.CallId}", $"{Webhooks}/secret" })
            (await sender.GetAsync(read)).StatusCode.ShouldBe(HttpStatusCode.OK, read);
        foreach (var change in new[] { $"{call.CallId}/retry", "secret", "test" })
            (await sender.PostAsJsonAsync($"{Webhooks}/{change}", new { url = Receiver.Url("/") })).StatusCode.ShouldBe(
                HttpStatusCode.Forbidden,
                change
            );
        using var nobody = Host.AnonymousClient();
        (await nobody.GetAsync(Webhooks)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Receiver.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        using var nobody = Host.AnonymousClient();
        var document = await nobody.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name.TrimEnd('/')).ToArray();
        foreach (var path in new[] { "", "/{id}", "/{id}/retry", "/secret", "/test" })
            paths.ShouldContain($"{Webhooks}{path}");
    }

    private static int[] Numbers(JsonElement found, string field) =>
        [.. found.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty(field).GetInt32())];
}
