using System.IO.Compression;
using System.Net;
using System.Text.Json;
using LiveOps.Analytics.Privacy;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>The answer to a subject access request has all that is kept of the person, and nothing of anybody else.</summary>
public sealed class SubjectAccessTests(SharedServers servers)
{
    private const long Person = 6_800_000_000_000_000_001;
    private const long Other = 6_800_000_000_000_000_002;
    private readonly SyntheticLive _live = new(71, viewers: 10);

    [Fact]
    public async Task Everything_under_all_ids_of_a_person_is_in_the_file()
    {
        await using var host = await StartAsync();
        // The same people in another workspace.
        var elsewhere = new SyntheticLive(71, viewers: 10);
        for (var n = 0; n < 40; n++)
        {
            await host.PublishAsync(_live.Next());
            await host.PublishAsync(elsewhere.Next());
        }
        await host.EventuallyAsync(1_600L, "select count(*) from analytics.events");
        await host.QueryAsync<int>(
            """
            with m as (
                insert into analytics.viewer_merges (workspace_id, user_id, into_user_id, merged_at, merged_by, before)
                values ($1, $4, $3, now(), 'tester', '{}')
            ), a as (
                insert into analytics.actions (id, workspace_id, account_id, viewer_id, viewer_name, action, decided_at)
                values (gen_random_uuid(), $1, $2, $4, 'Somebody', 'ON', now()), (gen_random_uuid(), $1, $2, 5, 'Else', 'OFF', now())
            )
            insert into analytics.points (grant_id, workspace_id, account_id, rule_id, user_id, points, reason, granted_at)
            values (gen_random_uuid(), $1, $2, $1, $4, 7, '=why', now()), (gen_random_uuid(), $1, $2, $1, 5, 8, 'no', now())
            """,
            _live.WorkspaceId,
            _live.AccountId,
            Person,
            Other
        );
        using var manager = host.Client(_live.WorkspaceId, "Manager");

        using var answer = await manager.GetAsync($"/api/viewer-profiles/{Other}/export");

        answer
            .Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull()
            .ShouldStartWith($"liveops-person-{Person}-");
        await using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        async Task Counts(string file, string sql) =>
            (await RowsAsync(zip, file)).Count.ShouldBe(
                (int)await host.QueryAsync<long>(sql, _live.WorkspaceId, new[] { Person, Other }),
                file
            );
        const string Events =
            "select count(*) from analytics.events e join analytics.live_sessions s using (session_no) where s.workspace_id = $1 and e.user_id = any($2) and e.kind";
        await Counts("gifts", $"{Events} = 0");
        await Counts("comments", $"{Events} = 2");
        await Counts("interactions", $"{Events} not in (0, 2)");
        await Counts("person", "select count(*) from analytics.viewers where workspace_id = $1 and user_id = any($2)");
        await Counts(
            "profiles",
            "select count(*) from analytics.viewer_profiles join analytics.audiences using (audience_no) where workspace_id = $1 and user_id = any($2)"
        );
        await Counts("visits", "select 2::bigint where $1 is not null and $2 is not null");
        await Counts("liveSessions", "select 2::bigint where $1 is not null and $2 is not null");
        (await RowsAsync(zip, "gifts")).Count.ShouldBeGreaterThan(5);
        (await RowsAsync(zip, "handles")).Count.ShouldBe(2);
        (await RowsAsync(zip, "hours")).Count.ShouldBeGreaterThan(1);
        (await RowsAsync(zip, "merges"))
            .ShouldHaveSingleItem()
            .GetProperty("intoUserId")
            .GetString()
            .ShouldBe($"{Person}");
        (await RowsAsync(zip, "points")).ShouldHaveSingleItem().GetProperty("reason").GetString().ShouldBe("=why");
        (await RowsAsync(zip, "actions"))
            .ShouldHaveSingleItem()
            .GetProperty("viewerName")
            .GetString()
            .ShouldBe("Somebody");
        using var readme = new StreamReader(await zip.GetEntry("readme.txt")!.OpenAsync());
        var words = await readme.ReadToEndAsync();
        words.ShouldContain($"{Person}, {Other}");
        foreach (var entry in zip.Entries.Where(entry => entry.Name != "readme.txt"))
            words.ShouldContain(entry.Name);
    }

    [Fact]
    public async Task Managers_ask_for_people_of_their_workspace_alone()
    {
        await using var host = await StartAsync();
        await host.PublishAsync(_live.Next());
        await host.EventuallyAsync(20L, "select count(*) from analytics.events");
        var handle = await host.QueryAsync<string>("select handle from analytics.viewers limit 1");
        using var manager = host.Client(_live.WorkspaceId, "Manager");
        using var sender = host.Client(_live.WorkspaceId, "Sender");
        using var stranger = host.Client(Guid.CreateVersion7(), "Admin");
        var told = await ToldChanges.HearAsync(host);

        (await manager.GetAsync($"/api/v1/viewer-profiles/@{handle}/export")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sender.GetAsync($"/api/viewer-profiles/{handle}/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync($"/api/viewer-profiles/{handle}/export")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (
            await manager.GetAsync($"/api/viewer-profiles/{Uri.EscapeDataString("x' or '1'='1")}/export")
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var lines = await told.ShouldBeAsync(_live.WorkspaceId, "subject access file made | viewer | - | -");
        // By which the log's lines about the person are found.
        await using var zip = new ZipArchive(
            await manager.GetStreamAsync($"/api/viewer-profiles/{lines[0].ThingId}/export")
        );
        (await RowsAsync(zip, "auditIds"))
            .ShouldHaveSingleItem()
            .GetProperty("auditId")
            .GetString()
            .ShouldBe(lines[0].ThingId);
    }

    [Fact]
    public async Task No_table_that_knows_people_is_forgotten()
    {
        await using var host = await StartAsync();
        // Streaks are sums of gifts; names to search by are those of the person; totals come from profiles.
        string[] derived = ["gift_streaks", "viewer_search"];
        var tables = await host.RowsAsync(
            """
            select distinct c.relname from pg_class c
            join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
            where n.nspname = 'analytics' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0
                and a.attname ~ '(^|_)(user|viewer|receiver|person)_id$'
            """,
            row => row.GetString(0)
        );
        tables.Count.ShouldBeGreaterThan(8);
        foreach (var table in tables.Except(derived))
            SubjectAccessFiles.All.ShouldContain(file => file.Sql.Contains($"analytics.{table}"), table);
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);

    private static async Task<List<JsonElement>> RowsAsync(ZipArchive zip, string file)
    {
        await using var part = await zip.GetEntry($"{file}.json").ShouldNotBeNull().OpenAsync();
        using var json = await JsonDocument.ParseAsync(part);
        return [.. json.RootElement.Clone().EnumerateArray()];
    }
}
