using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Analytics.Privacy;
using LiveOps.Analytics.Storing;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What workspaces do not want to keep goes, and nothing else; nobody who writes waits for it.</summary>
public sealed class RetentionTests(SharedServers servers)
{
    private static readonly DateOnly _shared = new(2026, 1, 5);
    private static readonly DateOnly _own = new(2026, 1, 12);

    private const string Totals = """
        select string_agg(t, E'\n' order by t) from (
            select 'session ' || session_no || ' ' || events || ' ' || coins || ' ' || comments || ' ' || likes as t
            from analytics.live_sessions where opened_on < '2026-02-01'
            union all select 'viewer ' || (v.*)::text from analytics.session_viewers v
                join analytics.live_sessions s using (session_no) where s.opened_on < '2026-02-01'
            union all select 'minute ' || (m.*)::text from analytics.session_minutes m
                join analytics.live_sessions s using (session_no) where s.opened_on < '2026-02-01'
            union all select 'profile ' || (p.*)::text from analytics.viewer_profiles p
                join analytics.audiences a using (audience_no) where a.workspace_id <> $1
        ) x
        """;

    [Fact]
    public async Task Weeks_are_dropped_while_others_read_and_write_and_totals_stay()
    {
        // Whoever waits half a second for a lock fails.
        await using var host = await StartAsync(";Options=-c lock_timeout=500");
        var (keeper, forgetter) = (Live(41), Live(42));
        var alone = new SyntheticLive(43, viewers: 50) { WorkspaceId = forgetter.WorkspaceId };
        foreach (var live in (SyntheticLive[])[keeper, forgetter, alone])
            await PublishAsync(host, live, 30);
        await host.EventuallyAsync(1_800L, "select count(*) from analytics.events");
        await AgeAsync(host, keeper, _shared);
        await AgeAsync(host, forgetter, _shared);
        await AgeAsync(host, alone, _own);
        await SetAsync(host, forgetter.WorkspaceId, """{"eventsDays":30}""");
        var writer = Live(44);
        await PublishAsync(host, writer, 1);
        await host.EventuallyAsync(
            20L,
            "select events from analytics.live_sessions where workspace_id = $1",
            writer.WorkspaceId
        );
        var totals = await host.QueryAsync<string>(Totals, writer.WorkspaceId);

        await using var reader = await host.Database.OpenConnectionAsync();
        await using var reading = await reader.BeginTransactionAsync();
        await using (var read = new Npgsql.NpgsqlCommand("select count(*) from analytics.events", reader, reading))
            (await read.ExecuteScalarAsync()).ShouldBe(1_820L);
        var job = host.Services.GetRequiredService<RetentionJob>().RunAsync(DateTimeOffset.UtcNow, default);
        await host.EventuallyAsync(1L, "select count(*) from pg_inherits where inhdetachpending");
        // The week's last reader is not done, so it is not gone; writers go on.
        for (var n = 0; n < 20; n++)
            await host
                .Services.GetRequiredService<EventStore>()
                .StoreAsync([EventMapping.ToRows(writer.Next(), redelivered: false, 8_192)], new(), default);
        job.IsCompleted.ShouldBeFalse();
        await reading.CommitAsync();
        (await job).ShouldBeTrue();

        (await TablesAsync(host)).ShouldBe("events_20260105");
        (await EventsAsync(host, keeper)).ShouldBe(600);
        (await EventsAsync(host, forgetter)).ShouldBe(0);
        (await EventsAsync(host, writer)).ShouldBe(420);
        (await host.QueryAsync<string>(Totals, writer.WorkspaceId)).ShouldBe(totals);

        await SetAsync(host, keeper.WorkspaceId, """{"eventsDays":36500}""");
        await RunAsync(host);
        (await EventsAsync(host, keeper)).ShouldBe(600);
        await SetAsync(host, keeper.WorkspaceId, """{"eventsDays":60}""");
        await RunAsync(host);
        (await TablesAsync(host)).ShouldBe("");
        (await EventsAsync(host, writer)).ShouldBe(420);
        (await host.QueryAsync<string>(Totals, writer.WorkspaceId)).ShouldBe(totals);
        // A session that is opened goes on as ever, and so does a round with nothing to do.
        await PublishAsync(host, Live(45), 1);
        await RunAsync(host);
    }

    [Fact]
    public async Task A_drop_that_was_interrupted_is_finished()
    {
        await using var host = await StartAsync();
        var live = Live(51);
        await PublishAsync(host, live, 2);
        await host.EventuallyAsync(40L, "select count(*) from analytics.events");
        await AgeAsync(host, live, _own);
        await host.Services.GetRequiredService<EventPartitions>().EnsureAsync(_shared, default);
        await SetAsync(host, live.WorkspaceId, """{"eventsDays":30}""");
        // One table was detached and not dropped; the other's detaching was cut off.
        await host.QueryAsync<int>("alter table analytics.events detach partition analytics.events_20260105");
        await using (var reader = await host.Database.OpenConnectionAsync())
        {
            await using var reading = await reader.BeginTransactionAsync();
            await using (var read = new Npgsql.NpgsqlCommand("select count(*) from analytics.events", reader, reading))
                await read.ExecuteScalarAsync();
            await using var detacher = await host.Database.OpenConnectionAsync();
            await using var detach = new Npgsql.NpgsqlCommand(
                "alter table analytics.events detach partition analytics.events_20260112 concurrently",
                detacher
            );
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await Should.ThrowAsync<OperationCanceledException>(() => detach.ExecuteNonQueryAsync(patience.Token));
        }
        (await host.QueryAsync<long>("select count(*) from pg_inherits where inhdetachpending")).ShouldBe(1);

        await RunAsync(host);

        (await TablesAsync(host)).ShouldBe("");
        (
            await host.QueryAsync<bool>("select events_removed_at is not null from analytics.live_sessions")
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task Texts_go_before_the_events_and_only_those_of_workspaces_that_want_it()
    {
        await using var host = await StartAsync();
        var (keeper, forgetter) = (Live(61), Live(62));
        foreach (var live in (SyntheticLive[])[keeper, forgetter])
            await PublishAsync(host, live, 20);
        await host.EventuallyAsync(800L, "select count(*) from analytics.events");
        await AgeAsync(host, keeper, _shared);
        await AgeAsync(host, forgetter, _shared);
        await SetAsync(host, forgetter.WorkspaceId, """{"commentsDays":1}""");

        await RunAsync(host);

        const string Texts = """
            select count(*) filter (where kind = 2) || ' ' || count(text) from analytics.events
            join analytics.live_sessions s using (session_no) where s.workspace_id = $1
            """;
        (await host.QueryAsync<string>(Texts, keeper.WorkspaceId)).ShouldBe($"{keeper.Comments} {keeper.Comments}");
        (await host.QueryAsync<string>(Texts, forgetter.WorkspaceId)).ShouldBe($"{forgetter.Comments} 0");
    }

    [Fact]
    public async Task Who_was_not_seen_for_long_is_erased_and_others_stay()
    {
        await using var host = await StartAsync();
        var (keeper, forgetter) = (Live(63), Live(64));
        foreach (var live in (SyntheticLive[])[keeper, forgetter])
            await PublishAsync(host, live, 10);
        await host.EventuallyAsync(400L, "select count(*) from analytics.events");
        await host.QueryAsync<int>(
            "update analytics.viewer_profiles set last_seen_at = now() - interval '41 days' where user_id % 2 = 0"
        );
        await host.QueryAsync<int>(
            "update analytics.viewer_profiles set last_seen_at = now() - interval '39 days' where user_id % 2 = 1"
        );
        const string People = """
            select count(*) filter (where user_id % 2 = 0) || ' ' || (count(*) filter (where user_id % 2 = 1) > 5)
            from analytics.viewers where workspace_id = $1
            """;
        var others = await host.QueryAsync<string>(People, keeper.WorkspaceId);
        await SetAsync(host, forgetter.WorkspaceId, """{"inactiveViewersDays":40}""");

        await RunAsync(host);

        (await host.QueryAsync<string>(People, forgetter.WorkspaceId)).ShouldBe("0 true");
        (await host.QueryAsync<string>(People, keeper.WorkspaceId)).ShouldBe(others);
        (
            await host.QueryAsync<long>(
                "select coins from analytics.live_sessions where workspace_id = $1",
                forgetter.WorkspaceId
            )
        ).ShouldBe(forgetter.Coins);
    }

    [Fact]
    public async Task What_retention_has_taken_an_import_does_not_count_again()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        using var admin = host.Client(workspace, "Admin");
        var file = await OldDatabase.MakeAsync(OldDatabase.LiveGames);
        (await admin.PostAsync("/api/analytics/import", new ByteArrayContent(file))).EnsureSuccessStatusCode();
        await SetAsync(host, workspace, """{"eventsDays":30}""");
        await RunAsync(host);
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBe(0);

        using var answer = await admin.PostAsync("/api/analytics/import", new ByteArrayContent(file));

        var gifts = (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("report")
            .GetProperty("tables")
            .GetProperty("gift_logs");
        gifts.GetProperty("new").GetInt64().ShouldBe(0);
        gifts.GetProperty("skippedBecause").ToString().ShouldContain("retention");
        (await host.QueryAsync<long>("select coins from analytics.live_sessions")).ShouldBe(35);
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBe(0);
    }

    [Fact]
    public async Task Settings_are_the_workspaces_own_and_have_bounds()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        using var admin = host.Client(workspace, "Admin");
        using var manager = host.Client(workspace, "Manager");
        using var stranger = host.Client(Guid.CreateVersion7(), "Admin");
        var told = await ToldChanges.HearAsync(host);

        await SetAsync(host, workspace, """{"eventsDays":90,"commentsDays":7,"inactiveViewersDays":null}""");
        await SetAsync(host, workspace, """{"commentsDays":7}""");

        (await manager.GetStringAsync("/api/analytics/retention")).ShouldBe(
            """{"eventsDays":90,"commentsDays":7,"inactiveViewersDays":null}"""
        );
        (await stranger.GetStringAsync("/api/v1/analytics/retention")).ShouldContain("\"eventsDays\":null");
        (await PutAsync(manager, """{"eventsDays":90}""")).ShouldBe(HttpStatusCode.Forbidden);
        (await PutAsync(admin, """{"eventsDays":29}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await PutAsync(admin, """{"commentsDays":0}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await PutAsync(admin, """{"inactiveViewersDays":1}""")).ShouldBe(HttpStatusCode.BadRequest);
        // Nothing that was set is lost by what is mistyped or left away.
        foreach (
            var bad in (string[])
                ["{}", "[]", "null", """{"commentDays":30}""", """{"eventsDays":"x"}""", """{"eventsDays":90.5}"""]
        )
            (await PutAsync(admin, bad)).ShouldBe(HttpStatusCode.BadRequest, bad);
        await SetAsync(host, workspace, """{"inactiveViewersDays":400}""");
        await SetAsync(host, workspace, """{"eventsDays":null}""");
        (await manager.GetStringAsync("/api/analytics/retention")).ShouldBe(
            """{"eventsDays":null,"commentsDays":7,"inactiveViewersDays":400}"""
        );
        string Set(string events, string comments, string viewers) =>
            $$"""{"eventsDays":{{events}},"commentsDays":{{comments}},"inactiveViewersDays":{{viewers}}}""";
        await told.ShouldBeAsync(
            workspace,
            $"retention set | workspace | {Set("null", "null", "null")} | {Set("90", "7", "null")}",
            $"retention set | workspace | {Set("90", "7", "null")} | {Set("90", "7", "400")}",
            $"retention set | workspace | {Set("90", "7", "400")} | {Set("null", "7", "400")}"
        );
    }

    private async Task<AnalyticsHost> StartAsync(string more = "") =>
        await AnalyticsHost.StartAsync(
            await AnalyticsHost.DatabaseAsync(servers) + more,
            await servers.CreateVirtualHostAsync()
        );

    private static SyntheticLive Live(int seed) => new(seed, viewers: 50);

    private static async Task PublishAsync(AnalyticsHost host, SyntheticLive live, int messages)
    {
        for (var n = 0; n < messages; n++)
            await host.PublishAsync(live.Next());
    }

    /// <summary>Makes the session one that was opened, and over, on a day long ago.</summary>
    private static async Task AgeAsync(AnalyticsHost host, SyntheticLive live, DateOnly day)
    {
        await host.Services.GetRequiredService<EventPartitions>().EnsureAsync(day, default);
        await host.QueryAsync<int>(
            """
            with s as (
                update analytics.live_sessions set opened_on = $2, ended_at = $2::date + interval '20 hours'
                where account_id = $1 returning session_no
            )
            update analytics.events e set opened_on = $2 from s where e.session_no = s.session_no
            """,
            live.AccountId,
            day
        );
    }

    private static async Task RunAsync(AnalyticsHost host) =>
        (
            await host.Services.GetRequiredService<RetentionJob>().RunAsync(DateTimeOffset.UtcNow, default)
        ).ShouldBeTrue();

    private static async Task SetAsync(AnalyticsHost host, Guid workspace, string settings)
    {
        using var admin = host.Client(workspace, "Admin");
        (await PutAsync(admin, settings)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient client, string settings)
    {
        using var body = new StringContent(settings, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync("/api/analytics/retention", body);
        return answer.StatusCode;
    }

    private static Task<string> TablesAsync(AnalyticsHost host) =>
        host.QueryAsync<string>(
            "select coalesce(string_agg(relname, ' ' order by relname), '') from pg_class where relkind = 'r' and relname like 'events_202601%'"
        );

    private static Task<long> EventsAsync(AnalyticsHost host, SyntheticLive live) =>
        host.QueryAsync<long>(
            "select count(*) from analytics.events join analytics.live_sessions s using (session_no) where s.workspace_id = $1",
            live.WorkspaceId
        );
}
