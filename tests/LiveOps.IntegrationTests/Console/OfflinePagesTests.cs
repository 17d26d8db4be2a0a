using LiveOps.AppHost.Local.Servers;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The pages as an app: they open without the console, with what was known last, and go on when it is back.</summary>
[Collection(Alone.Name)]
public sealed class OfflinePagesTests(SharedServers servers)
{
    [Fact]
    public async Task The_pages_open_without_the_console_and_go_on_when_it_is_back()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        using var key = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256
        );
        var address = new Dictionary<string, string?> { ["urls"] = $"http://127.0.0.1:{FreePort.Take()}" };
        await using var studio = await Studio.StartAsync(broker);
        await using var browser = await Browser.StartAsync();
        IPage page;
        List<string> errors;
        ILocator account;
        await using (var console = await ConsoleHost.StartAsync(database, broker, key: key, settings: address))
        {
            (page, errors) = await browser.OpenAsync($"{console.Url}/sign-in", keepFiles: true);
            var answer = await page.Context.APIRequest.PostAsync(
                $"{console.Url}/api/auth/login",
                new() { DataObject = new { user = "admin", password = ConsoleHost.Password } }
            );
            answer.Ok.ShouldBeTrue();
            await page.GotoAsync($"{console.Url}/live");
            await studio.ConnectAsync();
            account = page.GetByText("rehearsal.show").First;
            await Expect(account).ToBeVisibleAsync();

            // Chromium would install it, but for the window that it is in, and its files are kept.
            var inspector = await page.Context.NewCDPSessionAsync(page);
            var answered = await inspector.SendAsync("Page.getInstallabilityErrors");
            answered!
                .Value.GetProperty("installabilityErrors")
                .EnumerateArray()
                .Select(fault => fault.GetProperty("errorId").GetString())
                .Where(fault => fault != "in-incognito")
                .ShouldBeEmpty();
            await page.EvaluateAsync("navigator.serviceWorker.ready").WaitAsync(TimeSpan.FromSeconds(30));
            // The states are kept every few seconds.
            for (var n = 0; n < 150 && !await KeepsAsync(page); n++)
                await Task.Delay(200, TestContext.Current.CancellationToken);
            (await KeepsAsync(page)).ShouldBeTrue("the states are kept");
        }

        await page.ReloadAsync();
        await Expect(account).ToBeVisibleAsync();
        await Expect(page.GetByText("What you see is as of")).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "offline-live");
        // Pages that were never opened are there too.
        await page.GotoAsync($"{address["urls"]}/machines");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Machines" })).ToBeVisibleAsync();
        await Expect(page.GetByText("What you see is as of")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 844);
        await Browser.PictureAsync(page, "offline-phone");
        // A stop that cannot get through says so.
        await page.Keyboard.PressAsync("Control+.");
        await Expect(page.GetByText("NOT STOPPED").First).ToBeVisibleAsync();

        await using (var console = await ConsoleHost.StartAsync(database, broker, key: key, settings: address))
        {
            await Expect(page.GetByText("What you see is as of")).ToBeHiddenAsync(new() { Timeout = 30_000 });
            await Expect(page.GetByRole(AriaRole.Status).GetByText("Connected")).ToBeAttachedAsync();
            // Who signs out leaves nothing behind.
            await page.SetViewportSizeAsync(1_440, 900);
            await page.GetByRole(AriaRole.Button, new() { Name = "account menu" }).ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Password" })).ToBeVisibleAsync();
            (await KeptAsync(page)).ShouldBeNull();
        }
        await page.ReloadAsync();
        await Expect(page.GetByText("The Console does not answer")).ToBeVisibleAsync();
        // A line that cannot be opened to a console that is away is no fault of the page's.
        errors.Where(error => !error.StartsWith("WebSocket connection to", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static async Task<bool> KeepsAsync(IPage page) =>
        (await KeptAsync(page))?.Contains("rehearsal.show", StringComparison.Ordinal) == true;

    private static Task<string?> KeptAsync(IPage page) =>
        page.EvaluateAsync<string?>("localStorage.getItem('liveops.last-known')");
}
