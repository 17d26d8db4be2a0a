using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Quotas of members at the edge, before the real services, and in two processes over the same books.</summary>
public sealed class QuotasTests(SharedServers servers)
{
    private const string Export = "/api/analytics/export/gifts?format=json";

    [Fact]
    public async Task A_member_gets_exactly_what_an_admin_gives_and_the_stop_always_works()
    {
        await using var system = await EdgeSystem.StartAsync(servers);
        using var admin = await system.Console.SignedInAsync("admin");
        using var member = await system.Console.MemberAsync("ada", Roles.Manager, ConsoleHost.Workspace);
        var id = await TeamRoom.IdAsync(member);
        var path = $"/api/team/members/{id}/quotas";

        // Without a limit of their own, it is counted all the same: a limit of today counts from the day's beginning.
        (await member.GetAsync(Export)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await PutAsync(admin, path, new { exports = 10 });
        (await UsedAsync(member, "exports")).ShouldBe((10, 1));

        // Fifty at once, over every address that the export has: nine are left.
        string[] addresses =
        [
            Export,
            Export.Replace("/api/", "/api/v1/", StringComparison.Ordinal),
            Export.Replace("export", "%2565xport", StringComparison.Ordinal),
            Export.Replace("export", "EXPORT", StringComparison.Ordinal),
            "/api/viewer-profiles/export?format=json",
        ];
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(async n => await StatusAsync(member, addresses[n % addresses.Length]))
        );
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(9, string.Join(' ', answers));
        answers.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBe(41);
        (await UsedAsync(member, "exports")).ShouldBe((10, 10));
        using (var refused = await member.GetAsync(Export))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromHours(25));
            var said = await refused.Content.ReadAsStringAsync();
            said.ShouldContain("You may make 10 exports a day");
            said.ShouldContain("It starts anew at");
        }
        // Nobody else's, and no key's.
        (await StatusAsync(admin, Export)).ShouldBe(HttpStatusCode.OK);

        // What the service refuses counts nothing; what it does counts, here without a board that could move.
        await PutAsync(admin, path, new Dictionary<string, int> { ["device-moves"] = 1 });
        var test = "/api/devices/AB12CD34/LED1/test";
        for (var n = 0; n < 3; n++)
            (await PostAsync(member, test, new { action = "ON", durationMs = 100 })).ShouldBe(HttpStatusCode.NotFound);
        (await UsedAsync(member, "device-moves")).ShouldBe((1, 0));
        (await PostAsync(member, $"/api/rules/{await RuleAsync(member, system)}/fire", new { })).ShouldBe(
            HttpStatusCode.Accepted
        );
        (await UsedAsync(member, "device-moves")).ShouldBe((1, 1));
        (await PostAsync(member, test, new { action = "ON", durationMs = 100 })).ShouldBe(
            HttpStatusCode.TooManyRequests
        );
        (await PostAsync(member, "/api/devices/emergency-stop", new { })).ShouldBe(HttpStatusCode.Accepted);
        // The quota of exports was taken back with that.
        (await StatusAsync(member, Export)).ShouldBe(HttpStatusCode.OK);

        // Requests a minute.
        await PutAsync(admin, path, new { requests = 60 });
        var many = new List<HttpStatusCode>();
        for (var n = 0; n < 90; n++)
            many.Add(await StatusAsync(member, "/api/permissions"));
        many.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBeInRange(5, 30);
        for (var n = 0; n < 5; n++)
            (await PostAsync(member, "/api/devices/emergency-stop", new { })).ShouldBe(HttpStatusCode.Accepted);

        // Refused with what may be set; the audit log has what was set, and by whom.
        using (var bad = await admin.PutAsJsonAsync(path, new { limits = new { requests = 1, coins = 5 } }))
        {
            bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await bad.Content.ReadAsStringAsync()).ShouldContain("60 to 3000");
        }
        var lines = await TeamRoom.GetAsync(admin, "/api/audit?action=quotas+changed");
        lines.GetProperty("lines").GetArrayLength().ShouldBe(3);
        var first = lines.GetProperty("lines")[2];
        first.GetProperty("thingName").GetString().ShouldBe("ada");
        first.GetProperty("after").GetProperty("exports").GetInt32().ShouldBe(10);
    }

    [Fact]
    public async Task Two_processes_count_together_and_a_new_day_of_the_workspace_starts_anew()
    {
        await using var room = await TeamRoom.OpenAsync(servers);
        using var member = await room.MemberAsync("ada", Roles.Manager);
        var id = await TeamRoom.IdAsync(member);
        await PutAsync(
            room.Admin,
            $"/api/team/members/{id}/quotas",
            new Dictionary<string, int> { ["device-moves"] = 10 }
        );
        await using var second = await ConsoleHost.StartAsync(
            room.Database,
            await servers.CreateVirtualHostAsync(),
            key: room.Key
        );
        using var there = second.Client();
        there.DefaultRequestHeaders.Authorization = member.DefaultRequestHeaders.Authorization;
        var stores = new[] { room.Console, second }
            .Select(console =>
                (LiveOps.Console.Quotas.QuotaStore)
                    console.Services.GetService(typeof(LiveOps.Console.Quotas.QuotaStore))!
            )
            .ToArray();
        var quota = LiveOps.Console.Quotas.QuotaTable.Find("device-moves")!;
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(n =>
                    stores[n % 2].CountAsync(ConsoleHost.Workspace, Guid.Parse(id), quota, CancellationToken.None)
                )
        );
        counts.Count(count => count.Taken).ShouldBe(10);
        (await UsedAsync(there, "device-moves")).ShouldBe((10, 10));
        (await PostAsync(there, "/api/devices/AB12CD34/LED1/test", new { action = "ON", durationMs = 100 })).ShouldBe(
            HttpStatusCode.TooManyRequests
        );

        // Two zones that never have the same date.
        await ZoneAsync(room, "Etc/GMT+12");
        var day = (await UsedAsync(member, "device-moves")).Used;
        await ZoneAsync(room, "Etc/GMT-14");
        new[] { day, (await UsedAsync(member, "device-moves")).Used }.ShouldContain(0);
        using var bad = await room.Admin.PatchAsJsonAsync("/api/team/workspace", new { timeZone = "Mars/Olympus" });
        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var own = await member.PutAsJsonAsync("/api/preferences", new { language = "id", startPage = "/live" });
        own.StatusCode.ShouldBe(HttpStatusCode.OK, await own.Content.ReadAsStringAsync());
        (await TeamRoom.GetAsync(there, "/api/preferences")).GetProperty("startPage").GetString().ShouldBe("/live");
        (await TeamRoom.GetAsync(room.Admin, "/api/preferences"))
            .GetProperty("startPage")
            .ValueKind.ShouldBe(JsonValueKind.Null);
        using var unknown = await member.PutAsJsonAsync("/api/preferences", new { secret = "x" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task ZoneAsync(TeamRoom room, string zone) =>
        (await room.Admin.PatchAsJsonAsync("/api/team/workspace", new { timeZone = zone })).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );

    private static async Task PutAsync(HttpClient admin, string path, object limits)
    {
        using var answer = await admin.PutAsJsonAsync(path, new { limits });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(int? Most, int Used)> UsedAsync(HttpClient client, string name)
    {
        var all = await TeamRoom.GetAsync(client, "/api/quotas");
        var one = all.EnumerateArray().Single(quota => quota.GetProperty("name").GetString() == name);
        return (
            one.GetProperty("most").ValueKind == JsonValueKind.Null ? null : one.GetProperty("most").GetInt32(),
            one.GetProperty("used").GetInt32()
        );
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return answer.StatusCode;
    }

    private static async Task<Guid> RuleAsync(HttpClient member, EdgeSystem system)
    {
        using var made = await member.PostAsJsonAsync(
            "/api/rules",
            new
            {
                accountId = EdgeSystem.Account,
                name = "one",
                trigger = new { type = "gift", giftNames = new[] { "Rose" } },
                action = new
                {
                    type = "device",
                    deviceId = "LED1",
                    action = "ON",
                    durationMs = 200,
                },
            }
        );
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
