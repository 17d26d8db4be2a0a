using System.Text.Json;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace LiveOps.IntegrationTests.Rehearsal;

/// <summary>The page on which a person does by hand what viewers do, in the real browser.</summary>
[Collection(Alone.Name)]
public sealed class PageTests
{
    [Fact]
    public async Task Each_button_does_what_it_says_and_a_refusal_is_shown_in_the_servers_words()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        await using WebApplication rehearsal = await Hosts.RehearsalAsync();
        using var http = new HttpClient { BaseAddress = rehearsal.Address() };
        var room = new RehearsalRoom(http, "my_show");
        await using Browser browser = await Browser.StartAsync();
        (IPage page, List<string> errors) = await browser.OpenAsync(rehearsal.Address().ToString());

        await PressAsync(page, "Send a Rose");
        await SaysAsync(page, "Name a room first: letters, digits, dots and underscores.");
        await page.GetByLabel("Handle of the room").FillAsync("no room!");
        await PressAsync(page, "Start");
        await SaysAsync(page, "A handle has 2 to 24 letters, digits, underscores and dots, such as 'my_show'.");
        await page.GetByLabel("Handle of the room").FillAsync(room.Handle);
        await PressAsync(page, "Send a Rose");
        await SaysAsync(page, "my_show");
        await PressAsync(page, "Start");
        await SaysAsync(page, "Start: live");
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("my_show: live, 0 connected");

        await PressAsync(page, "Send a Rose");
        await SaysAsync(page, "Send a Rose: 1 message(s) to 0 sockets (nobody is connected: not served)");
        await page.GetByLabel("Gift", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Index = 0 });
        await page.GetByLabel("How many").FillAsync("0");
        await PressAsync(page, "Send");
        await SaysAsync(page, "count must be between 1 and 1000000.");
        await page.GetByLabel("How many").FillAsync("4");
        await Browser.TickAsync(page.GetByLabel("one streak"));
        await page.GetByLabel("Handle of the viewer").FillAsync("ada");
        await PressAsync(page, "Send");
        await SaysAsync(page, "Send: 5 message(s)");
        await page.GetByLabel("Comment", new() { Exact = true }).FillAsync("<b>what a show</b>");
        foreach (string button in (string[])["Comment", "15 likes", "Follow", "Share", "Join", "Subscribe"])
        {
            await PressAsync(page, button);
            await SaysAsync(page, $"{button}: 1 message(s)");
        }
        await page.GetByLabel("Viewers").FillAsync("77");
        await PressAsync(page, "Set");
        await SaysAsync(page, "Set: 1 message(s)");
        JsonElement offered = (await room.TruthAsync()).GetProperty("offered");
        string[] kinds = ["giftUnits", "likes", "comments", "follows", "shares", "joins"];
        kinds.Select(kind => offered.GetProperty(kind).GetInt64()).ShouldBe([5, 15, 1, 1, 1, 1]);
        (await room.ShowAsync()).GetProperty("viewers").GetInt64().ShouldBe(77);
        ILocator coins = page.Locator("#truth tr", new() { HasText = "Coins" }).Locator("td").Nth(1);
        await Assertions.Expect(coins).ToHaveTextAsync(offered.GetProperty("coins").ToString());
        await Assertions.Expect(page.Locator("#messages")).ToContainTextAsync("Subscribe ada");

        await FaultsAsync(page, room);
        await ScenarioAsync(page);
        await Browser.PictureAsync(page, "rehearsal-page");
        await PressAsync(page, "Stop without a word");
        await SaysAsync(page, "Stop without a word: ended");
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("my_show: ended, 0 connected");
        await PressAsync(page, "Join");
        await SaysAsync(page, "my_show");
        errors.ShouldBeEmpty();
    }

    private static async Task FaultsAsync(IPage page, RehearsalRoom room)
    {
        (string Button, string Fault)[] faults =
        [
            ("Doubled and mixed up", "reorder"),
            ("Sign service: 429", "sign"),
            ("Refuse the socket", "handshake"),
            ("Replay all on reconnect", "historyReplay"),
        ];
        foreach ((string button, string fault) in faults)
        {
            await PressAsync(page, button);
            await SaysAsync(page, $"{button}: done", isError: false);
            await Assertions.Expect(page.Locator("#faults")).ToContainTextAsync(fault);
        }
        await PressAsync(page, "All well again");
        await Assertions.Expect(page.Locator("#faults")).ToHaveTextAsync("none");
        // What happens once is over at once: nothing of it stays set.
        foreach (string button in (string[])["Cut the socket", "20 s of silence"])
        {
            await PressAsync(page, button);
            await SaysAsync(page, $"{button}: done", isError: false);
            await Assertions.Expect(page.Locator("#faults")).ToHaveTextAsync("none");
        }
        (await room.ShowAsync()).GetProperty("status").GetString().ShouldBe("live");
    }

    private static async Task ScenarioAsync(IPage page)
    {
        await PressAsync(page, "Cancel");
        await SaysAsync(page, "Nothing plays.", isError: true);
        await PressAsync(page, "Play");
        await SaysAsync(page, "Play: running", isError: false);
        await Assertions.Expect(page.Locator("#run")).ToContainTextAsync("running");
        await PressAsync(page, "Cancel");
        await Assertions.Expect(page.Locator("#run")).ToContainTextAsync("cancelled");
    }

    private static Task PressAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static async Task SaysAsync(IPage page, string text, bool? isError = null)
    {
        ILocator note = page.Locator("#note");
        await Assertions.Expect(note).ToContainTextAsync(text);
        if (isError is { } bad)
        {
            await Assertions.Expect(note).ToHaveClassAsync(bad ? "bad" : "");
        }
    }
}
