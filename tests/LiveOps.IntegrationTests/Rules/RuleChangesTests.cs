using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Auditing;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Hosting;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>What the rules tell of themselves: the audit log of every change, how busy a rule is, what a draft lacks.</summary>
public sealed class RuleChangesTests(SharedServers servers)
{
    private readonly Show _show = new();

    [Fact]
    public async Task Every_change_by_a_person_is_told_with_what_differs_and_a_refused_one_is_not()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var rules = await RulesHost.StartAsync(await servers.CreateDatabaseAsync(), broker);
        await using var neighbours = await Neighbours.StartAsync(broker);
        using var ada = rules.Client(_show.Workspace);
        var told = new ConcurrentQueue<RecordChange>();
        await using var log = await ListenAsync(broker, told);
        await _show.KnowsBoardAsync(neighbours, rules);

        // As the Console says who asks.
        ada.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        ada.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0");
        var rule = await Json(await ada.PostAsJsonAsync("/api/rules", _show.Rule("Rose")));
        var id = rule.GetProperty("id").GetGuid();
        var off = await SendAsync(ada, id, "Rose moves LED1", enabled: false, version: 1);
        off.StatusCode.ShouldBe(HttpStatusCode.OK, await off.Content.ReadAsStringAsync());
        await RefusedAsync(ada, $"/api/rules/{id}/fire", "switched off");
        (await SendAsync(ada, id, "late", enabled: true, version: 1)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(ada, id, "Roses", enabled: true, version: 2)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ada.DeleteAsync($"/api/rules/{id}?version=3")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ada.PostAsync($"/api/rules/{id}/restore?version=3&current=4", null)).EnsureSuccessStatusCode();
        (
            await ada.PutAsJsonAsync($"/api/rules/bindings/{_show.Account}", new { boardId = "*" })
        ).EnsureSuccessStatusCode();
        var template = $"/api/rules/templates/rose-chain?accountId={_show.Account}";
        (await ada.PostAsync(template, null)).EnsureSuccessStatusCode();
        var fired = await ada.PostAsync($"/api/rules/{id}/fire", null);
        fired.StatusCode.ShouldBe(HttpStatusCode.Accepted, await fired.Content.ReadAsStringAsync());

        var forAll = JsonSerializer.SerializeToNode(_show.Rule("Lion"), JsonSerializerOptions.Web)!.AsObject();
        forAll["accountId"] = null;
        var shared = await Json(await ada.PostAsJsonAsync("/api/rules", forAll));
        await RefusedAsync(ada, $"/api/rules/{shared.GetProperty("id").GetGuid()}/fire", "accountId");

        string[] expected =
        [
            "rule added",
            "rule switched off",
            "rule changed",
            "rule deleted",
            "rule restored to version 3",
            "board bound",
            "rule imported",
            "rule fired by hand",
            "rule added",
        ];
        await Eventually.HoldsAsync(() => told.Count >= expected.Length, "all changes are told");
        told.Select(change => change.Action).ShouldBe(expected);
        told.ShouldAllBe(change =>
            change.Actor == "Ada" && change.ActorId != null && change.WorkspaceId == _show.Workspace
        );
        told.ShouldAllBe(change => change.Address == "203.0.113.9" && change.Browser == "Firefox on Linux");
        told.Select(change => change.ChangeId).ShouldBeUnique();
        var all = told.ToArray();
        all[0].Before.ShouldBeNull();
        all[0].After!.ShouldContain("Rose moves LED1");
        (all[1].Before, all[1].After).ShouldBe(("{\"enabled\":true}", "{\"enabled\":false}"));
        all[2].After!.ShouldContain("\"name\":\"Roses\"");
        all[2].After!.ShouldNotContain("trigger");
        all[3].After.ShouldBeNull();
        all[5].After.ShouldBe("{\"boardId\":\"*\"}");

        // Tried on a board: the command goes out, the rule is known as busy, and only to its own workspace.
        await Eventually.HoldsAsync(() => neighbours.Received.Commands.Count == 1, "the tried rule moves the device");
        // The command goes out before its books are written.
        var busy = default(JsonElement);
        await Eventually.HoldsAsync(
            async () =>
            {
                busy = await Json(await ada.GetAsync($"/api/rules/activity?accountId={_show.Account}"));
                return busy.GetArrayLength() > 0;
            },
            "the tried rule is known as busy"
        );
        busy.EnumerateArray().Single().GetProperty("ruleId").GetGuid().ShouldBe(id);
        busy[0].GetProperty("firedLastDay").GetInt32().ShouldBe(1);
        using var stranger = rules.Client(Guid.NewGuid());
        (await Json(await stranger.GetAsync("/api/rules/activity"))).GetArrayLength().ShouldBe(0);
        (await stranger.PostAsync($"/api/rules/{id}/fire", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var sender = rules.Client(_show.Workspace, "Sender");
        (await sender.PostAsync($"/api/rules/{id}/fire", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // A draft is judged and nothing is saved or told.
        var draft = await sender.PostAsJsonAsync(
            "/api/rules/validate",
            new
            {
                name = "draft",
                trigger = new { type = "follow" },
                action = new { type = "sequence", actions = new object[] { new { type = "message", text = "" } } },
            }
        );
        draft.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json(draft)).GetProperty("errors").TryGetProperty("action.actions[0].text", out _).ShouldBeTrue();
        var dry = await ada.PostAsJsonAsync(
            "/api/rules/import?dryRun=true",
            new { keywords = new { hello = new { action = "flash_red", device = "led_strip_1" } } }
        );
        (await Json(dry)).GetProperty("added").GetArrayLength().ShouldBe(1);
        var known = await Json(await ada.GetAsync("/api/rules"));
        known.EnumerateArray().Count(one => one.GetProperty("name").GetString() == "hello").ShouldBe(0);
        told.Count.ShouldBe(expected.Length);
    }

    private static async Task RefusedAsync(HttpClient client, string path, string why)
    {
        using var answer = await client.PostAsync(path, null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        Guid id,
        string name,
        bool enabled,
        long version
    )
    {
        var rule = JsonSerializer.SerializeToNode(_show.Rule("Rose"), JsonSerializerOptions.Web)!.AsObject();
        rule["name"] = name;
        rule["enabled"] = enabled;
        rule["version"] = version;
        return await client.PutAsJsonAsync($"/api/rules/{id}", rule);
    }

    private static async Task<WebApplication> ListenAsync(string broker, ConcurrentQueue<RecordChange> told)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:rabbit"] = broker, ["urls"] = "http://127.0.0.1:0" }
        );
        builder.AddLiveOpsDefaults("log", authenticate: false);
        builder.Logging.LogToTest();
        builder.AddLiveOpsBus(
            null,
            (_, rabbit) =>
                rabbit.TransientEndpoint(
                    "test.changes",
                    endpoint =>
                    {
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.Handler<RecordChange>(context =>
                        {
                            told.Enqueue(context.Message);
                            return Task.CompletedTask;
                        });
                    }
                )
        );
        var app = builder.Build();
        await app.StartAsync();
        await Eventually.HoldsAsync(
            () => app.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy,
            "the log is on the bus"
        );
        return app;
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>();
}
