using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingRoom;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingTests;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>People who are merged and parted again have exactly what an independent count gives them.</summary>
public sealed class ViewerEditingMergeTests(SharedServers servers)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Totals_equal_an_independent_count_before_and_after_every_merge_and_undo(int seed)
    {
        await using var host = await StartAsync();
        var random = new Random(seed);
        var workspace = Guid.CreateVersion7();
        var rooms = new[] { new ViewerEditingRoom(host, workspace), new ViewerEditingRoom(host, workspace, room: 78) };
        using var manager = host.Client(workspace, Roles.Manager);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).AddDays(-2);
        var parents = new Dictionary<long, long>();
        var points = new Dictionary<(Guid Account, long User), int>();
        var (merges, undone) = (0, 0);
        long[] users = [11, 12, 13, 14, 15, 16];
        foreach (var user in users)
            await rooms[0].StoreAsync(now, Chat(user));
        for (var step = 0; step < 60; step++)
        {
            now = now.AddSeconds(random.Next(5, 400));
            var user = users[random.Next(users.Length)];
            switch (random.Next(5))
            {
                case 0 or 1:
                    var room = rooms[random.Next(2)];
                    await room.StoreAsync(
                        now,
                        Gift(user, 7, count: random.Next(1, 50)),
                        Chat(users[random.Next(6)]),
                        Like(user, random.Next(1, 15))
                    );
                    break;
                case 2:
                    var given = random.Next(1, 10);
                    var account = rooms[0].Account;
                    points[(account, user)] = points.GetValueOrDefault((account, user)) + given;
                    await host.Bus.Publish(Grant(workspace, account, user, given));
                    await host.EventuallyAsync(
                        (long)points.Values.Sum(),
                        "select coalesce(sum(points), 0)::bigint from analytics.points"
                    );
                    break;
                case 3:
                    var into = users[random.Next(users.Length)];
                    var isPossible = PersonOf(parents, user) != PersonOf(parents, into);
                    (await PostAsync(manager, $"{user}/merge", new { into = $"viewer{into}" })).ShouldBe(
                        isPossible ? HttpStatusCode.OK : HttpStatusCode.Conflict
                    );
                    if (isPossible)
                    {
                        parents[PersonOf(parents, user)] = PersonOf(parents, into);
                        merges++;
                    }
                    break;
                default:
                    (await PostAsync(manager, $"{user}/unmerge", new { })).ShouldBe(
                        parents.ContainsKey(user) ? HttpStatusCode.OK : HttpStatusCode.Conflict
                    );
                    undone += parents.Remove(user) ? 1 : 0;
                    break;
            }
            await ShouldEqualAsync(host, rooms, parents, points);
        }
        // The test is about these.
        merges.ShouldBeGreaterThan(3);
        undone.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task The_undo_gives_back_what_people_wrote_and_marked_and_keeps_what_was_changed_since()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(DateTimeOffset.UtcNow, Chat(1), Chat(2));
        using var manager = host.Client(room.Workspace, Roles.Manager);
        await PatchAsync(
            manager,
            "1",
            new
            {
                bio = "one",
                tags = new[] { "a" },
                isFavorite = true,
                birthday = "2000-05-06",
            }
        );
        await PatchAsync(manager, "2", new { notes = "two", tags = new[] { "b" } });
        await PostAsync(manager, "1/vip", new { tier = "Gold" });

        var merged = await BodyAsync(manager, "1/merge", new { into = "2" });

        Summary(merged).ShouldBe("2 one two b+a True 2000-05-06 3 True");
        await PatchAsync(manager, "1", new { bio = "changed since", isBlocked = true });
        await host.EventuallyAsync(0L, "select count(*) from analytics.outbox");
        var told = await ToldChanges.HearAsync(host);
        (await BodyAsync(manager, "1/unmerge", new { })).GetProperty("id").GetString().ShouldBe("1");
        var parted = await host.QueryAsync<Guid>("select audit_id from analytics.viewer_audit_ids where user_id = 1");
        await told.ShouldBeAsync(room.Workspace, $$"""viewer unmerged | viewer | {"merged":"{{parted}}"} | -""");

        Summary((await PatchAsync(manager, "1", new { verified = true })).Body)
            .ShouldBe("1 one  a True 2000-05-06 3 True");
        Summary((await PatchAsync(manager, "2", new { verified = true })).Body)
            .ShouldBe("2 changed since two b False  0 False");
        (
            await host.QueryAsync<string>(
                "select string_agg(user_id || ' ' || is_blocked, ',' order by user_id, is_blocked) from analytics.viewer_profiles"
            )
        ).ShouldBe("1 false,1 false,2 true,2 true");
    }

    private static string Summary(JsonElement profile) =>
        string.Join(
            ' ',
            profile.GetProperty("id"),
            profile.GetProperty("bio"),
            profile.GetProperty("notes"),
            string.Join('+', profile.GetProperty("tags").EnumerateArray()),
            profile.GetProperty("isFavorite"),
            profile.GetProperty("birthday"),
            profile.GetProperty("vipTier"),
            profile.GetProperty("vipByHand")
        );

    private static async Task ShouldEqualAsync(
        AnalyticsHost host,
        ViewerEditingRoom[] rooms,
        Dictionary<long, long> parents,
        Dictionary<(Guid Account, long User), int> points
    )
    {
        foreach (var audience in new ViewerEditingRoom?[] { rooms[0], rooms[1], null })
        {
            var truth = new ViewerTruth(TimeZoneInfo.Utc, TimeSpan.FromSeconds(300));
            foreach (var room in rooms.Where(room => audience is null || room == audience))
                room.Stored.ForEach(truth.Saw);
            var expected = truth
                .Profiles()
                .GroupBy(viewer => PersonOf(parents, viewer.Key), viewer => viewer.Value)
                .Select(person =>
                    $"{person.Key} {Sum(person)} "
                    + points
                        .Where(grant =>
                            PersonOf(parents, grant.Key.User) == person.Key
                            && (audience is null || grant.Key.Account == audience.Account)
                        )
                        .Sum(grant => grant.Value)
                )
                .Order(StringComparer.Ordinal);
            (
                await host.RowsAsync(
                    """
                    select concat_ws(' ', p.user_id, p.coins, p.gifts, p.comments, p.likes, p.joins, p.visits, p.watch_ms,
                        (extract(epoch from p.first_seen_at) * 1000)::bigint,
                        (extract(epoch from p.last_seen_at) * 1000)::bigint, p.points)
                    from analytics.viewer_profiles p join analytics.audiences a using (audience_no)
                    where a.account_id is not distinct from $1
                    """,
                    row => row.GetString(0),
                    audience?.Account
                )
            ).Order(StringComparer.Ordinal).ShouldBe(expected);
        }
    }

    /// <summary>Sums of what is counted, the earliest first and the latest last time.</summary>
    private static string Sum(IEnumerable<string> profiles)
    {
        var columns = profiles
            .Select(profile =>
                profile.Split(' ').Select(value => long.Parse(value, CultureInfo.InvariantCulture)).ToArray()
            )
            .ToList();
        var sums = Enumerable.Range(0, 7).Select(n => columns.Sum(column => column[n]));
        return string.Join(' ', [.. sums, columns.Min(column => column[7]), columns.Max(column => column[8])]);
    }

    private static long PersonOf(Dictionary<long, long> parents, long user)
    {
        while (parents.TryGetValue(user, out var parent))
            user = parent;
        return user;
    }

    private static LiveEvent Like(long user, int count) =>
        Of(LiveEventKind.Like, user) with
        {
            Like = new() { Count = count, RoomTotal = count },
        };

    private static PointsGranted Grant(Guid workspace, Guid account, long user, int given) =>
        new()
        {
            GrantId = Guid.CreateVersion7(),
            WorkspaceId = workspace,
            AccountId = account,
            RuleId = Guid.CreateVersion7(),
            UserId = user,
            Points = given,
            At = DateTimeOffset.UtcNow,
        };

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/viewer-profiles/{path}", body);
        return answer.StatusCode;
    }

    private static async Task<JsonElement> BodyAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/viewer-profiles/{path}", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
