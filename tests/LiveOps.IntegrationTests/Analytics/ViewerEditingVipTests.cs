using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingRoom;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingTests;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>VIP tiers by hand, what they ask for, and the switches.</summary>
public sealed class ViewerEditingVipTests(SharedServers servers)
{
    private const string Path = "/api/viewer-profiles/";

    [Fact]
    public async Task A_tier_that_a_person_gives_or_takes_stays_and_the_workspace_shows_the_highest()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        var (first, second) = (
            new ViewerEditingRoom(host, workspace),
            new ViewerEditingRoom(host, workspace, room: 78)
        );
        await first.StoreAsync(DateTimeOffset.UtcNow, Chat(5), Chat(6));
        await second.StoreAsync(DateTimeOffset.UtcNow, Chat(5));
        using var manager = host.Client(workspace, Roles.Manager);
        var told = await ToldChanges.HearAsync(host);
        await manager.PostAsJsonAsync(Path + "6/merge", new { into = "5" });
        var standings = await HearAsync<ViewerStandingChanged>(host);
        var news = await HearAsync<ViewerNews>(host);

        (await VipAsync(manager, """{"tier": "gold"}""", first.Account))
            .GetProperty("vipTierName")
            .GetString()
            .ShouldBe("Gold");
        (await VipAsync(manager, """{"tier": 2}""", second.Account)).GetProperty("vipTier").GetInt32().ShouldBe(2);
        (await TiersAsync(host)).ShouldBe("3 2 3");
        (await VipAsync(manager, """{"remove": true}""", first.Account))
            .GetProperty("isVip")
            .GetBoolean()
            .ShouldBeFalse();
        (await TiersAsync(host)).ShouldBe("0 2 2");
        (
            await host.QueryAsync<long>(
                "select count(*) from analytics.viewer_profiles where vip_by_hand and (vip_since is not null) = (vip_tier > 0)"
            )
        ).ShouldBe(3);

        // Under both user ids of the person, and one piece of news for each change.
        await EventuallyAsync(() => standings.Count == 6);
        standings
            .Select(one => (one.UserId, one.AccountId == first.Account, one.VipTier, one.VipTierName))
            .ShouldBe([
                (5, true, 3, "Gold"),
                (6, true, 3, "Gold"),
                (5, false, 2, "Silver"),
                (6, false, 2, "Silver"),
                (5, true, 0, null),
                (6, true, 0, null),
            ]);
        await EventuallyAsync(() => news.Count == 3);
        news.SelectMany(message => message.Items)
            .Select(item => (item.Kind, item.VipTier, item.VipTierName, item.UserId))
            .ShouldBe([
                (ViewerNewsKind.VipSet, 3, "Gold", 5),
                (ViewerNewsKind.VipSet, 2, "Silver", 5),
                (ViewerNewsKind.VipRemoved, 0, "Gold", 5),
            ]);
        await VipAsync(manager, """{"remove": true}""", first.Account);
        foreach (
            var wrong in new[] { """{"tier": 5}""", """{"tier": "Diamond"}""", "{}", """{"tier": 1, "remove": true}""" }
        )
            (await SendAsync(manager, HttpMethod.Post, Path + "5/vip", wrong)).ShouldBe(
                HttpStatusCode.BadRequest,
                wrong
            );
        var merged = await host.QueryAsync<Guid>(
            "select audit_id from analytics.viewer_audit_ids where user_id = 6 and workspace_id = $1",
            workspace
        );
        var lines = await told.ShouldBeAsync(
            workspace,
            [
                $$"""viewer merged | viewer | - | {"merged":"{{merged}}"}""",
                """VIP tier given | viewer | {"tier":null} | {"tier":"Gold"}""",
                """VIP tier given | viewer | {"tier":null} | {"tier":"Silver"}""",
                """VIP tier taken | viewer | {"tier":"Gold"} | {"tier":null}""",
            ]
        );
        lines.Select(line => line.ThingId).Distinct().ShouldHaveSingleItem().ShouldNotBe($"{merged}");
    }

    [Fact]
    public async Task Tiers_that_are_changed_hold_from_the_next_event_on_and_must_rise()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(DateTimeOffset.UtcNow, Gift(5, 10));
        using var manager = host.Client(room.Workspace, Roles.Manager);
        (await TiersAsync(host)).ShouldBe("0 0");
        var told = await ToldChanges.HearAsync(host);

        (
            await PutAsync(manager, Tier(1, "Wood", coins: 10, benefits: """["a badge 🪵", {"discount": 5}]"""))
        ).Status.ShouldBe(HttpStatusCode.OK);
        await room.StoreAsync(DateTimeOffset.UtcNow, Chat(5));

        (await TiersAsync(host)).ShouldBe("1 1");
        (
            await host.QueryAsync<string>(
                "select name || ' ' || color || ' ' || benefits::text from analytics.vip_tiers where tier = 1"
            )
        ).ShouldBe("""Wood #AABBCC ["a badge 🪵", {"discount": 5}]""");
        foreach (
            var (wrong, word) in new[]
            {
                (Tier(1, "Wood", coins: 6_000), "must ask for more"),
                (Tier(2, "wood", coins: 6_000), "belongs to another tier"),
                (Tier(5, "More", coins: 6_000), "1 (lowest) to 4"),
                (Tier(1, "", coins: 1), "1 to 40"),
                (Tier(1, "Wood", coins: -1), "coins"),
                (Tier(1, "Wood", coins: 1, color: "red"), "#RRGGBB"),
                (Tier(1, "Wood", coins: 1, benefits: """{"a": 1}"""), "JSON list"),
                (Tier(1, "Wood", coins: 1, benefits: """["\u0000"]"""), "NUL"),
            }
        )
        {
            var (status, body) = await PutAsync(manager, wrong);
            status.ShouldBe(HttpStatusCode.BadRequest, wrong);
            body.GetProperty("errors").ToString().ShouldContain(word);
        }
        (await host.QueryAsync<string>("select string_agg(name, ' ' order by tier) from analytics.vip_tiers")).ShouldBe(
            "Wood Silver Gold Platinum"
        );
        (
            await PutAsync(manager, Tier(1, "Wood", coins: 10, benefits: """["a badge 🪵", {"discount": 5}]"""))
        ).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync(manager, Tier(1, "Oak", coins: 10))).Status.ShouldBe(HttpStatusCode.OK);
        await EventuallyAsync(() => told.Count >= 2);
        var lines = told.Lines;
        lines
            .Select(line => (line.Action, line.ThingName))
            .ShouldBe([("VIP tiers changed", "Wood"), ("VIP tiers changed", "Oak")]);
        lines[0].Before!.ShouldContain("\"name\":\"Bronze\"");
        lines[1].Before!.ShouldContain("\"discount\":5");
        lines[1].After!.ShouldNotContain("tier 2");
    }

    [Fact]
    public async Task Switches_are_an_accounts_or_of_all_accounts_and_of_those_to_come()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        var (first, second, third) = (
            new ViewerEditingRoom(host, workspace),
            new ViewerEditingRoom(host, workspace, room: 78),
            new ViewerEditingRoom(host, workspace, room: 79)
        );
        await first.StoreAsync(DateTimeOffset.UtcNow, Chat(5));
        await second.StoreAsync(DateTimeOffset.UtcNow, Chat(5));
        using var manager = host.Client(workspace, Roles.Manager);
        var told = await ToldChanges.HearAsync(host);

        (
            await SendAsync(
                manager,
                HttpMethod.Put,
                Path + "switches",
                """{"sessionTimeout": 600, "heatmapEnabled": false}"""
            )
        ).ShouldBe(HttpStatusCode.OK);
        (
            await SendAsync(
                manager,
                HttpMethod.Put,
                Path + $"switches?accountId={first.Account}",
                """{"sessionTimeout": 30}"""
            )
        ).ShouldBe(HttpStatusCode.OK);
        await third.StoreAsync(DateTimeOffset.UtcNow, Chat(5));

        (
            await SendAsync(
                manager,
                HttpMethod.Put,
                Path + $"switches?accountId={first.Account}",
                """{"sessionTimeout": 30, "enabled": true}"""
            )
        ).ShouldBe(HttpStatusCode.OK);
        (
            await SendAsync(
                manager,
                HttpMethod.Put,
                Path + $"switches?accountId={Guid.NewGuid()}",
                """{"enabled": false}"""
            )
        ).ShouldBe(HttpStatusCode.NotFound);
        (await SwitchesAsync(manager, first.Account)).ShouldBe("30 False True");
        (await SwitchesAsync(manager, second.Account)).ShouldBe("600 False True");
        (await SwitchesAsync(manager, third.Account)).ShouldBe("600 False True");
        (await SwitchesAsync(manager, null)).ShouldBe("600 False True");
        foreach (
            var wrong in new[]
            {
                """{"sessionTimeout": 29}""",
                """{"sessionTimeout": 3601}""",
                """{"enabled": 1}""",
                """{"other": true}""",
                "{}",
            }
        )
            (await SendAsync(manager, HttpMethod.Put, Path + "switches", wrong)).ShouldBe(
                HttpStatusCode.BadRequest,
                wrong
            );
        const string Start = """{"enabled":true,"autoVipPromotion":true,"birthdayReminder":true,""";
        string Set(int timeout, string heatmap) =>
            $$"""{{Start}}"autoFetchTikTokData":true,"sessionTimeout":{{timeout}},"heatmapEnabled":{{heatmap}}}""";
        await told.ShouldBeAsync(
            workspace,
            $"viewer switches set | workspace | {Set(300, "true")} | {Set(600, "false")}",
            $"viewer switches set | account | {Set(600, "false")} | {Set(30, "false")}"
        );
    }

    private static async Task<string> SwitchesAsync(HttpClient client, Guid? account)
    {
        var switches = await client.GetFromJsonAsync<JsonElement>(
            Path + "switches" + (account is null ? "" : $"?accountId={account}")
        );
        return $"{switches.GetProperty("sessionTimeout")} {switches.GetProperty("heatmapEnabled")} {switches.GetProperty("autoVipPromotion")}";
    }

    private static string Tier(int tier, string name, long coins, string color = "#aabbcc", string benefits = "[]") =>
        $$"""[{"tier": {{tier}}, "name": "{{name}}", "minCoinsSpent": {{coins}}, "minWatchtimeHours": 0, "minVisits": 0, "benefits": {{benefits}}, "badgeColor": "{{color}}", "sortOrder": 1}]""";

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(HttpClient client, string body)
    {
        using var answer = await client.PutAsync(Path + "vip/tiers", JsonBody(body));
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<JsonElement> VipAsync(HttpClient client, string body, Guid account)
    {
        using var answer = await client.PostAsync(Path + $"viewer5/vip?accountId={account}", JsonBody(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>By account, the workspace last.</summary>
    private static Task<string> TiersAsync(AnalyticsHost host) =>
        host.QueryAsync<string>(
            """
            select string_agg(vip_tier::text, ' ' order by account_id is null, audience_no)
            from analytics.viewer_profiles join analytics.audiences using (audience_no) where user_id = 5
            """
        );

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
