using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingRoom;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>One viewer, what is on the books of them, and who may see it.</summary>
public sealed class ViewerProfileTests(SharedServers servers)
{
    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task A_profile_tells_what_happened_and_a_streak_is_one_gift_with_its_quantity()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now.AddHours(-2), Chat(5, "first"));
        await room.StoreAsync(_now.AddSeconds(-250), Gift(5, 10, 1, group: 9), Gift(6, 3));
        await room.StoreAsync(_now.AddSeconds(-50), Gift(5, 10, 4, group: 9));
        // The end of a streak tells once more what was given.
        var last = Gift(5, 10, 4, group: 9);
        await room.StoreAsync(
            _now.AddSeconds(-45),
            last with
            {
                Gift = last.Gift! with { RepeatEnd = true, Credited = 0 },
            }
        );
        await room.StoreAsync(_now.AddSeconds(-40), Gift(5, 100));
        await room.StoreAsync(_now.AddSeconds(-30), Chat(5, "مرحبا 🌹"), Of(LiveEventKind.Follow, 5));
        using var client = host.Client(room.Workspace);

        foreach (var path in (string[])["viewer5", "@VIEWER5", "5", $"5?accountId={room.Account}"])
        {
            var profile = await GetAsync(client, $"/{path}");
            profile.GetProperty("id").GetString().ShouldBe("5");
            profile.GetProperty("totalCoinsSpent").GetInt64().ShouldBe(140);
            profile.GetProperty("totalVisits").GetInt32().ShouldBe(2);
            profile.GetProperty("totalWatchtimeSeconds").GetInt64().ShouldBe(220);
            profile.GetProperty("accounts")[0].GetProperty("accountId").GetGuid().ShouldBe(room.Account);
            Texts(profile.GetProperty("recentGifts"), "quantity").ShouldBe(["1", "4"]);
        }
        // Page by page it is the same, also where a page ends within a streak.
        (await PagesAsync(client, "/5/gifts?limit=1", "totalCoins")).ShouldBe(["100", "40"]);
        (await PagesAsync(client, "/5/interactions?limit=2", "kind"))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["comment", "comment", "follow", "gift", "gift", "gift"]);
        (await PagesAsync(client, "/5/interactions?limit=1&kind=comment", "content")).ShouldBe(["مرحبا 🌹", "first"]);
        (await PagesAsync(client, "/5/visits?limit=1", "durationSeconds")).ShouldBe(["220", "0"]);
        var visits = (await GetAsync(client, "/5/visits")).GetProperty("items");
        visits[0].GetProperty("leftAt").ValueKind.ShouldBe(JsonValueKind.Null);
        visits[1].GetProperty("leftAt").ValueKind.ShouldBe(JsonValueKind.String);

        var active = await GetAsync(client, "/sessions/active");
        active.GetProperty("total").GetInt64().ShouldBe(2);
        active.GetProperty("items")[0].GetProperty("viewer").GetProperty("id").GetString().ShouldBe("5");
        Texts((await GetAsync(client, "?filter=active&sort=coins")).GetProperty("items"), "id").ShouldBe(["5", "6"]);
        var summary = await GetAsync(client, "/stats/summary");
        summary.GetProperty("activeViewers").GetInt64().ShouldBe(2);
        summary.GetProperty("topSpender").GetProperty("id").GetString().ShouldBe("5");
        var heat = await GetAsync(client, "/5/heatmap");
        heat.GetProperty("totalEvents").GetInt64().ShouldBe(7);
        heat.GetProperty("totalCoins").GetInt64().ShouldBe(140);
        (await GetAsync(client, "/heatmap/global")).GetProperty("totalEvents").GetInt64().ShouldBe(8);

        // Whoever is quiet for longer than the account's time-out is gone, though nobody has noted it yet.
        await host.QueryAsync<int>("""update analytics.audiences set settings = '{"sessionTimeout": 200}'""");
        Texts((await GetAsync(client, "?filter=active")).GetProperty("items"), "id").ShouldBe(["5"]);
    }

    [Fact]
    public async Task Heatmaps_have_each_event_in_its_hour_of_the_accounts_own_week()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now.AddDays(-30), Chat(5));
        // Half an hour off the hours of UTC, and another day than UTC's for a part of it.
        await host.QueryAsync<int>("update analytics.audiences set time_zone = 'Asia/Kolkata'");
        await host.QueryAsync<int>("delete from analytics.viewer_hours");
        await host.QueryAsync<int>("delete from analytics.audience_hours");
        var sunday = new DateTimeOffset(2026, 11, 1, 18, 29, 0, TimeSpan.Zero);
        await room.StoreAsync(sunday, Gift(5, 10), Chat(6));
        await room.StoreAsync(sunday.AddMinutes(2), Chat(5), Gift(5, 100));
        await room.StoreAsync(sunday.AddMinutes(59), Chat(5));
        await room.StoreAsync(sunday.AddHours(24), Chat(5));
        using var client = host.Client(room.Workspace);

        var own = await GetAsync(client, "/5/heatmap");
        HoursOf(own, "events").ShouldBe(["Monday 0 3", "Monday 23 1", "Sunday 23 1"]);
        HoursOf(own, "coins").ShouldBe(["Monday 0 100", "Sunday 23 10"]);
        own.GetProperty("timeZone").GetString().ShouldBe("Asia/Kolkata");
        DayText(own, 0).ShouldBeOneOf("Monday", "1");
        var peak = own.GetProperty("peak");
        (peak.GetProperty("day").ToString(), peak.GetProperty("hour").GetInt32()).ShouldBe((DayText(own, 0), 0));
        (peak.GetProperty("events").GetInt64(), peak.GetProperty("coins").GetInt64()).ShouldBe((3, 100));
        var all = await GetAsync(client, "/heatmap/global");
        HoursOf(all, "events").ShouldBe(["Monday 0 3", "Monday 23 1", "Sunday 23 2"]);
        HoursOf(all, "coins").ShouldBe(["Monday 0 100", "Sunday 23 10"]);
    }

    [Fact]
    public async Task A_merged_id_and_its_handle_give_the_person_with_the_histories_of_both()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now.AddMinutes(-2), Gift(5, 10), Gift(6, 7));
        await host.QueryAsync<int>(
            "insert into analytics.viewer_merges values ($1, 6, 5, now(), 'tester', '{}')",
            room.Workspace
        );
        await host.QueryAsync<int>("delete from analytics.viewer_profiles where user_id = 6");
        using var client = host.Client(room.Workspace);

        foreach (var who in (string[])["6", "viewer6", "viewer5"])
        {
            var profile = await GetAsync(client, $"/{who}");
            profile.GetProperty("id").GetString().ShouldBe("5");
            profile.GetProperty("mergedIds")[0].GetString().ShouldBe("6");
            Texts(profile.GetProperty("handles"), "handle")
                .Order(StringComparer.Ordinal)
                .ShouldBe(["viewer5", "viewer6"]);
            (await PagesAsync(client, $"/{who}/gifts?limit=1", "coins"))
                .Order(StringComparer.Ordinal)
                .ShouldBe(["10", "7"]);
            (await GetAsync(client, $"/{who}/heatmap")).GetProperty("totalCoins").GetInt64().ShouldBe(17);
        }
    }

    [Fact]
    public async Task Birthdays_to_come_are_by_the_accounts_own_date()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now, Chat(5), Chat(6));
        // Fourteen hours ahead of UTC, and eleven behind: never the same date.
        var east = DateOnly.FromDateTime(_now.ToOffset(TimeSpan.FromHours(14)).DateTime);
        await host.QueryAsync<int>("update analytics.audiences set time_zone = 'Pacific/Kiritimati'");
        await host.QueryAsync<int>("update analytics.viewers set birthday = $1 where user_id = 5", east.AddYears(-20));
        await host.QueryAsync<int>(
            "update analytics.viewers set birthday = $1 where user_id = 6",
            east.AddDays(-1).AddYears(-30)
        );
        using var client = host.Client(room.Workspace);

        var week = await GetAsync(client, "/birthdays/upcoming?days=7");
        week.GetArrayLength().ShouldBe(1);
        week[0].GetProperty("daysUntil").GetInt32().ShouldBe(0);
        week[0].GetProperty("viewer").GetProperty("id").GetString().ShouldBe("5");
        var year = await GetAsync(client, "/birthdays/upcoming?days=366");
        year.GetArrayLength().ShouldBe(2);
        year[1].GetProperty("daysUntil").GetInt32().ShouldBeInRange(363, 365);

        await host.QueryAsync<int>("update analytics.audiences set time_zone = 'Pacific/Pago_Pago'");
        // East or west has another date than UTC at any hour, so one of both tells whose date it is.
        var first = (await GetAsync(client, "/birthdays/upcoming?days=2"))[0];
        first.GetProperty("viewer").GetProperty("id").GetString().ShouldBe("6");
        first
            .GetProperty("daysUntil")
            .GetInt32()
            .ShouldBe(
                _now.ToOffset(TimeSpan.FromHours(-11)).Date == east.AddDays(-1).ToDateTime(TimeOnly.MinValue) ? 0 : 1
            );
    }

    [Fact]
    public async Task Nobody_reads_another_workspace_or_an_account_that_is_switched_off_and_no_text_becomes_SQL()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now, Gift(5, 10));
        using var member = host.Client(room.Workspace);
        using var stranger = host.Client(Guid.CreateVersion7());
        string[] paths =
        [
            "?limit=1",
            "/5",
            "/5/gifts",
            "/5/visits",
            "/5/interactions",
            "/5/heatmap",
            "/heatmap/global",
            "/vip/list",
            "/vip/tiers",
            "/stats/summary",
            "/leaderboard",
            "/birthdays/upcoming",
            "/sessions/active",
        ];

        foreach (var prefix in (string[])["/api/viewer-profiles", "/api/v1/viewer-profiles"])
        foreach (var path in paths)
        {
            var own = $"{prefix}{path}{(path.Contains('?') ? '&' : '?')}accountId={room.Account}";
            (await StatusAsync(member, own)).ShouldBe(HttpStatusCode.OK, own);
            (await StatusAsync(stranger, own)).ShouldBe(HttpStatusCode.NotFound, own);
        }
        (await StatusAsync(stranger, "/api/viewer-profiles/5")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(stranger, "/api/viewer-profiles/viewer5")).ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync(stranger, "")).GetProperty("total").GetInt64().ShouldBe(0);

        string[] evil =
        [
            "'; drop table analytics.viewers; --",
            "1 or 1=1",
            "%00",
            "\0",
            "coins desc; select 1",
            "../../etc",
            new('x', 3_000),
        ];
        foreach (var text in evil.Select(Uri.EscapeDataString))
        {
            foreach (
                var parameter in (string[])
                    ["sort", "sortBy", "order", "filter", "after", "limit", "page", "blocked", "accountId"]
            )
                (await StatusAsync(member, $"/api/viewer-profiles?{parameter}={text}")).ShouldBe(
                    HttpStatusCode.BadRequest,
                    $"{parameter}={text}"
                );
            foreach (var parameter in (string[])["search", "tag"])
                (await StatusAsync(member, $"/api/viewer-profiles?{parameter}={text}")).ShouldBe(
                    HttpStatusCode.OK,
                    $"{parameter}={text}"
                );
            foreach (var part in (string[])["", "/gifts", "/visits", "/interactions", "/heatmap"])
                (await StatusAsync(member, $"/api/viewer-profiles/{text}{part}")).ShouldBeOneOf(
                    HttpStatusCode.NotFound,
                    HttpStatusCode.BadRequest
                );
            foreach (
                var query in (string[])
                    [
                        "/5/gifts?after=",
                        "/5/visits?after=",
                        "/5/interactions?after=",
                        "/5/interactions?kind=",
                        "/leaderboard?type=",
                        "/birthdays/upcoming?days=",
                        "/vip/list?after=",
                    ]
            )
                (await StatusAsync(member, $"/api/viewer-profiles{query}{text}")).ShouldBe(
                    HttpStatusCode.BadRequest,
                    query + text
                );
        }
        foreach (var limit in (string[])["-1", "0", "2147483647", "-2147483648"])
        foreach (
            var path in (string[])
                ["?limit=", "/5/gifts?limit=", "/leaderboard?limit=", "/sessions/active?limit=", "/vip/list?limit="]
        )
            (await StatusAsync(member, $"/api/viewer-profiles{path}{limit}")).ShouldBe(HttpStatusCode.OK, path + limit);
        (await StatusAsync(member, "/api/viewer-profiles?page=2147483647&limit=200")).ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await host.QueryAsync<long>("select count(*) from analytics.viewers")).ShouldBe(1);

        await host.QueryAsync<int>(
            """update analytics.audiences set settings = '{"enabled": false}' where account_id is not null"""
        );
        foreach (var path in paths)
        {
            var own = $"/api/viewer-profiles{path}{(path.Contains('?') ? '&' : '?')}accountId={room.Account}";
            var answer = await member.GetAsync(own);
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, own);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("switched off");
        }
    }

    private static string DayText(JsonElement heat, int row) => heat.GetProperty("days")[row].ToString();

    /// <summary>Hours that are not empty, with the day that stands before their row.</summary>
    private static List<string> HoursOf(JsonElement heat, string property)
    {
        heat.GetProperty(property).GetArrayLength().ShouldBe(7);
        return
        [
            .. heat.GetProperty(property)
                .EnumerateArray()
                .SelectMany(
                    (hours, row) =>
                        hours.EnumerateArray().Select((value, hour) => (Row: row, Hour: hour, Value: value.GetInt64()))
                )
                .Where(hour => hour.Value > 0)
                .Select(hour => $"{(DayOfWeek)((hour.Row + 1) % 7)} {hour.Hour} {hour.Value}"),
        ];
    }

    private static List<string> Texts(JsonElement items, string property) =>
        [.. items.EnumerateArray().Select(item => item.GetProperty(property).ToString())];

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path) =>
        (await client.GetAsync(path)).StatusCode;

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>($"/api/viewer-profiles{path}");

    private static async Task<List<string>> PagesAsync(HttpClient client, string path, string property)
    {
        var (texts, next) = (new List<string>(), (string?)"");
        while (next is not null)
        {
            var page = await GetAsync(client, $"{path}{(next.Length > 0 ? $"&after={next}" : "")}");
            texts.AddRange(Texts(page.GetProperty("items"), property));
            next = page.GetProperty("next").GetString();
        }
        return texts;
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
