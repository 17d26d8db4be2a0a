using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Lists and searches against a plain count of the same crowd, over HTTP.</summary>
public sealed class ViewerListTests(SharedServers servers)
{
    private static readonly Dictionary<string, Func<CrowdMember, IComparable>> _sorts = new(StringComparer.Ordinal)
    {
        ["coins"] = one => one.Coins,
        ["gifts"] = one => one.Gifts,
        ["comments"] = one => one.Comments,
        ["likes"] = one => one.Likes,
        ["shares"] = one => one.Shares,
        ["follows"] = one => one.Follows,
        ["watchtime"] = one => one.WatchMs,
        ["visits"] = one => one.Visits,
        ["points"] = one => Math.Max(one.Points, 0),
        ["lastSeen"] = one => one.LastSeen,
        ["firstSeen"] = one => one.FirstSeen,
        ["vip"] = one => (one.Tier, one.Coins),
    };

    [Fact]
    public async Task Every_order_in_both_directions_is_that_of_a_plain_sort_page_by_page()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 1);
        await crowd.AddAsync(230);
        using var client = host.Client(crowd.Workspace);

        foreach (var (sort, key) in _sorts)
        {
            var falling = crowd.Members.OrderByDescending(key).ThenBy(one => one.UserId).Select(Id).ToList();
            (await PagesAsync(client, $"sort={sort}&order=desc&limit=17")).ShouldBe(falling, sort);
            (await PagesAsync(client, $"sort={sort}&order=asc&limit=23")).ShouldBe(
                falling.AsEnumerable().Reverse(),
                sort
            );
        }
        var byName = crowd
            .Members.OrderBy(one => Fold(one.Nickname), StringComparer.Ordinal)
            .ThenBy(one => one.UserId)
            .Select(Id)
            .ToList();
        (await PagesAsync(client, "sort=name&limit=19")).ShouldBe(byName);
        (await PagesAsync(client, "sort=name&order=desc&limit=19")).ShouldBe(byName.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task Filters_leave_those_who_fulfil_them_and_the_size_is_theirs()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 2);
        await crowd.AddAsync(400);
        using var client = host.Client(crowd.Workspace);

        async Task Check(string filter, Func<CrowdMember, bool> fulfils)
        {
            var expected = crowd.Members.Where(fulfils).OrderByDescending(one => one.Coins).ThenBy(one => one.UserId);
            var page = await GetAsync(client, $"?sort=coins&limit=200&{filter}");
            page.GetProperty("total").GetInt64().ShouldBe(expected.Count(), filter);
            page.GetProperty("totalIsCapped").GetBoolean().ShouldBeFalse(filter);
            (await PagesAsync(client, $"sort=coins&limit=9&{filter}")).ShouldBe(expected.Select(Id), filter);
        }
        await Check("filter=all", _ => true);
        await Check("filter=vip", one => one.Tier > 0);
        await Check("filter=favorites", one => one.IsFavorite);
        await Check("blocked=true", one => one.IsBlocked);
        await Check("blocked=false", one => !one.IsBlocked);
        await Check("filter=vip&blocked=false", one => one.Tier > 0 && !one.IsBlocked);
        await Check("tag=regular", one => one.Tags.Contains("regular"));
        await Check("tag=100%25&filter=vip", one => one.Tags.Contains("100%") && one.Tier > 0);
        await Check("tag=regula_", _ => false);
        await Check("tag=regular&filter=favorites", one => one.Tags.Contains("regular") && one.IsFavorite);
        await Check("filter=active", _ => false);
        await Check("filter=vip&search=ann", one => one.Tier > 0 && Matches(one, "ann"));
        await Check("filter=favorites&search=ann", one => one.IsFavorite && Matches(one, "ann"));

        // Pages by number, and the words of other software, for dashboards that know no other.
        var second = await GetAsync(client, "?sortBy=total_coins_spent&page=2&limit=10");
        second
            .GetProperty("items")
            .EnumerateArray()
            .Select(IdOf)
            .ShouldBe(
                crowd.Members.OrderByDescending(one => one.Coins).ThenBy(one => one.UserId).Skip(10).Take(10).Select(Id)
            );
    }

    [Fact]
    public async Task A_search_finds_every_part_of_every_name_and_takes_no_sign_for_a_pattern()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 3);
        // More than the first look at a list takes, so that both ways of searching are gone.
        await crowd.AddAsync(1_400);
        await crowd.AddAsync([new CrowdMember(1, "needle_in_hay", "İstanbul 🌹🔥 \u202Eevil")]);
        await SearchableNames.SeeAsync(host.Database, crowd.Workspace, 7003, "once.known_as");
        using var client = host.Client(crowd.Workspace);

        foreach (
            var text in (string[])
                [
                    "a",
                    "an",
                    "ann",
                    "ANNA",
                    "nna_",
                    "needle",
                    "@needle",
                    "e_in_h",
                    "🌹",
                    "🌹🔥",
                    "🌹Rosa",
                    "مرح",
                    "حبا",
                    "م",
                    "дмит",
                    "МИТ",
                    "ünal",
                    "%",
                    "_",
                    "%_",
                    "50%_",
                    "0%_o",
                    "___",
                    "anna%",
                    "a 1",
                    "' or 1=1 --",
                    "\\",
                    "nobody.has.this",
                ]
        )
        {
            var expected = crowd.Members.Where(one => Matches(one, text)).ToList();
            foreach (var (sort, limit) in ((string, int)[])[("coins", 200), ("lastSeen", 150)])
                (await PagesAsync(client, $"search={Uri.EscapeDataString(text)}&sort={sort}&limit={limit}")).ShouldBe(
                    expected.OrderByDescending(_sorts[sort]).ThenBy(one => one.UserId).Select(Id),
                    $"{text} by {sort}"
                );
            (await PagesAsync(client, $"search={Uri.EscapeDataString(text)}&sort=name&limit=200"))
                .Order(StringComparer.Ordinal)
                .ShouldBe(expected.Select(Id).Order(StringComparer.Ordinal), text);
        }
        (await PagesAsync(client, "search=known_as&sort=coins")).ShouldBe(["7003"]);
        // Fancy letters are letters.
        (await PagesAsync(client, $"search={Uri.EscapeDataString("ｎｅｅｄｌｅ")}")).ShouldBe(["1"]);
        // Another workspace finds nobody of these.
        using var other = host.Client(Guid.CreateVersion7());
        (await PagesAsync(other, "search=ann")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_search_is_the_same_in_every_order_whether_few_or_thousands_have_the_text()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 6);
        await crowd.AddAsync(400);
        var last = crowd.Members.Min(one => one.LastSeen);
        // Nobody of them among the first in any falling order: a first look at a list finds none.
        await crowd.AddAsync([
            .. Enumerable
                .Range(0, 2_300)
                .Select(n => new CrowdMember(
                    9_000_000 + n,
                    $"zed_{n}",
                    $"{(n < 40 ? "qvx" : "zed")} {n * 7919 % 2_300}"
                )
                {
                    Visits = 1,
                    FirstSeen = last.AddDays(-1),
                    LastSeen = last.AddMinutes(-(n * 31 % 700) - 1),
                }),
        ]);
        using var client = host.Client(crowd.Workspace);

        foreach (var text in (string[])["zed", "qvx", "zed_2"])
        {
            var expected = crowd.Members.Where(one => Matches(one, text)).ToList();
            foreach (var sort in (string[])["lastSeen", "coins", "visits", "vip"])
            foreach (var order in (string[])["desc", "asc"])
            {
                var falling = expected.OrderByDescending(_sorts[sort]).ThenBy(one => one.UserId).Select(Id);
                (await PagesAsync(client, $"search={text}&sort={sort}&order={order}&limit=200")).ShouldBe(
                    order == "desc" ? falling : falling.Reverse(),
                    $"{text} by {sort} {order}"
                );
            }
            (await PagesAsync(client, $"search={text}&sort=name&limit=200")).ShouldBe(
                expected
                    .OrderBy(one => Fold(one.Nickname), StringComparer.Ordinal)
                    .ThenBy(one => one.UserId)
                    .Select(Id),
                text
            );
            var first = await GetAsync(client, $"?search={text}&limit=50");
            var total = first.GetProperty("total").GetInt64();
            if (first.GetProperty("totalIsCapped").GetBoolean())
                total.ShouldBeInRange(50, expected.Count, text);
            else
                total.ShouldBe(expected.Count, text);
        }
    }

    [Fact]
    public async Task What_is_found_follows_renaming_merging_and_erasure_and_the_sums_follow_every_change()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 4);
        await crowd.AddAsync(60);
        using var client = host.Client(crowd.Workspace);
        await host.QueryAsync<int>(
            """
            insert into analytics.viewer_merges values ((select distinct workspace_id from analytics.viewers), 7002, 7005, now(), 'tester', '{}');
            delete from analytics.viewer_profiles where user_id = 7002;
            delete from analytics.viewer_search where user_id = 7006;
            delete from analytics.viewer_profiles where user_id = 7006;
            update analytics.viewer_profiles set coins = coins + 5, vip_tier = 4, is_blocked = not is_blocked where user_id % 3 = 0
            """
        );
        await SearchableNames.SeeAsync(host.Database, crowd.Workspace, 7001, "Renamed");
        async Task<List<string>> Find(int member) => await PagesAsync(client, $"search={crowd.Members[member].Handle}");

        (await PagesAsync(client, "search=renamed")).ShouldBe(["7001"]);
        (await Find(2)).ShouldBe(["7005"]);
        (await Find(5)).ShouldBe(["7005"]);
        (await Find(6)).ShouldBeEmpty();
        await host.QueryAsync<int>("delete from analytics.viewer_merges");
        (await PagesAsync(client, $"search={crowd.Members[5].Handle}")).ShouldBe(["7005"]);
        (
            await host.QueryAsync<long>(
                "select count(*) from analytics.viewer_search where user_id = 7002 and strpos(names, $1) > 0",
                crowd.Members[2].Handle
            )
        ).ShouldBe(1);
        await ViewerTruth.SumsShouldBeThoseOfProfilesAsync(host);
        var summary = await GetAsync(client, "/stats/summary");
        summary.GetProperty("totalViewers").GetInt64().ShouldBe(58);
        summary
            .GetProperty("totalRevenue")
            .GetInt64()
            .ShouldBe(
                await host.QueryAsync<long>(
                    "select sum(coins)::bigint from analytics.viewer_profiles join analytics.audiences using (audience_no) where account_id is null"
                )
            );
    }

    [Fact]
    public async Task A_leaderboard_has_the_first_ones_and_nobody_with_nothing()
    {
        await using var host = await StartAsync();
        var crowd = new ViewerCrowd(host, 5);
        await crowd.AddAsync(120);
        using var client = host.Client(crowd.Workspace);

        foreach (
            var type in (string[])["coins", "watchtime", "visits", "gifts", "comments", "likes", "shares", "points"]
        )
        {
            var value = _sorts[type];
            var expected = crowd
                .Members.Where(one => Convert.ToInt64(value(one), null) > 0)
                .OrderByDescending(value)
                .ThenBy(one => one.UserId)
                .Take(40);
            var board = await GetAsync(client, $"/leaderboard?type={type}&limit=40&accountId={crowd.Account}");
            board
                .EnumerateArray()
                .Select(entry => IdOf(entry.GetProperty("viewer")))
                .ShouldBe(expected.Select(Id), type);
            board
                .EnumerateArray()
                .Select(entry => entry.GetProperty("rank").GetInt32())
                .ShouldBe(Enumerable.Range(1, expected.Count()));
            var divisor = type == "watchtime" ? 1_000 : 1;
            board[0].GetProperty("value").GetInt64().ShouldBe(Convert.ToInt64(value(expected.First()), null) / divisor);
        }
        (
            await client.GetAsync(
                $"/api/viewer-profiles/leaderboard?type={Uri.EscapeDataString("coins; drop table x")}"
            )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static bool Matches(CrowdMember one, string text)
    {
        var needle = Fold(text.TrimStart('@'));
        var names = (string[])[Fold(one.Handle), Fold(one.Nickname)];
        // Old handles are looked for by a text of their own.
        return needle.EnumerateRunes().Count() < 3
            ? Array.Exists(names, name => name.StartsWith(needle, StringComparison.Ordinal))
            : Array.Exists(names, name => name.Contains(needle, StringComparison.Ordinal));
    }

    private static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    private static string Id(CrowdMember one) => one.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string IdOf(JsonElement viewer) => viewer.GetProperty("id").GetString()!;

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>($"/api/viewer-profiles{path}");

    /// <summary>All pages of a list, one after the other.</summary>
    private static async Task<List<string>> PagesAsync(HttpClient client, string query)
    {
        var (ids, next) = (new List<string>(), (string?)"");
        while (next is not null)
        {
            var page = await GetAsync(client, $"?{query}{(next.Length > 0 ? $"&after={next}" : "")}");
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(IdOf));
            next = page.GetProperty("next").GetString();
        }
        return ids;
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
