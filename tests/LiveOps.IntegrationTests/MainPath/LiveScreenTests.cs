using LiveOps.AppHost;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>One account as it happens, on the whole system: what is shown of it, marked in it, and held still.</summary>
[Collection(Alone.Name)]
public sealed class LiveScreenTests(RunningSystem system)
{
    [Fact]
    public async Task The_feed_is_filtered_and_marked_and_stands_still_while_somebody_reads()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        await system.StartAsync();
        await system.NewRoomAsync();
        var action = new
        {
            type = "device",
            deviceId = "LED1",
            action = "ON",
            durationMs = 20,
        };
        await using var likes = await TestRule.AddAsync(
            system,
            "Likes by the hundred",
            new
            {
                type = "likes",
                threshold = 100,
                when = "MultipleOf",
            },
            action
        );
        await using var bell = await TestRule.AddAsync(
            system,
            "Bell",
            new { type = "comment", keywords = (string[])["bell"] },
            action
        );
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync($"{system.Console}/live?account={Topology.Handle}");
        await page.Locator("input[name=username]").FillAsync("admin");
        await page.Locator("input[name=password]").FillAsync(system.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        var feed = page.GetByRole(AriaRole.List, new() { Name = "Events, newest first" });

        // The words of keyword rules are marked by themselves, others when they are asked for; likes go on to their goal.
        await system.InRoomAsync("likes", new { count = 15 });
        await Expect(page.GetByText("15 of 100 likes")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await system.InRoomAsync("comments", new { text = "Push the Béll <b>now</b>, please" });
        await Expect(feed.Locator("mark")).ToHaveTextAsync("Béll");
        await Expect(feed).ToContainTextAsync("<b>now</b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "More filters" }).ClickAsync();
        await page.GetByLabel("Highlight words").FillAsync("please, nothing");
        await Expect(feed.Locator("mark")).ToHaveTextAsync((string[])["Béll", "please"]);

        await system.InRoomAsync("gifts", new { gift = "Rose" });
        await system.InRoomAsync("gifts", new { gift = "Corgi" });
        await Expect(feed).ToContainTextAsync("sent Corgi");
        await page.GetByLabel("Show only gifts of at least so many coins").FillAsync("200");
        await Expect(feed.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(feed).ToContainTextAsync("sent Corgi");
        await page.GetByLabel("Show only gifts of at least so many coins").FillAsync("");
        await page.GetByLabel("Show only this gift").FillAsync("ros");
        await Expect(feed).Not.ToContainTextAsync("Corgi");
        await Expect(feed).ToContainTextAsync("sent Rose");
        await Browser.AddressHasAsync(page, "gift=ros");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Browser.PictureAsync(page, "live-filters");

        for (var n = 0; n < 40; n++)
            await system.InRoomAsync("comments", new { text = $"comment {n}" });
        await Expect(feed).ToContainTextAsync("comment 39");
        await feed.EvaluateAsync("list => list.scrollTo({ top: 200 })");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resume" })).ToBeVisibleAsync();
        await system.InRoomAsync("comments", new { text = "said while you read" });
        var news = page.GetByRole(AriaRole.Button, new() { Name = "1 new event" });
        await Expect(news).ToBeVisibleAsync();
        await Expect(feed).Not.ToContainTextAsync("said while you read");
        await Browser.PictureAsync(page, "live-held");
        await news.ClickAsync();
        await Expect(feed.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("said while you read");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToBeVisibleAsync();

        await EraseAsync(system, feed);
        await page.SetViewportSizeAsync(390, 844);
        (await Accessibility.FitsAsync(page)).ShouldBeTrue();
        await Browser.PictureAsync(page, "live-phone");
        await page.SetViewportSizeAsync(1_440, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "account menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Bahasa Indonesia" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Umpan" })).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "live-indonesian");
        // The language follows the member: the tests after this one read English.
        await page.GetByRole(AriaRole.Button, new() { Name = "menu akun" }).ClickAsync();
        await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Menuitem, new() { Name = "English" }).ClickAsync(),
            answer =>
                answer.Ok
                && answer.Request.Method == "PUT"
                && answer.Url.EndsWith("/api/preferences", StringComparison.Ordinal)
        );
        errors.ShouldBeEmpty();
    }

    /// <summary>Who is erased goes from the open screen, from what a new one would show, and from what rules decided.</summary>
    private static async Task EraseAsync(RunningSystem system, ILocator feed)
    {
        var user = new { handle = "forget.me", nickname = "Forget Me" };
        await system.InRoomAsync("comments", new { text = "ring the bell for me", user });
        await Expect(feed).ToContainTextAsync("Forget Me");
        var live = $"/api/live?accountId={Topology.AccountId}";
        var decisions = $"/api/rules/decisions?accountId={Topology.AccountId}";
        await RunningSystem.EventuallyAsync(
            async () => (await system.GetAsync(decisions)).GetRawText().Contains("Forget Me", StringComparison.Ordinal),
            "the bell is on the books of the rules"
        );
        var id = (await system.GetAsync(live))
            .GetProperty("events")
            .EnumerateArray()
            .Last(item => item.GetRawText().Contains("forget.me", StringComparison.Ordinal))
            .GetProperty("viewer")
            .GetProperty("userId")
            .GetString();
        await RunningSystem.EventuallyAsync(
            async () =>
                (
                    await system.PostAsync(
                        "/api/viewer-profiles/bulk",
                        new { userIds = (string?[])[id], action = "delete" }
                    )
                )
                    .GetProperty("changed")
                    .GetInt32() == 1,
            "the viewer is on the books and erased"
        );
        await Expect(feed).Not.ToContainTextAsync("Forget Me");
        await Expect(feed).Not.ToContainTextAsync("ring the bell for me");
        foreach (var path in (string[])[live, decisions])
            await RunningSystem.EventuallyAsync(
                async () => !(await system.GetAsync(path)).GetRawText().Contains("Forget Me", StringComparison.Ordinal),
                $"{path} knows nothing of them"
            );
    }
}
