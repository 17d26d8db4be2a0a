using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Analytics.Sessions;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Databases of the programs before LiveOps come onto the books, once.</summary>
public sealed class ImportTests(SharedServers servers)
{
    private readonly Guid _workspace = Guid.CreateVersion7();
    private readonly Guid _account = Guid.CreateVersion7();

    // Everything that an import could change, as text.
    private const string Books = """
        select string_agg(t, E'\n' order by t) from (
            select 'session ' || (s.*)::text as t from analytics.live_sessions s
            union all select 'viewer ' || (v.*)::text from analytics.viewers v
            union all select 'handle ' || (h.*)::text from analytics.viewer_handles h
            union all select 'in session ' || (v.*)::text from analytics.session_viewers v
            union all select 'profile ' || (p.*)::text from analytics.viewer_profiles p
            union all select 'event ' || (e.*)::text from analytics.events e
            union all select 'visit ' || (v.*)::text from analytics.visits v
            union all select 'hour ' || (h.*)::text from analytics.viewer_hours h
            union all select 'audience hour ' || (h.*)::text from analytics.audience_hours h
            union all select 'minute ' || (m.*)::text from analytics.session_minutes m
            union all select 'points ' || (p.*)::text from analytics.points p
            union all select 'action ' || (a.*)::text from analytics.actions a
            union all select 'tier ' || (t.*)::text from analytics.vip_tiers t
        ) x
        """;

    [Fact]
    public async Task A_Live_Games_database_is_on_the_books_once_and_a_newer_copy_adds_what_is_new()
    {
        await using var host = await StartAsync();
        using var admin = host.Client(_workspace, "Admin");

        var report = await ImportAsync(admin, await OldDatabase.MakeAsync(OldDatabase.LiveGames));

        Row(report, "gift_logs").ShouldBe((6, 3, 0, 3));
        Row(report, "comment_logs").ShouldBe((2, 1, 0, 1));
        Row(report, "like_tracking").ShouldBe((2, 2, 0, 0));
        Row(report, "user_leaderboard").ShouldBe((2, 0, 2, 0));
        Row(report, "arduino_devices").ShouldBe((1, 0, 0, 1));
        Row(report, "keyword_actions").ShouldBe((1, 0, 0, 1));
        report.GetProperty("notes").ToString().ShouldContain("/api/rules/import");
        (
            await host.QueryAsync<string>(
                """
                select coins || ' ' || gifts || ' ' || comments || ' ' || likes || ' ' || started_at::text || ' ' || ended_at::text
                    || ' ' || imported_name || ' ' || (room_id < 0) || ' ' || (account_id = $1)
                from analytics.live_sessions
                """,
                _account
            )
        ).ShouldBe("35 3 1 480 2024-03-01 18:00:00+00 2024-03-01 20:00:00+00 Friday true true");
        (
            await host.QueryAsync<string>(
                """
                select string_agg(v.handle || ' ' || p.coins || ' ' || p.watch_ms || ' ' || p.visits || ' ' || v.tags[1], ', ' order by v.handle)
                from analytics.viewer_profiles p join analytics.viewers v using (user_id)
                join analytics.audiences a using (audience_no) where a.account_id is null and v.user_id < 0
                """
            )
        ).ShouldBe("anna 2 60000 1 imported, berta 33 0 1 imported, clara 0 0 1 imported");
        (
            await host.QueryAsync<string>(
                "select viewer_name || ' ' || action || ' ' || (session_no is not null) from analytics.actions"
            )
        ).ShouldBe("anna Fan ON true");
        (
            await host
                .Services.GetRequiredService<AnnounceEnds>()
                .AnnounceAsync(DateTimeOffset.UtcNow.AddDays(1), default)
        ).ShouldBe(0);
        (
            await host.QueryAsync<long>("select count(*) from analytics.outbox where type like '%LiveSessionEnded%'")
        ).ShouldBe(0);

        var books = await host.QueryAsync<string>(Books);
        report = await ImportAsync(admin, await OldDatabase.MakeAsync(OldDatabase.LiveGames));
        Row(report, "gift_logs").ShouldBe((6, 0, 3, 3));
        (await host.QueryAsync<string>(Books)).ShouldBe(books);
        report.GetProperty("notes").ToString().ShouldNotContain("stay with account");

        var other = Guid.CreateVersion7();
        await host.QueryAsync<int>(
            "insert into analytics.audiences (workspace_id, account_id, handle) values ($1, $2, 'other')",
            _workspace,
            other
        );
        report = await ImportAsync(
            admin,
            await OldDatabase.MakeAsync(OldDatabase.LiveGames),
            $"/api/analytics/import?accountId={other}"
        );
        (await host.QueryAsync<string>(Books)).ShouldBe(books);
        report.GetProperty("notes").ToString().ShouldContain($"(1) stay with account {_account}");

        report = await ImportAsync(
            admin,
            await OldDatabase.MakeAsync(
                OldDatabase.LiveGames,
                """
                insert into live_sessions values (2, 1, 'Saturday', '2024-03-02 18:00:00', null, 5, 1, 'active');
                insert into gift_logs values (7, 1, 'anna', 'Rose', 1, '2024-03-01 18:04:00', null), (8, 2, 'anna', 'Doughnut', 30, '2024-03-02 18:04:00', null);
                """
            )
        );
        Row(report, "gift_logs").ShouldBe((8, 2, 3, 3));
        Row(report, "live_sessions").ShouldBe((2, 1, 1, 0));
        (
            await host.QueryAsync<decimal>(
                "select sum(p.coins) from analytics.viewer_profiles p join analytics.audiences a using (audience_no) where a.account_id is null"
            )
        ).ShouldBe(66);
        (await admin.GetFromJsonAsync<JsonElement>("/api/analytics/imports")).GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task Profiles_of_the_plugin_are_people_with_halved_coins_and_the_two_halves_of_one_are_one()
    {
        await using var host = await StartAsync();
        using var admin = host.Client(_workspace, "Admin");
        var address = $"/api/analytics/import?accountId={_account}";
        var told = await ToldChanges.HearAsync(host);

        var file = await OldDatabase.MakeAsync(OldDatabase.Profiles);
        var report = await ImportAsync(admin, file, address, form: true);

        var lines = await told.ShouldBeAsync(
            _workspace,
            $$"""history import begun | import | - | {"kind":"viewerProfiles","accountId":"{{_account}}","bytes":{{file.Length}}}"""
        );
        lines[0].ThingName.ShouldBe("viewer-profiles.db");

        Row(report, "viewer_profiles").ShouldBe((3, 2, 1, 0));
        Row(report, "viewer_gift_history").ShouldBe((3, 2, 0, 1));
        Row(report, "viewer_sessions").ShouldBe((3, 2, 0, 1));
        Row(report, "viewer_interactions").ShouldBe((3, 2, 0, 1));
        Row(report, "viewer_activity_heatmap").ShouldBe((3, 2, 0, 1));
        Row(report, "vip_tier_config").ShouldBe((2, 1, 0, 1));
        report.GetProperty("notes").ToString().ShouldContain("halved");
        const string Profile = """
            select p.coins || ' ' || p.gifts || ' ' || p.comments || ' ' || p.likes || ' ' || p.shares || ' ' || p.visits || ' '
                || p.watch_ms || ' ' || p.points || ' ' || p.vip_tier || ' ' || p.is_favorite || ' ' || p.first_seen_at::text
            from analytics.viewer_profiles p join analytics.audiences a using (audience_no)
            where p.user_id = 6800000000000000001 and (a.account_id is null) = $1
            """;
        (await host.QueryAsync<string>(Profile, false)).ShouldBe(
            "20 20 5 3 1 5 660000 7 3 true 2024-02-01 18:00:00+00"
        );
        (await host.QueryAsync<string>(Profile, true)).ShouldBe(
            "20 20 5 3 1 5 660000 7 3 false 2024-02-01 18:00:00+00"
        );
        (
            await host.QueryAsync<string>(
                "select birthday || ' ' || notes || ' ' || array_to_string(tags, '+') from analytics.viewers where user_id = 6800000000000000001"
            )
        ).ShouldBe("1990-02-28 likes cats cat+regular, daily+café");
        (
            await host.QueryAsync<string>(
                "select notes || ' ' || array_to_string(tags, '+') from analytics.viewers where user_id < 0"
            )
        ).ShouldBe("=1+1 imported");
        // Friday 18:00 and Sunday 00:00, where the week begins on Monday.
        (
            await host.QueryAsync<string>(
                "select string_agg(hour_of_week || ' ' || events || ' ' || coins, ', ' order by hour_of_week) from analytics.viewer_hours"
            )
        ).ShouldBe("114 10 20, 144 2 0");
        // What merging and its undoing add up.
        (
            await host.QueryAsync<string>(
                "select sum(v.coins) || ' ' || max(s.coins) from analytics.session_viewers v join analytics.live_sessions s using (session_no)"
            )
        ).ShouldBe("70 70");

        var books = await host.QueryAsync<string>(Books);
        report = await ImportAsync(admin, await OldDatabase.MakeAsync(OldDatabase.Profiles), address);
        (await host.QueryAsync<string>(Books)).ShouldBe(books);
        Row(report, "viewer_sessions").ShouldBe((3, 0, 2, 1));
        report.GetProperty("notes").ToString().ShouldContain("without a TikTok id in the file (1)");

        // The plugin went on; what people changed here stays.
        await host.QueryAsync<int>(
            "update analytics.viewer_profiles set is_favorite = false, vip_tier = 0, vip_by_hand = true"
        );
        report = await ImportAsync(
            admin,
            await OldDatabase.MakeAsync(
                OldDatabase.Profiles,
                """
                update viewer_profiles set total_coins_spent = 60, loyalty_points = 9, total_visits = 5 where id = 1;
                update viewer_activity_heatmap set activity_count = 11, total_coins_in_hour = 60 where id = 1;
                insert into viewer_gift_history (viewer_id, gift_id, gift_name, gift_coins, gift_diamond_count, quantity, timestamp) values (1, 5655, 'Rose', 20, 1, 10, '2024-03-06 18:05:00');
                """
            ),
            address
        );
        Row(report, "viewer_gift_history").ShouldBe((4, 1, 2, 1));
        (await host.QueryAsync<string>(Profile, false)).ShouldBe(
            "30 20 5 3 1 6 660000 9 0 false 2024-02-01 18:00:00+00"
        );
        (
            await host.QueryAsync<string>(
                "select events || ' ' || coins from analytics.audience_hours where hour_of_week = 114"
            )
        ).ShouldBe("11 30");
    }

    [Fact]
    public async Task Coins_can_be_taken_as_they_are()
    {
        await using var host = await StartAsync();
        using var admin = host.Client(_workspace, "Admin");

        await ImportAsync(
            admin,
            await OldDatabase.MakeAsync(OldDatabase.Profiles),
            $"/api/v1/analytics/import?accountId={_account}&coins=asIs"
        );

        (await host.QueryAsync<decimal>("select sum(coins) from analytics.session_viewers")).ShouldBe(140);
    }

    [Fact]
    public async Task What_is_no_database_or_a_damaged_or_another_one_is_refused_and_nothing_is_stored()
    {
        await using var host = await StartAsync();
        using var admin = host.Client(_workspace, "Admin");
        var books = await host.QueryAsync<string>(Books);
        var good = await OldDatabase.MakeAsync(
            OldDatabase.LiveGames,
            "insert into comment_logs (session_id, username, comment_text, timestamp) select 1, 'u' || value, hex(randomblob(200)), '2024-03-01 18:00:00' from (with recursive n(value) as (select 1 union all select value + 1 from n where value < 2000) select value from n)"
        );
        var torn = good[..(good.Length / 2)];
        var damaged = (byte[])good.Clone();
        damaged.AsSpan(8_192, 20_000).Fill(0xAA);
        (byte[] File, string Says)[] bad =
        [
            ("PK not a database at all"u8.ToArray(), "no SQLite"),
            ([], "No file"),
            (torn, "damaged"),
            (damaged, "damaged"),
            (await OldDatabase.MakeAsync("create table accounts (id integer)"), "neither"),
            (
                await OldDatabase.MakeAsync(
                    "create table t (a); create view accounts as select a as id, a as username from t; create view live_sessions as select a as id, a as account_id, a as start_time from t; create view gift_logs as select a as id, a as session_id, a as username, a as gift_name, a as gift_value, a as timestamp from t"
                ),
                "neither"
            ),
            (await OldDatabase.MakeAsync(OldDatabase.Profiles), "accountId"),
        ];
        foreach (var (file, says) in bad)
        {
            using var answer = await admin.PostAsync("/api/analytics/import", new ByteArrayContent(file));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, says);
            (await answer.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("detail")
                .GetString()!
                .ShouldContain(says);
        }
        (await host.QueryAsync<string>(Books)).ShouldBe(books);
        (await host.QueryAsync<long>("select count(*) from analytics.imports")).ShouldBe(0);
        Directory.GetFiles(Path.GetTempPath(), "liveops-import-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_admins_import_and_only_into_accounts_of_their_workspace()
    {
        await using var host = await StartAsync();
        using var manager = host.Client(_workspace, "Manager");
        using var stranger = host.Client(Guid.CreateVersion7(), "Admin");
        var file = await OldDatabase.MakeAsync(OldDatabase.Profiles);

        (await manager.PostAsync("/api/analytics/import", new ByteArrayContent(file))).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (
            await stranger.PostAsync($"/api/analytics/import?accountId={_account}", new ByteArrayContent(file))
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var admin = host.Client(_workspace, "Admin");
        await ImportAsync(admin, file, $"/api/analytics/import?accountId={_account}");
        var id = (await admin.GetFromJsonAsync<JsonElement>("/api/analytics/imports"))[0].GetProperty("id").GetGuid();
        (await admin.GetAsync($"/api/analytics/imports/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync($"/api/analytics/imports/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/analytics/imports")).GetArrayLength().ShouldBe(0);
        (await admin.PostAsync("/api/analytics/import?coins=double", new ByteArrayContent(file))).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    private async Task<AnalyticsHost> StartAsync()
    {
        var host = await AnalyticsHost.StartAsync(
            await AnalyticsHost.DatabaseAsync(servers),
            await servers.CreateVirtualHostAsync()
        );
        await host.QueryAsync<int>(
            "insert into analytics.audiences (workspace_id, account_id, handle) values ($1, null, null), ($1, $2, 'shop')",
            _workspace,
            _account
        );
        return host;
    }

    private static async Task<JsonElement> ImportAsync(
        HttpClient client,
        byte[] file,
        string address = "/api/analytics/import",
        bool form = false
    )
    {
        HttpContent body = new ByteArrayContent(file);
        if (form)
            body = new MultipartFormDataContent { { body, "file", "viewer-profiles.db" } };
        using var answer = await client.PostAsync(address, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonElement.Parse(text).GetProperty("report");
    }

    private static (long Read, long New, long Known, long Skipped) Row(JsonElement report, string table)
    {
        var row = report.GetProperty("tables").GetProperty(table);
        long Of(string name) => row.GetProperty(name).GetInt64();
        return (Of("read"), Of("new"), Of("known"), Of("skipped"));
    }
}
