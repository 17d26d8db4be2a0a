using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using static LiveOps.IntegrationTests.Analytics.ViewerEditingRoom;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What people may and may not change of a viewer, over HTTP.</summary>
public sealed class ViewerEditingTests(SharedServers servers)
{
    private const string Path = "/api/viewer-profiles/";
    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task A_manager_fills_in_a_profile_and_every_language_is_kept_as_it_was_written()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now, Chat(5));
        using var manager = host.Client(room.Workspace, Roles.Manager);
        var told = await ToldChanges.HearAsync(host);
        const string Notes =
            "يحب الورود 🌹🌹 שלום \u202Eabc\u202C 👩‍👩‍👧‍👦 <b>&amp;</b> '; drop table analytics.viewers; --";

        var answer = await PatchAsync(
            manager,
            "viewer5",
            new
            {
                bio = "I sing 🎤",
                gender = "female",
                country = "id",
                language = "pt-br",
                verified = true,
                followerCount = 9_000_000_000,
                followingCount = 0,
                birthday = "1996-02-29",
                notes = Notes,
                tags = new[] { " regular ", "Regular", "", "team 🔴" },
                ttsVoice = "en_us_001",
                discordUsername = "anna",
            }
        );

        answer.Status.ShouldBe(HttpStatusCode.OK);
        var profile = answer.Body;
        profile.GetProperty("notes").GetString().ShouldBe(Notes);
        profile.GetProperty("bio").GetString().ShouldBe("I sing 🎤");
        profile.GetProperty("country").GetString().ShouldBe("ID");
        profile.GetProperty("language").GetString().ShouldBe("pt-BR");
        profile.GetProperty("followerCount").GetInt64().ShouldBe(9_000_000_000);
        profile.GetProperty("birthday").GetString().ShouldBe("1996-02-29");
        profile.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["regular", "team 🔴"]);
        profile.GetProperty("totalComments").GetInt64().ShouldBe(1);

        // What is not given stays, null takes away; the number and the @handle name the same person, under both paths.
        var second = await PatchAsync(manager, "5", new { birthday = (string?)null }, "/api/v1/viewer-profiles/");
        second.Body.GetProperty("birthday").ValueKind.ShouldBe(JsonValueKind.Null);
        second.Body.GetProperty("notes").GetString().ShouldBe(Notes);
        (await PatchAsync(manager, "%40VIEWER5", new { gender = "" }))
            .Body.GetProperty("gender")
            .ValueKind.ShouldBe(JsonValueKind.Null);

        // The log knows what was changed, and nothing of the person; what is so already is no change.
        (
            await PatchAsync(
                manager,
                "5",
                new
                {
                    country = "ID",
                    isBlocked = false,
                    loyaltyPoints = 0,
                }
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        await PatchAsync(
            manager,
            "5",
            new
            {
                country = "ID",
                isFavorite = true,
                isBlocked = true,
                loyaltyPoints = 7,
            }
        );
        const string All =
            """["bio","gender","country","language","verified","followerCount","followingCount","birthday","notes","tags","ttsVoice","discordUsername"]""";
        var lines = await told.ShouldBeAsync(
            room.Workspace,
            [
                $$"""viewer changed | viewer | - | {"changed":{{All}}}""",
                """viewer changed | viewer | - | {"changed":["birthday"]}""",
                """viewer changed | viewer | - | {"changed":["gender"]}""",
                """viewer changed | viewer | - | {"changed":["isBlocked","isFavorite","loyaltyPoints"]}""",
            ]
        );
        lines.Select(line => line.ThingName).ShouldAllBe(name => name == null);
        // Which person it is, the books know.
        var auditId = lines.Select(line => line.ThingId).Distinct().ShouldHaveSingleItem();
        (await manager.GetFromJsonAsync<JsonElement>(Path + auditId)).GetProperty("id").GetString().ShouldBe("5");
        using var stranger = host.Client(Guid.CreateVersion7(), Roles.Manager);
        (await stranger.GetAsync(Path + auditId)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"total_coins_spent": 1000000}""", "total_coins_spent")]
    [InlineData("""{"totalCoinsSpent": 1000000}""", "totalCoinsSpent")]
    [InlineData("""{"displayName": "Somebody else"}""", "displayName")]
    [InlineData("""{"notes = 'x', coins": 1}""", "notes = 'x', coins")]
    [InlineData("""{"birthday": "2023-02-29"}""", "birthday")]
    [InlineData("""{"birthday": "1998-2-3"}""", "birthday")]
    [InlineData("""{"birthday": "1870-01-01"}""", "birthday")]
    [InlineData("""{"birthday": "2999-01-01"}""", "birthday")]
    [InlineData("""{"country": "EU"}""", "country")]
    [InlineData("""{"language": "english"}""", "language")]
    [InlineData("""{"followerCount": -1}""", "followerCount")]
    [InlineData("""{"isBlocked": "yes"}""", "isBlocked")]
    [InlineData("""{"loyaltyPoints": -5}""", "loyaltyPoints")]
    [InlineData("""{"tags": "vip"}""", "tags")]
    [InlineData("""{"tags": ["12345678901234567890123456789012345678901"]}""", "tags")]
    [InlineData("""{"notes": "a\u0000b"}""", "notes")]
    [InlineData("""{"notes": "a\ud800b"}""", "notes")]
    [InlineData("""{"bio": "one", "bio": "two"}""", "bio")]
    [InlineData("""{}""", "body")]
    [InlineData("""[1]""", "body")]
    public async Task What_is_wrong_is_named_and_nothing_is_stored(string body, string field)
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now, Gift(5, 100));
        using var manager = host.Client(room.Workspace, Roles.Manager);
        // A right field beside the wrong one is not stored either.
        var both =
            body.StartsWith("""{"b""", StringComparison.Ordinal) || body.Length < 4
                ? body
                : body[..^1] + ", \"verified\": true}";

        using var answer = await manager.PatchAsync(Path + "5", JsonBody(both));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        errors.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(field);
        (
            await host.QueryAsync<string>(
                "select concat_ws(' ', coins, points, (select count(*) from analytics.viewers where verified or notes is not null or bio is not null or birthday is not null)) from analytics.viewer_profiles limit 1"
            )
        ).ShouldBe("100 0 0");
    }

    [Fact]
    public async Task Notes_of_5000_characters_are_kept_and_10000_are_refused_with_a_clear_word()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now, Chat(5));
        using var manager = host.Client(room.Workspace, Roles.Manager);
        var kept = string.Concat(Enumerable.Repeat("😀", 5_000));

        (await PatchAsync(manager, "5", new { notes = kept })).Status.ShouldBe(HttpStatusCode.OK);
        var (status, body) = await PatchAsync(manager, "5", new { notes = new string('x', 10_000) });

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.GetProperty("errors")
            .GetProperty("notes")[0]
            .GetString()
            .ShouldBe("has 10,000 characters; at most 5,000 are kept. Nothing was stored.");
        (await host.QueryAsync<string>("select notes from analytics.viewers")).ShouldBe(kept);
    }

    [Fact]
    public async Task Senders_and_other_workspaces_change_nothing()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        var other = new ViewerEditingRoom(host, Guid.CreateVersion7(), room: 78);
        await room.StoreAsync(_now, Chat(5));
        await other.StoreAsync(_now, Chat(6));
        using var sender = host.Client(room.Workspace, Roles.Sender);
        using var manager = host.Client(room.Workspace, Roles.Manager);
        using var nobody = new HttpClient { BaseAddress = manager.BaseAddress };
        foreach (var (method, path, body) in Changes)
        {
            (await SendAsync(sender, method, path.Replace("{user}", "5", StringComparison.Ordinal), body)).ShouldBe(
                HttpStatusCode.Forbidden,
                path
            );
            (await SendAsync(nobody, method, path.Replace("{user}", "5", StringComparison.Ordinal), body)).ShouldBe(
                HttpStatusCode.Unauthorized,
                path
            );
            if (path.Contains("{user}", StringComparison.Ordinal))
                (
                    await SendAsync(manager, method, path.Replace("{user}", "6", StringComparison.Ordinal), body)
                ).ShouldBe(HttpStatusCode.NotFound, path);
            // Whom a merge concerns is the workspace's, and no account's.
            if (
                (path.Contains("{user}", StringComparison.Ordinal) && !path.EndsWith("merge", StringComparison.Ordinal))
                || path.EndsWith("switches", StringComparison.Ordinal)
            )
                (
                    await SendAsync(
                        manager,
                        method,
                        path.Replace("{user}", "5", StringComparison.Ordinal) + $"?accountId={other.Account}",
                        body
                    )
                ).ShouldBe(HttpStatusCode.NotFound, path);
        }
        (
            await host.QueryAsync<long>(
                "select count(*) from analytics.viewer_profiles where is_blocked or vip_by_hand or points > 0"
            )
        ).ShouldBe(0);
    }

    internal static readonly (HttpMethod Method, string Path, string Body)[] Changes =
    [
        (HttpMethod.Patch, Path + "{user}", """{"isBlocked": true, "loyaltyPoints": 5}"""),
        (HttpMethod.Post, Path + "{user}/vip", """{"tier": 2}"""),
        (HttpMethod.Put, Path + "switches", """{"enabled": false}"""),
        (HttpMethod.Put, Path + "vip/tiers", "[]"),
        (HttpMethod.Post, Path + "{user}/merge", """{"into": "5"}"""),
        (HttpMethod.Post, Path + "{user}/unmerge", "{}"),
        (HttpMethod.Post, Path + "bulk", """{"userIds": ["5"], "action": "delete"}"""),
        (HttpMethod.Post, Path + "purge", """{"inactiveSinceDays": 1}"""),
    ];

    [Fact]
    public async Task A_block_holds_for_the_account_or_for_all_and_rules_hear_of_each_change_once()
    {
        await using var host = await StartAsync();
        var workspace = Guid.CreateVersion7();
        var (first, second) = (
            new ViewerEditingRoom(host, workspace),
            new ViewerEditingRoom(host, workspace, room: 78)
        );
        await first.StoreAsync(_now, Chat(5));
        await second.StoreAsync(_now, Chat(6));
        var standings = await HearAsync<ViewerStandingChanged>(host);
        var news = await HearAsync<ViewerNews>(host);
        using var manager = host.Client(workspace, Roles.Admin);

        var one = await PatchAsync(manager, "5", new { isBlocked = true }, query: $"?accountId={first.Account}");
        one.Body.GetProperty("isBlocked").GetBoolean().ShouldBeTrue();
        await EventuallyAsync(() => standings.Count == 1);
        // The same again is no change; for all accounts it is one for the other account, that has not seen the viewer.
        await PatchAsync(manager, "5", new { isBlocked = true }, query: $"?accountId={first.Account}");
        await PatchAsync(manager, "5", new { isBlocked = true });
        await EventuallyAsync(() => standings.Count == 2);
        standings
            .Select(standing => (standing.AccountId, standing.Blocked, standing.UserId, standing.Handle))
            .ShouldBe([(first.Account, true, 5, "viewer5"), (second.Account, true, 5, "viewer5")]);
        await EventuallyAsync(() =>
            news.ToArray().SelectMany(message => message.Items).Count(item => item.Kind == ViewerNewsKind.Updated) == 3
        );

        await PatchAsync(manager, "5", new { isBlocked = false });
        await EventuallyAsync(() => standings.Count == 4);
        standings.Skip(2).ShouldAllBe(standing => !standing.Blocked);
        (await host.QueryAsync<long>("select count(*) from analytics.viewer_profiles where is_blocked")).ShouldBe(0);
    }

    [Fact]
    public async Task A_correction_of_points_is_an_entry_on_the_books_with_the_name_of_who_did_it()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now, Chat(5));
        using var manager = host.Client(room.Workspace, Roles.Manager);

        await PatchAsync(manager, "5", new { loyaltyPoints = 70 }, query: $"?accountId={room.Account}");
        await PatchAsync(manager, "5", new { loyaltyPoints = 70 }, query: $"?accountId={room.Account}");
        var all = await PatchAsync(manager, "5", new { loyaltyPoints = 100 });

        all.Body.GetProperty("loyaltyPoints").GetInt64().ShouldBe(100);
        (
            await host.RowsAsync(
                "select points || ' ' || (account_id is null) || ' ' || granted_by from analytics.points order by points desc",
                row => row.GetString(0)
            )
        ).ShouldBe(["70 false tester", "30 true tester"]);
        (await PointsAsync(host)).ShouldBe("70 100");
    }

    [Fact]
    public async Task A_grant_of_a_rule_is_added_once_to_the_person_however_often_it_comes()
    {
        await using var host = await StartAsync();
        var room = new ViewerEditingRoom(host, Guid.CreateVersion7());
        await room.StoreAsync(_now, Chat(5));
        await host.QueryAsync<int>("update analytics.viewer_profiles set points = 1");
        var grant = new LiveOps.Contracts.Rules.PointsGranted
        {
            GrantId = Guid.CreateVersion7(),
            WorkspaceId = room.Workspace,
            AccountId = room.Account,
            RuleId = Guid.CreateVersion7(),
            UserId = 5,
            Points = 20,
            At = _now,
        };

        for (var n = 0; n < 3; n++)
            await host.Bus.Publish(grant);
        await host.Bus.Publish(grant with { GrantId = Guid.CreateVersion7(), Points = 1 });

        await host.EventuallyAsync(2L, "select count(*) from analytics.points");
        await EventuallyAsync(() => PointsAsync(host).GetAwaiter().GetResult() == "22 22");
        await Task.Delay(500);
        (await PointsAsync(host)).ShouldBe("22 22");
        // Points are no sign of life.
        (
            await host.QueryAsync<long>(
                "select count(*) from analytics.viewer_profiles where last_seen_at > $1",
                _now.UtcDateTime.AddMilliseconds(1)
            )
        ).ShouldBe(0);
    }

    private static Task<string> PointsAsync(AnalyticsHost host) =>
        host.QueryAsync<string>(
            """
            select string_agg(points::text, ' ' order by account_id is null)
            from analytics.viewer_profiles join analytics.audiences using (audience_no) where user_id = 5
            """
        );

    internal static async Task<(HttpStatusCode Status, JsonElement Body)> PatchAsync(
        HttpClient client,
        string user,
        object body,
        string path = Path,
        string query = ""
    )
    {
        using var answer = await client.PatchAsync($"{path}{user}{query}", JsonContent.Create(body));
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    internal static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonBody(body) };
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    internal static StringContent JsonBody(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    internal static async Task<List<T>> HearAsync<T>(AnalyticsHost host)
        where T : class
    {
        var heard = new List<T>();
        var handle = host.Bus.ConnectReceiveEndpoint(
            $"test.{Guid.NewGuid():N}",
            endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.Handler<T>(context =>
                {
                    heard.Add(context.Message);
                    return Task.CompletedTask;
                });
            }
        );
        await handle.Ready;
        return heard;
    }

    internal static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var n = 0; n < 300 && !condition(); n++)
            await Task.Delay(50);
        condition().ShouldBeTrue();
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
