using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Screens hear of their own viewers as it happens, and read and change them over the same socket.</summary>
public sealed class ViewerEditingScreenTests(SharedServers servers)
{
    [Fact]
    public async Task Every_kind_of_news_reaches_the_screens_of_its_workspace_once_and_no_other()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var console = await ConsoleHost.StartAsync(await servers.CreateDatabaseAsync(), broker);
        using var member = await console.SignedInAsync("admin");
        using var screen = await Screen.OpenAsync(console, member);
        // Somebody watches there too: what nobody watches is sent to nobody.
        var other = Guid.CreateVersion7();
        using var stranger = await console.MemberAsync("eve", Roles.Admin, other);
        using var elsewhere = await Screen.OpenAsync(console, stranger);
        var bus = console.Services.GetRequiredService<IBus>();
        var kinds = Enum.GetValues<ViewerNewsKind>();
        var items = kinds
            .Select(kind => new ViewerNewsItem
            {
                NewsId = Guid.CreateVersion7(),
                Kind = kind,
                UserId = 7_000_000_000_000_000_001,
                Handle = "anna",
                VipTier = 3,
                VipTierName = "Gold",
                Age = 30,
                At = DateTimeOffset.UtcNow,
            })
            .ToList();
        await bus.Publish(News(other, [items[0] with { NewsId = Guid.CreateVersion7(), Handle = "theirs" }]));
        Username(await elsewhere.NextAsync("viewer:")).ShouldBe("theirs");
        for (var n = 0; n < 2; n++)
            await bus.Publish(News(ConsoleHost.Workspace, items));
        await bus.Publish(
            News(ConsoleHost.Workspace, [items[0] with { NewsId = Guid.CreateVersion7(), Handle = "last" }])
        );

        var heard = new List<JsonElement>();
        do heard.Add(await screen.NextAsync("viewer:"));
        while (Username(heard[^1]) != "last");
        await elsewhere.CallAsync("viewer-profiles:get", new { user = "" });
        elsewhere.Unread.ShouldNotContain("viewer:");

        heard
            .Select(message => message.GetProperty("target").GetString())
            .ShouldBe([
                "viewer:new",
                "viewer:updated",
                "viewer:vip-promoted",
                "viewer:vip-set",
                "viewer:vip-removed",
                "viewer:birthday",
                "viewer:birthday-live",
                "viewer:online",
                "viewer:offline",
                "viewer:new",
            ]);
        var promoted = heard[2].GetProperty("arguments")[0];
        promoted.GetProperty("userId").GetString().ShouldBe("7000000000000000001");
        promoted.GetProperty("vipTierName").GetString().ShouldBe("Gold");
    }

    [Fact]
    public async Task A_screen_changes_a_profile_with_the_rights_of_its_member()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var analytics = await AnalyticsHost.StartAsync(await servers.CreateDatabaseAsync(), broker);
        await using var console = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            broker,
            analytics: analytics
        );
        var room = new ViewerEditingRoom(analytics, ConsoleHost.Workspace);
        await room.StoreAsync(DateTimeOffset.UtcNow, ViewerEditingRoom.Chat(5));
        using var admin = await console.SignedInAsync("admin");
        using var sender = await console.MemberAsync("sam", Roles.Sender, ConsoleHost.Workspace);
        using var stranger = await console.MemberAsync("eve", Roles.Admin, Guid.CreateVersion7());
        using var screen = await Screen.OpenAsync(console, admin);

        var notes = string.Concat(Enumerable.Repeat("🌹", 5_000));
        var done = await screen.CallAsync("viewer-profiles:update", new { user = "@viewer5", changes = new { notes } });
        done.GetProperty("result").GetProperty("notes").GetString().ShouldBe(notes);
        var updated = await screen.NextAsync("viewer:updated");
        updated.GetProperty("arguments")[0].GetProperty("userId").GetString().ShouldBe("5");

        // Refusals in words; the socket stays open.
        foreach (
            var (call, word) in new (object, string)[]
            {
                (new { user = "5", changes = new { total_coins_spent = 5 } }, "total_coins_spent cannot be changed"),
                (new { user = "5", changes = new { notes = new string('x', 10_000) } }, "at most 5,000"),
                (new { user = "5" }, "Say what to change"),
                (
                    new
                    {
                        user = "5",
                        accountId = "x",
                        changes = new { bio = "x" },
                    },
                    "not an account's id"
                ),
                (new { user = "../../health", changes = new { bio = "x" } }, "No such viewer"),
            }
        )
            (await screen.CallAsync("viewer-profiles:update", call))
                .GetProperty("error")
                .GetString()!
                .ShouldContain(word);
        foreach (var (client, word) in new[] { (sender, "role"), (stranger, "No such viewer") })
        {
            using var other = await Screen.OpenAsync(console, client);
            (await other.CallAsync("viewer-profiles:update", new { user = "5", changes = new { bio = "x" } }))
                .GetProperty("error")
                .GetString()!
                .ShouldContain(word);
        }
        (await analytics.QueryAsync<string>("select coalesce(bio, 'none') from analytics.viewers")).ShouldBe("none");

        // The same over HTTP through the console's origin.
        foreach (var path in new[] { "/api/viewer-profiles/5", "/api/v1/viewer-profiles/viewer5" })
        {
            using var answer = await admin.PatchAsync(path, JsonContent.Create(new { bio = path }));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await analytics.QueryAsync<string>("select bio from analytics.viewers")).ShouldBe(path);
        }
    }

    private static string? Username(JsonElement message) =>
        message.GetProperty("arguments")[0].GetProperty("username").GetString();

    private static ViewerNews News(Guid workspace, IReadOnlyList<ViewerNewsItem> items) =>
        new()
        {
            WorkspaceId = workspace,
            AccountId = Guid.CreateVersion7(),
            Items = items,
        };
}
