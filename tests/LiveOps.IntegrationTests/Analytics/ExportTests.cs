using System.IO.Compression;
using System.Net;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Exports of the real service over HTTP, from rows in a real database.</summary>
[Collection(Alone.Name)]
public sealed class ExportTests(SharedServers servers)
{
    private const int Many = 80_000;
    private readonly Guid _workspace = Guid.CreateVersion7();
    private readonly Guid _account = Guid.CreateVersion7();

    [Fact]
    public async Task Eighty_thousand_viewers_are_exported_and_memory_does_not_grow_with_them()
    {
        await using var host = await StartAsync();
        await FillViewersAsync(host, Many);
        using var client = host.Client(_workspace);
        foreach (var format in (string[])["csv", "ndjson", "xlsx"])
        {
            await ExportAsync(client, $"/api/viewer-profiles/export?format={format}&filter=vip", _ => { });
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (highest, bytes) = (0L, 0L);
            await ExportAsync(
                client,
                $"/api/v1/viewer-profiles/export?format={format}",
                length =>
                {
                    bytes += length;
                    if (bytes / 8_000_000 != (bytes - length) / 8_000_000)
                        highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
                }
            );
            // The whole table is 14 to 76 MB by format.
            (highest - before).ShouldBeLessThan(8_000_000, format);
        }
        (await LinesAsync(client, "/api/viewer-profiles/export?bom=false")).Count.ShouldBe(Many + 1);
    }

    [Fact]
    public async Task Texts_of_viewers_are_cells_and_never_formulas()
    {
        await using var host = await StartAsync();
        await FillViewersAsync(host, 3);
        await host.QueryAsync<int>(
            """
            update analytics.viewers set nickname = '=HYPERLINK("http://evil","x")', notes = E'two\nlines, "quoted"',
                tags = '{+a,b}' where user_id = 1
            """
        );
        using var client = host.Client(_workspace);

        var csv = await client.GetStringAsync("/api/viewer-profiles/export?bom=false");
        csv.ShouldContain(",\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\",");
        csv.ShouldContain(",\"two\nlines, \"\"quoted\"\"\",\"'+a, b\",");
        using var json = JsonDocument.Parse(await client.GetStringAsync("/api/viewer-profiles/export?format=json"));
        json.RootElement.EnumerateArray().Last().GetProperty("displayName").GetString().ShouldStartWith("=HYPERLINK");
        json.RootElement[0].GetProperty("totalCoinsSpent").GetInt64().ShouldBe(3);
        var file = await client.GetAsync("/api/viewer-profiles/export?format=xlsx&filter=vip");
        file.Content.Headers.ContentDisposition!.FileName!.ShouldMatch(
            "^liveops-viewers-vip-[0-9]{8}-[0-9]{6}\\.xlsx$"
        );
        await using var zip = new ZipArchive(await file.Content.ReadAsStreamAsync());
        zip.GetEntry("xl/worksheets/sheet1.xml").ShouldNotBeNull();
    }

    [Fact]
    public async Task Filters_and_ids_reach_no_further_than_the_callers_own_workspace()
    {
        await using var host = await StartAsync();
        await FillViewersAsync(host, 10);
        await host.QueryAsync<int>("update analytics.viewer_profiles set is_favorite = true where user_id in (2, 3)");
        using var client = host.Client(_workspace);
        using var stranger = host.Client(Guid.CreateVersion7());

        (await LinesAsync(client, "/api/viewer-profiles/export?filter=favorites")).Count.ShouldBe(3);
        (await LinesAsync(client, "/api/viewer-profiles/export?filter=vip")).Count.ShouldBe(2);
        (await LinesAsync(client, "/api/viewer-profiles/export?filter=active")).Count.ShouldBe(1);
        (await LinesAsync(client, $"/api/viewer-profiles/export?accountId={_account}")).Count.ShouldBe(11);
        await SearchableNames.FillAsync(host.Database, _workspace);
        await host.QueryAsync<int>(
            "update analytics.viewers set tags = '{cat}' where user_id = 4; update analytics.viewer_profiles set is_blocked = true where user_id = 7"
        );
        (await LinesAsync(client, "/api/viewer-profiles/export?search=VIEWER1")).Count.ShouldBe(3);
        (await LinesAsync(client, "/api/viewer-profiles/export?tag=cat")).Count.ShouldBe(2);
        (await LinesAsync(client, "/api/viewer-profiles/export?tag=cat&search=viewer4")).Count.ShouldBe(2);
        (await LinesAsync(client, "/api/viewer-profiles/export?tag=cat&search=viewer5")).Count.ShouldBe(1);
        (await LinesAsync(client, "/api/viewer-profiles/export?blocked=true")).Count.ShouldBe(2);
        (await LinesAsync(client, "/api/viewer-profiles/export?blocked=false")).Count.ShouldBe(10);
        (await LinesAsync(stranger, "/api/viewer-profiles/export")).Count.ShouldBe(1);
        (await LinesAsync(stranger, "/api/viewer-profiles/export?search=viewer")).Count.ShouldBe(1);
        (await LinesAsync(stranger, "/api/analytics/export/gifts")).Count.ShouldBe(1);
        await Refused(stranger, $"/api/viewer-profiles/export?accountId={_account}", HttpStatusCode.NotFound);
        await Refused(stranger, $"/api/analytics/export/gifts?accountId={_account}", HttpStatusCode.NotFound);
        await Refused(stranger, $"/api/analytics/export/gifts?sessionId={Guid.NewGuid()}", HttpStatusCode.NotFound);
        const string Injection = "all'; drop table analytics.viewers; --";
        await Refused(
            client,
            $"/api/viewer-profiles/export?filter={Uri.EscapeDataString(Injection)}",
            HttpStatusCode.BadRequest
        );
        await Refused(
            client,
            $"/api/viewer-profiles/export?format={Uri.EscapeDataString(Injection)}",
            HttpStatusCode.BadRequest
        );
        await Refused(
            client,
            $"/api/analytics/export/gifts?from={Uri.EscapeDataString(Injection)}",
            HttpStatusCode.BadRequest
        );
        await Refused(client, "/api/analytics/export/gifts?from=2026-11-30&to=2026-11-30", HttpStatusCode.BadRequest);
        await Refused(client, $"/api/analytics/export/{Uri.EscapeDataString(Injection)}", HttpStatusCode.NotFound);
        using var nobody = new HttpClient { BaseAddress = client.BaseAddress };
        await Refused(nobody, "/api/viewer-profiles/export", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_books_are_exported_as_they_are()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(5, viewers: 50) { WorkspaceId = _workspace, AccountId = _account };
        for (var n = 0; n < 100; n++)
            await host.PublishAsync(live.Next());
        await host.EventuallyAsync(live.Events, "select count(*) from analytics.events");
        using var client = host.Client(_workspace);

        var gifts = await JsonAsync(client, "/api/analytics/export/gifts?format=json");
        gifts.Sum(gift => gift.GetProperty("totalCoins").GetInt64()).ShouldBe(live.Coins);
        (await JsonAsync(client, "/api/v1/analytics/export/comments?format=json")).Count.ShouldBe((int)live.Comments);
        var session = (await JsonAsync(client, "/api/analytics/export/sessions?format=json")).ShouldHaveSingleItem();
        session.GetProperty("coins").GetInt64().ShouldBe(live.Coins);
        (await LinesAsync(client, "/api/analytics/export/actions")).Count.ShouldBe(1);
        // Half of the time, half of the comments, to the message.
        var middle = Uri.EscapeDataString(live.Now.AddTicks(-live.Step.Ticks * 50).ToString("o"));
        var first = await JsonAsync(client, $"/api/analytics/export/comments?format=json&to={middle}");
        var second = await JsonAsync(
            client,
            $"/api/analytics/export/comments?format=json&from={middle}&sessionId={session.GetProperty("id").GetGuid()}"
        );
        // 18:00 in London is the next day in Tokyo, and a day is the account's.
        await host.QueryAsync<int>(
            "update analytics.audiences set time_zone = 'Asia/Tokyo' where account_id is not null"
        );
        const string NextDay = "/api/analytics/export/comments?format=json&from=2026-11-22&to=2026-11-23";
        (await JsonAsync(client, NextDay)).ShouldBeEmpty();
        (await JsonAsync(client, $"{NextDay}&accountId={_account}")).Count.ShouldBe((int)live.Comments);
        first.Count.ShouldBeInRange(1, (int)live.Comments - 1);
        (first.Count + second.Count).ShouldBe((int)live.Comments);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_query()
    {
        await using var host = await StartAsync();
        await FillViewersAsync(host, Many);
        const string Running = """
            select count(*) from pg_stat_activity
            where application_name = 'liveops-analytics' and datname = current_database() and state = 'active' and leader_pid is null
                and query like '%viewer_profiles p%'
            """;
        using (var client = host.Client(_workspace))
        {
            using var answer = await client.GetAsync(
                "/api/viewer-profiles/export",
                HttpCompletionOption.ResponseHeadersRead
            );
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[1_000]);
            // Nobody takes what is sent: the query waits for its reader.
            (await host.QueryAsync<long>(Running)).ShouldBe(1);
        }
        await host.EventuallyAsync(0L, Running);
    }

    private async Task<AnalyticsHost> StartAsync() =>
        await AnalyticsHost.StartAsync(
            // Many viewers are filled in by one statement.
            await AnalyticsHost.DatabaseAsync(servers) + ";Command Timeout=300",
            await servers.CreateVirtualHostAsync()
        );

    /// <summary>Viewers 1 to <paramref name="count"/> with as many coins; each tenth is a VIP.</summary>
    private Task<int> FillViewersAsync(AnalyticsHost host, int count) =>
        host.QueryAsync<int>(
            """
            with a as (
                insert into analytics.audiences (workspace_id, account_id) values ($1, null), ($1, $2) returning audience_no
            ), v as (
                insert into analytics.viewers (workspace_id, user_id, handle, nickname, named_at, avatar_url, notes)
                select $1, n, 'viewer' || n, 'Viewer number ' || n, now(), 'https://example.com/' || repeat('x', 80),
                    repeat('notes ', 40)
                from generate_series(1, $3) as n
            )
            insert into analytics.viewer_profiles (audience_no, user_id, first_seen_at, last_seen_at, coins, vip_tier)
            select audience_no, n, now(), now(), n, case when n % 10 = 0 then 1 else 0 end
            from a cross join generate_series(1, $3) as n
            """,
            _workspace,
            _account,
            count
        );

    private static async Task ExportAsync(HttpClient client, string address, Action<int> portion)
    {
        using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer) is > 0 and var length)
            portion(length);
    }

    private static async Task<List<string>> LinesAsync(HttpClient client, string address) =>
        [.. (await client.GetStringAsync(address)).TrimEnd().Split("\r\n")];

    private static async Task<List<JsonElement>> JsonAsync(HttpClient client, string address) =>
        [.. JsonElement.Parse(await client.GetStringAsync(address)).EnumerateArray()];

    private static async Task Refused(HttpClient client, string address, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync(address);
        answer.StatusCode.ShouldBe(expected, address);
    }
}
