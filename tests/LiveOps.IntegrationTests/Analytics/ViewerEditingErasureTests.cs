using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingRoom;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingTests;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Who is erased is nowhere any more, and the totals are what they were.</summary>
public sealed class ViewerEditingErasureTests(SharedServers servers)
{
    private const string Path = "/api/viewer-profiles/";
    private const long Erased = 7_000_000_000_000_000_005;
    private const long Alias = 7_000_000_000_000_000_006;

    [Fact]
    public async Task A_person_is_erased_under_every_id_and_everywhere_and_the_books_keep_their_totals()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        var room = new ViewerEditingRoom(host, workspace);
        var foreign = new ViewerEditingRoom(host, Guid.CreateVersion7(), room: 78);
        var now = DateTimeOffset.UtcNow.AddHours(-3);
        await room.StoreAsync(now, Chat(Erased, "my secret"), Gift(Erased, 9, count: 4, group: 3), Chat(8, "stays"));
        await room.StoreAsync(
            now.AddMinutes(20),
            Chat(Alias, "another secret"),
            Gift(8, 5) with
            {
                Gift = new()
                {
                    GiftId = 2,
                    Coins = 5,
                    RepeatCount = 1,
                    Credited = 1,
                    GroupId = 0,
                    ReceiverId = Erased,
                },
            }
        );
        await room.StoreAsync(now.AddMinutes(40), Chat(Erased, "third secret"));
        await foreign.StoreAsync(now, Chat(Erased, "of another workspace"));
        using var manager = host.Client(workspace, Roles.Manager);
        var told = await ToldChanges.HearAsync(host);
        await manager.PostAsJsonAsync($"{Path}{Alias}/merge", new { into = $"{Erased}" });
        await PatchAsync(
            manager,
            $"{Erased}",
            new
            {
                notes = "secret note",
                loyaltyPoints = 3,
                birthday = DateTimeOffset.UtcNow.ToString(
                    "yyyy-MM-dd",
                    System.Globalization.CultureInfo.InvariantCulture
                ),
            }
        );
        await host.Bus.Publish(Decided(workspace, room.Account));
        await host.EventuallyAsync(1L, "select count(*) from analytics.actions");
        await host.EventuallyAsync(1L, "select count(*) from analytics.birthdays_told");
        var before = await TotalsAsync(host);
        await EventuallyAsync(() => told.Count == 2);
        var auditId = told.Lines[1].ThingId;
        (await manager.GetAsync(Path + auditId)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var answer = await BulkAsync(
            manager,
            new { userIds = new[] { $"viewer{Alias}", "nobody" }, action = "delete" }
        );

        answer
            .ToString()
            .ShouldBe("""{"action":"delete","asked":2,"found":1,"changed":1,"tooManyTags":[],"inStreak":[]}""");
        (await TotalsAsync(host)).ShouldBe(before);
        await ShouldKnowAsync(host, workspace, known: 0);
        // Another workspace's own knowledge of the same person is its own.
        await ShouldKnowAsync(host, foreign.Workspace, known: 1);
        // One number in place of each user id, none of them anybody.
        (
            await host.QueryAsync<long>("select count(distinct user_id) from analytics.events where user_id < 0")
        ).ShouldBe(2);
        (
            await host.QueryAsync<long>(
                "select count(*) from analytics.session_viewers v where user_id < 0 and exists (select from analytics.events e where e.session_no = v.session_no and e.user_id = v.user_id)"
            )
        ).ShouldBe(2);

        // Again changes nothing; a later event makes a new viewer, with a name and without a past.
        (await BulkAsync(manager, new { userIds = new[] { $"{Erased}" }, action = "delete" }))
            .GetProperty("changed")
            .GetInt32()
            .ShouldBe(0);
        await room.StoreAsync(DateTimeOffset.UtcNow, Chat(Erased, "back"));
        // The log has what was done; that it was to this person, nobody can tell any more.
        (await manager.GetAsync(Path + auditId)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await PatchAsync(manager, $"{Erased}", new { bio = "another secret", isModerator = true });
        var lines = await told.ShouldBeAsync(
            workspace,
            [
                told.Lines[0] is { After: { } merged } ? $"viewer merged | viewer | - | {merged}" : "",
                """viewer changed | viewer | - | {"changed":["notes","birthday","loyaltyPoints"]}""",
                """viewers erased | viewers | - | {"chosen":1}""",
                """viewer changed | viewer | - | {"changed":["bio","isModerator"]}""",
            ]
        );
        lines[1].ThingId.ShouldBe(lines[0].ThingId);
        lines[3].ThingId.ShouldNotBe(auditId);
        var log = JsonSerializer.Serialize(lines);
        foreach (var known in (string[])[$"{Erased}", $"{Alias}", "secret"])
            log.ShouldNotContain(known);
        await PatchAsync(manager, $"{Erased}", new { bio = (string?)null });
        (
            await host.QueryAsync<string>(
                $"select concat_ws(' ', v.handle, notes, tags::text, p.comments, p.points) from analytics.viewers v join analytics.viewer_profiles p using (user_id) join analytics.audiences a using (audience_no) where user_id = {Erased} and a.account_id is null and a.workspace_id = v.workspace_id and a.workspace_id = '{workspace}'"
            )
        ).ShouldBe($"viewer{Erased} {{}} 1 0");
        (await SendAsync(manager, HttpMethod.Post, $"{Path}{Erased}/unmerge", "{}")).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Who_sends_a_streak_of_gifts_is_erased_when_it_is_over_so_that_no_coin_counts_twice()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        using var manager = host.Client(room.Workspace, Roles.Manager);
        await room.StoreAsync(DateTimeOffset.UtcNow, Gift(5, 9, count: 4, group: 3));

        var answer = await BulkAsync(manager, new { userIds = new[] { "5" }, action = "delete" });
        await room.StoreAsync(DateTimeOffset.UtcNow, Gift(5, 9, count: 5, group: 3));

        answer.GetProperty("changed").GetInt32().ShouldBe(0);
        answer.GetProperty("inStreak")[0].GetString().ShouldBe("5");
        (await host.QueryAsync<long>("select coins from analytics.live_sessions")).ShouldBe(45);
    }

    [Fact]
    public async Task Many_are_tagged_and_blocked_at_once_and_each_change_is_counted_once()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(DateTimeOffset.UtcNow, Chat(5), Chat(6), Chat(7));
        using var manager = host.Client(room.Workspace, Roles.Manager);
        await PatchAsync(manager, "5", new { tags = Enumerable.Range(1, 50).Select(n => $"tag {n}") });
        await host.EventuallyAsync(0L, "select count(*) from analytics.outbox");
        var told = await ToldChanges.HearAsync(host);
        var all = new[] { "5", "viewer6", "@viewer7", "7", "unknown" };

        async Task<string> DoAsync(object form)
        {
            var answer = await BulkAsync(manager, form);
            return $"{answer.GetProperty("found")} {answer.GetProperty("changed")} {answer.GetProperty("tooManyTags")}";
        }
        (
            await DoAsync(
                new
                {
                    userIds = all,
                    action = "tag",
                    tags = new[] { "new" },
                }
            )
        ).ShouldBe("""3 2 ["5"]""");
        (
            await DoAsync(
                new
                {
                    userIds = all,
                    action = "tag",
                    tags = new[] { "NEW", "tag 1" },
                }
            )
        ).ShouldBe("3 2 []".Replace("[]", """["5"]""", StringComparison.Ordinal));
        (
            await DoAsync(
                new
                {
                    userIds = all,
                    action = "untag",
                    tags = new[] { "New" },
                }
            )
        ).ShouldBe("3 2 []");
        (await DoAsync(new { userIds = all, action = "block" })).ShouldBe("3 3 []");
        (await DoAsync(new { userIds = all, action = "block" })).ShouldBe("3 0 []");
        (await DoAsync(new { userIds = all, action = "unblock" })).ShouldBe("3 3 []");
        (await DoAsync(new { userIds = all, action = "favorite" })).ShouldBe("3 3 []");
        (
            await host.QueryAsync<string>(
                "select string_agg(tags::text, ' ' order by user_id) from analytics.viewers where user_id > 5"
            )
        ).ShouldBe("""{"tag 1"} {"tag 1"}""");
        (
            await DoAsync(
                new
                {
                    userIds = all,
                    action = "delete",
                    dryRun = true,
                }
            )
        ).ShouldBe("3 0 []");
        await told.ShouldBeAsync(
            room.Workspace,
            [
                """viewers tagged | viewers | - | {"viewers":2}""",
                """viewers tagged | viewers | - | {"viewers":2}""",
                """viewers untagged | viewers | - | {"viewers":2}""",
                """viewers blocked | viewers | - | {"viewers":3}""",
                """viewers unblocked | viewers | - | {"viewers":3}""",
                """viewers marked | viewers | - | {"viewers":3}""",
            ]
        );
        foreach (
            var wrong in new[]
            {
                """{"action": "block"}""",
                """{"userIds": ["5"]}""",
                """{"userIds": ["5"], "action": "tag"}""",
                """{"userIds": ["5"], "action": "explode"}""",
            }
        )
            (await SendAsync(manager, HttpMethod.Post, Path + "bulk", wrong)).ShouldBe(
                HttpStatusCode.BadRequest,
                wrong
            );
        var tooMany = JsonSerializer.Serialize(new { userIds = Enumerable.Repeat("5", 1_001), action = "block" });
        (await SendAsync(manager, HttpMethod.Post, Path + "bulk", tooMany)).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_purge_erases_the_inactive_and_leaves_who_is_to_be_kept()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        var foreign = new ViewerEditingRoom(host, Guid.CreateVersion7(), room: 78);
        await foreign.StoreAsync(DateTimeOffset.UtcNow.AddDays(-40), Chat(1));
        await room.StoreAsync(DateTimeOffset.UtcNow.AddDays(-40), [.. Enumerable.Range(1, 50).Select(n => Chat(n))]);
        await room.StoreAsync(DateTimeOffset.UtcNow, Chat(50));
        using var manager = host.Client(room.Workspace, Roles.Manager);
        await SendAsync(manager, HttpMethod.Post, Path + "1/vip", """{"tier": 1}""");
        await PatchAsync(manager, "2", new { isFavorite = true });
        await PatchAsync(manager, "3", new { isBlocked = true });
        await host.EventuallyAsync(0L, "select count(*) from analytics.outbox");
        var told = await ToldChanges.HearAsync(host);

        (await PurgeAsync(manager, new { inactiveSinceDays = 30, dryRun = true })).ShouldBe(
            """{"dryRun":true,"matching":46,"erased":0,"remaining":46}"""
        );
        (await PurgeAsync(manager, new { inactiveSinceDays = 41 })).ShouldBe(
            """{"dryRun":false,"matching":0,"erased":0,"remaining":0}"""
        );
        (await PurgeAsync(manager, new { inactiveSinceDays = 30 })).ShouldBe(
            """{"dryRun":false,"matching":46,"erased":46,"remaining":0}"""
        );
        (await PurgeAsync(manager, new { inactiveSinceDays = 30, keepVip = false })).ShouldBe(
            """{"dryRun":false,"matching":1,"erased":1,"remaining":0}"""
        );
        (
            await host.RowsAsync(
                "select workspace_id = $1, user_id from analytics.viewers order by 1, 2",
                row => $"{row.GetBoolean(0)} {row.GetInt64(1)}",
                room.Workspace
            )
        ).ShouldBe(["False 1", "True 2", "True 3", "True 50"]);
        (
            await host.QueryAsync<long>("select comments from analytics.live_sessions order by comments desc limit 1")
        ).ShouldBe(51);
        (await SendAsync(manager, HttpMethod.Post, Path + "purge", """{"inactiveSinceDays": 0}""")).ShouldBe(
            HttpStatusCode.BadRequest
        );
        string Line(string keepVip, int chosen) =>
            $$"""inactive viewers erased | viewers | - | {"inactiveSinceDays":30,"keepVip":{{keepVip}},"keepFavorites":true,"keepBlocked":true,"chosen":{{chosen}}}""";
        await told.ShouldBeAsync(room.Workspace, Line("true", 46), Line("false", 1));
    }

    /// <summary>Every table is searched for the ids, the names and the words of the person.</summary>
    private static async Task ShouldKnowAsync(AnalyticsHost host, Guid workspace, int known)
    {
        var tables = await host.RowsAsync(
            """
            select c.relname, max(a.attname) filter (where a.attname = 'workspace_id'),
                max(a.attname) filter (where a.attname = 'session_no')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
            where n.nspname = 'analytics' and c.relkind in ('r', 'p') and not c.relispartition
                and a.attname in ('workspace_id', 'session_no', 'audience_no')
            group by c.relname
            """,
            row => (Name: row.GetString(0), OfWorkspace: !row.IsDBNull(1), OfSession: !row.IsDBNull(2))
        );
        tables.Count.ShouldBeGreaterThan(15);
        var found = new List<string>();
        foreach (var (name, ofWorkspace, ofSession) in tables)
        {
            var whose =
                ofWorkspace ? "workspace_id = $1"
                : ofSession ? "session_no in (select session_no from analytics.live_sessions where workspace_id = $1)"
                : "audience_no in (select audience_no from analytics.audiences where workspace_id = $1)";
            if (
                await host.QueryAsync<long>(
                    $"select count(*) from analytics.{name} t where {whose} and t::text ~ '{Erased}|{Alias}|secret|another workspace'",
                    workspace
                ) > 0
            )
                found.Add(name);
        }
        (found.Count > 0).ShouldBe(known > 0, string.Join(' ', found));
    }

    private static Task<string> TotalsAsync(AnalyticsHost host) =>
        host.QueryAsync<string>(
            """
            select concat_ws(' ',
                (select string_agg(concat_ws(',', events, gifts, coins, comments, likes_seen, joins), ' ' order by session_no) from analytics.live_sessions),
                (select concat_ws(',', sum(coins), sum(comments), sum(visits), sum(watch_ms), count(*)) from analytics.session_viewers),
                (select concat_ws(',', sum(events), sum(coins)) from analytics.session_minutes),
                (select concat_ws(',', sum(events), sum(coins)) from analytics.audience_hours),
                (select concat_ws(',', count(*), sum(repeat_count * coins)) from analytics.gift_streaks),
                (select concat_ws(',', count(*), sum(coins), sum(credited)) from analytics.events),
                (select concat_ws(',', count(*), sum(points)) from analytics.points),
                (select count(*) from analytics.actions))
            """
        );

    private static RulesDecided Decided(Guid workspace, Guid account) =>
        new()
        {
            WorkspaceId = workspace,
            AccountId = account,
            RoomId = 77,
            DecidedAt = DateTimeOffset.UtcNow,
            Decisions =
            [
                new()
                {
                    DecisionId = Guid.CreateVersion7(),
                    RuleId = Guid.CreateVersion7(),
                    RuleName = "any",
                    MessageId = 1,
                    EventKind = LiveOps.Contracts.Ingestion.LiveEventKind.Chat,
                    ViewerId = Alias,
                    ViewerName = "the secret name",
                    Outcome = RuleOutcome.RefusedByCooldown,
                    CommandIds = [],
                },
            ],
        };

    private static async Task<JsonElement> BulkAsync(HttpClient client, object form)
    {
        using var answer = await client.PostAsJsonAsync(Path + "bulk", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string> PurgeAsync(HttpClient client, object form)
    {
        using var answer = await client.PostAsJsonAsync(Path + "purge", form);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
