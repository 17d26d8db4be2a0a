using System.Globalization;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>History, review and comparison of sessions in a real browser, against Analytics and its books.</summary>
[Collection(Alone.Name)]
public sealed class SessionsPageTests(SharedServers servers)
{
    [Fact]
    public async Task A_session_is_found_in_the_history_reviewed_at_a_moment_and_compared()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        var broker = await servers.CreateVirtualHostAsync();
        await using var analytics = await AnalyticsHost.StartAsync(servers);
        await using var console = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            broker,
            analytics: analytics
        );
        var lives = new List<(ReviewTruth Truth, Guid Id)>();
        foreach (var seed in new[] { 41, 42 })
        {
            var live = new SyntheticLive(seed, viewers: 80)
            {
                Step = TimeSpan.FromSeconds(20),
                WorkspaceId = ConsoleHost.Workspace,
            };
            var messages = new ReviewedLive(live, 60, seed).Messages().ToList();
            await SessionReviewTests.StoreAsync(analytics, messages);
            lives.Add((new ReviewTruth(messages), await SessionReviewTests.IdAsync(analytics, live)));
        }
        var (truth, id) = lives[0];
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync($"{console.Url}/sessions");
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").First.FillAsync(ConsoleHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Sessions" }).GetByRole(AriaRole.Row);
        await Expect(rows).ToHaveCountAsync(3);
        var row = rows.Filter(new() { Has = page.Locator($"a[href='/sessions/{id}']") });
        await Expect(row).ToContainTextAsync(Number(truth.Coins));
        await row.DblClickAsync();

        // The review of the whole, and of a moment: what had come by the end of that minute.
        await page.WaitForURLAsync($"**/sessions/{id}");
        await Expect(Tile(page, "Coins")).ToHaveTextAsync(Number(truth.Coins));
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Moment" });
        await slider.PressAsync("Home");
        await slider.PressAsync("ArrowRight");
        await Expect(Tile(page, "Likes")).ToHaveTextAsync(Number(truth.Minutes.Take(2).Sum(minute => minute.Likes)));
        await Expect(Tile(page, "Comments"))
            .ToHaveTextAsync(Number(truth.Minutes.Take(2).Sum(minute => minute.Comments)));
        await Browser.PictureAsync(page, "session-moment");

        // The events from there on, not those before.
        await page.GetByRole(AriaRole.Link, new() { Name = "Events from here" }).ClickAsync();
        var first = page.Locator("main time").First;
        await Expect(first).ToBeVisibleAsync();
        DateTimeOffset
            .Parse((await first.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(new DateTimeOffset(truth.Minutes[1].At, TimeSpan.Zero));
        await page.GetByRole(AriaRole.Button, new() { Name = "From the start" }).ClickAsync();
        await Expect(page.GetByText("live started")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Tab, new() { Name = "Checks" }).ClickAsync();
        await Expect(page.GetByText("The room's total of followers")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "All sessions" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Compare" })).ToBeDisabledAsync();
        await Expect(rows).ToHaveCountAsync(3);
        foreach (var box in await page.GetByRole(AriaRole.Checkbox).AllAsync())
            await Browser.TickAsync(box);
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        var coins = page.Locator("tr").Filter(new() { Has = page.Locator("th", new() { HasText = "Coins" }) });
        foreach (var (other, _) in lives)
            await Expect(coins).ToContainTextAsync(Number(other.Coins));
        await Browser.PictureAsync(page, "sessions-compared");

        await LiveChartAsync(page, console, lives[0]);

        await page.SetViewportSizeAsync(390, 844);
        foreach (var path in new[] { "/sessions", $"/sessions/{id}", $"/sessions/{id}?tab=checks" })
        {
            await page.GotoAsync(console.Url + path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            (await Accessibility.FitsAsync(page)).ShouldBeTrue(path);
        }
        errors.ShouldBeEmpty();
    }

    /// <summary>The live page draws the curves of the session that its account has now.</summary>
    private static async Task LiveChartAsync(IPage page, ConsoleHost console, (ReviewTruth Truth, Guid Id) live)
    {
        var account = Guid.CreateVersion7();
        var bus = console.Services.GetRequiredService<IBus>();
        await bus.Publish(
            new AccountConnectionChanged
            {
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = account,
                Handle = "curves",
                State = AccountConnectionState.Live,
                Since = DateTimeOffset.UtcNow,
            }
        );
        await bus.Publish(
            new LiveSessionProgressed
            {
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = account,
                LiveSessionId = live.Id,
                RoomId = Studio.Room,
                StartedAt = new DateTimeOffset(live.Truth.Minutes[0].At, TimeSpan.Zero),
                Totals = new LiveSessionTotals { Coins = live.Truth.Coins },
                Leaderboard = [],
            }
        );
        await page.GotoAsync($"{console.Url}/live?account=curves");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Viewers and coins" }).Locator("canvas, svg").First)
            .ToBeVisibleAsync();
        await Browser.PictureAsync(page, "live-chart");
    }

    private static ILocator Tile(IPage page, string name) =>
        page.Locator(".tile")
            .Filter(new() { Has = page.GetByText(name, new() { Exact = true }) })
            .Locator(".tile-value");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
