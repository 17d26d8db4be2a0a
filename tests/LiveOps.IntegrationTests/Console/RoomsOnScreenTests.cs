using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Console;

/// <summary>A screen hears the states of all accounts, and what happens in the one room that it shows.</summary>
public sealed class RoomsOnScreenTests(SharedServers servers)
{
    private static readonly Guid _shown = Guid.CreateVersion7();
    private static readonly Guid _other = Guid.CreateVersion7();
    private long _message = 7_300_000_000_000_000_000;

    [Fact]
    public async Task A_screen_hears_the_room_that_it_shows_and_the_totals_of_all()
    {
        await using var console = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync()
        );
        var bus = console.Services.GetRequiredService<IBus>();
        var strangers = Guid.CreateVersion7();
        using var admin = await console.SignedInAsync("admin");
        using var eve = await console.MemberAsync("eve", Roles.Admin, strangers);
        using var screen = await Screen.OpenAsync(console, admin);
        using var stranger = await Screen.OpenAsync(console, eve);

        // What was before is there when the room is opened; that of a foreign workspace is not.
        await bus.Publish(Said(ConsoleHost.Workspace, _shown, "before"));
        while (!(await screen.CallAsync("show-room", _shown)).GetRawText().Contains("before", StringComparison.Ordinal))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        (await stranger.CallAsync("show-room", _shown)).GetRawText().ShouldNotContain("before");

        // The same account's id in another workspace is another account.
        await bus.Publish(Said(ConsoleHost.Workspace, _other, "elsewhere"));
        await bus.Publish(Session(_other));
        await bus.Publish(Session(_shown));
        await bus.Publish(Said(ConsoleHost.Workspace, _shown, "here"));
        await bus.Publish(Said(strangers, _shown, "abroad"));
        (await UntilAsync(stranger, "abroad")).ShouldNotContain("here");
        var heard = await UntilAsync(screen, "here");
        heard.ShouldNotContain("elsewhere");
        heard.ShouldNotContain("abroad");

        // Totals of both; who gave most only of the room that is shown.
        while (Sessions(heard, _other).Count == 0 || Sessions(heard, _shown).Count < 2)
            heard += await UntilAsync(screen, "liveSessionId");
        Sessions(heard, _other).ShouldAllBe(session => !session.Contains("Grace", StringComparison.Ordinal));
        Sessions(heard, _shown).ShouldContain(session => session.Contains("Grace", StringComparison.Ordinal));
        var all = await admin.GetFromJsonAsync<JsonElement>("/api/live", TestContext.Current.CancellationToken);
        all.GetProperty("sessions").GetArrayLength().ShouldBe(2);
        all.GetRawText().ShouldNotContain("Grace");
        var one = await admin.GetStringAsync($"/api/live?accountId={_shown}", TestContext.Current.CancellationToken);
        one.ShouldContain("Grace");
        one.ShouldContain("before");
        one.ShouldNotContain("elsewhere");
        (
            await eve.GetStringAsync($"/api/live?accountId={_shown}", TestContext.Current.CancellationToken)
        ).ShouldNotContain("before");

        // Another room instead of that one; then none.
        (await screen.CallAsync("show-room", _other))
            .GetRawText()
            .ShouldContain("elsewhere");
        await bus.Publish(Said(ConsoleHost.Workspace, _shown, "unheard"));
        await bus.Publish(Said(ConsoleHost.Workspace, _other, "next door"));
        (await UntilAsync(screen, "next door")).ShouldNotContain("unheard");
        (await screen.CallAsync("show-room", "no account"))
            .GetProperty("error")
            .GetString()!
            .ShouldContain("not an account's id");
        await screen.CallAsync("show-room", null);
        await bus.Publish(Said(ConsoleHost.Workspace, _other, "unheard"));
        await bus.Publish(Session(_other));
        (await UntilAsync(screen, "liveSessionId")).ShouldNotContain("unheard");
    }

    /// <summary>Reads updates to one that holds the text; gives back all of them, and what else has come.</summary>
    private static async Task<string> UntilAsync(Screen screen, string text)
    {
        var read = "";
        while (!read.Contains(text, StringComparison.Ordinal))
            read += (await screen.NextAsync("live")).GetRawText() + "\n";
        return read + screen.Unread;
    }

    private static List<string> Sessions(string updates, Guid account) =>
        [
            .. updates
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => JsonElement.Parse(text))
                .Where(message => message.TryGetProperty("target", out var target) && target.GetString() == "live")
                .SelectMany(message => message.GetProperty("arguments")[0].GetProperty("sessions").EnumerateArray())
                .Where(session => session.GetProperty("accountId").GetGuid() == account)
                .Select(session => session.GetRawText()),
        ];

    private LiveEvents Said(Guid workspace, Guid account, string text) =>
        new()
        {
            WorkspaceId = workspace,
            AccountId = account,
            RoomId = 7_200_000_000_000_000_000,
            Sequence = ++_message,
            ReceivedAt = DateTimeOffset.UtcNow,
            Events =
            [
                new LiveEvent
                {
                    MessageId = _message,
                    Kind = LiveEventKind.Chat,
                    At = DateTimeOffset.UtcNow,
                    Text = text,
                },
            ],
        };

    private static LiveSessionProgressed Session(Guid account) =>
        new()
        {
            WorkspaceId = ConsoleHost.Workspace,
            AccountId = account,
            LiveSessionId = account,
            RoomId = 7_200_000_000_000_000_000,
            StartedAt = DateTimeOffset.UtcNow,
            Totals = new LiveSessionTotals { Coins = 5 },
            Leaderboard =
            [
                new LeaderboardEntry
                {
                    Rank = 1,
                    UserId = 7,
                    Nickname = "Grace",
                    Coins = 5,
                    Gifts = 1,
                },
            ],
        };
}
