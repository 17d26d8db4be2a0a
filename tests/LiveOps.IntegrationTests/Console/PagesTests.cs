using System.Diagnostics;
using LiveOps.Console.ServingPages;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The pages in a real browser, against a real broker and database.</summary>
[Collection(Alone.Name)]
public sealed class PagesTests(SharedServers servers) : IAsyncLifetime
{
    private Studio _studio = null!;
    private ConsoleHost _console = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        var pages = Pages.Find(AppContext.BaseDirectory);
        Assert.SkipUnless(
            pages is not null && File.Exists(Path.Combine(pages, "index.html")),
            "The pages are not built (npm ci && npm run build in services/Console/web)"
        );
        var broker = await servers.CreateVirtualHostAsync();
        _studio = await Studio.StartAsync(broker);
        _console = await ConsoleHost.StartAsync(await servers.CreateDatabaseAsync(), broker, _studio.Url);
        _browser = await Browser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_console is not null)
            await _console.DisposeAsync();
        if (_studio is not null)
            await _studio.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_password_says_so_and_the_right_one_leads_to_the_page_asked_for()
    {
        var (page, errors) = await _browser.OpenAsync($"{_console.Url}/machines");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "sign-in");

        await SignInAsync(page, "not this one");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Wrong user name or password");
        await Browser.PictureAsync(page, "sign-in-wrong");

        await SignInAsync(page, ConsoleHost.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Machines" })).ToBeVisibleAsync();
        await Expect(page.GetByText("No PC with boards yet")).ToBeVisibleAsync();
        await Expect(page.GetByText("Connected", new() { Exact = true })).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "devices-empty");

        await page.GotoAsync($"{_console.Url}/password");
        await page.GetByLabel("Current password").FillAsync("not this one");
        var wanted = page.Locator("input[autocomplete=new-password]");
        await wanted.Nth(0).FillAsync("a longer new password");
        await wanted.Nth(1).FillAsync("a longer new password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(page.GetByText("The current password is wrong")).ToBeVisibleAsync();
        await wanted.Nth(0).FillAsync("short");
        await Expect(page.GetByText("The current password is wrong")).ToBeHiddenAsync();
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rose_sent_from_the_page_is_shown_from_the_gift_to_the_pin()
    {
        var (page, errors) = await OpenLiveAsync();
        await Browser.PictureAsync(page, "live-empty");
        await _studio.ConnectAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the LIVE" }).ClickAsync();
        await Expect(page.GetByText("room is live")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a Rose" }).ClickAsync();

        var row = page.GetByRole(AriaRole.List, new() { Name = "Actions, newest first" })
            .GetByRole(AriaRole.Listitem)
            .First;
        await Expect(row).ToContainTextAsync("sent Rose");
        await Expect(row).ToContainTextAsync("Rose pushes the bell");
        await Expect(row).ToContainTextAsync("SOL1 PUSH");
        await Expect(row).ToContainTextAsync("answered in 2.4 ms");
        await Expect(row).ToContainTextAsync("D8 on → off after 200.0 ms");
        await Expect(row).ToContainTextAsync("done");
        await Expect(page.GetByRole(AriaRole.Table).GetByText("Ada")).ToBeVisibleAsync();
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_emergency_stop_is_one_key_away_and_holds_until_it_is_reset()
    {
        var (page, errors) = await OpenLiveAsync();
        await page.Keyboard.PressAsync("Control+.");
        var banner = page.GetByText("Emergency stop: everything is off and stays off.");
        await Expect(banner).ToBeVisibleAsync();
        // A status that was on its way when the stop was pressed has the same stop sent once more.
        _studio.Stops.DistinctBy(stop => stop.StopId).ShouldHaveSingleItem().RequestedBy.ShouldBe("admin");
        await page.GetByRole(AriaRole.Link, new() { Name = "Machines" }).ClickAsync();
        await Expect(page.GetByText(Studio.Board)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Test SOL1 for 200 ms" })).ToBeDisabledAsync();
        await Browser.PictureAsync(page, "devices-stopped");

        await page.GetByRole(AriaRole.Button, new() { Name = "Reset…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep everything off" })).ToBeFocusedAsync();
        await Browser.PictureAsync(page, "reset");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset, devices may move" }).ClickAsync();
        await Expect(banner).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Test SOL1 for 200 ms" })).ToBeEnabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test SOL1 for 200 ms" }).ClickAsync();
        await Expect(page.GetByText("answered in 2.4 ms")).ToBeVisibleAsync();
        _studio.Commands.ShouldHaveSingleItem().DurationMs.ShouldBe(200);

        // Nothing that opens covers it: neither the palette, nor help, nor a menu of the header.
        var stop = page.Locator(".stop-button");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByPlaceholder("Page, account or action")).ToBeFocusedAsync();
        await StopIsOnTopAsync();
        await Browser.PictureAsync(page, "palette");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByPlaceholder("Page, account or action")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Help for this page (?)" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await StopIsOnTopAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "account menu" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await StopIsOnTopAsync();
        await page.Keyboard.PressAsync("Escape");

        async Task StopIsOnTopAsync()
        {
            // What opens does so in a few frames.
            await page.WaitForTimeoutAsync(400);
            await stop.ClickAsync(new() { Trial = true, Timeout = 5_000 });
        }
        await Browser.PictureAsync(page, "devices");
        errors.ShouldBeEmpty();

        // A page that cannot be loaded takes nothing else with it, the stop least of all.
        await page.RouteAsync("**/assets/SessionsPage*.js", route => route.AbortAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Sessions" }).ClickAsync();
        await Expect(page.GetByText("This page cannot be shown")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" }).ClickAsync();
        await Expect(banner).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "page-failed");
        await page.GetByRole(AriaRole.Link, new() { Name = "Machines" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Machines" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_stop_that_did_not_get_through_or_is_not_confirmed_says_so_until_it_is()
    {
        var (page, errors) = await OpenLiveAsync();
        var stop = page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" });
        var failed = page.GetByText("NOT STOPPED");
        await page.Context.SetOfflineAsync(true);
        await stop.ClickAsync();
        await Expect(failed).ToBeVisibleAsync();
        await Expect(page.GetByText("The Console does not answer").First).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "not-stopped-offline");
        await page.Context.SetOfflineAsync(false);
        // As the sign-in page of a hotel's network does: an answer, and a good one, but not the Console's.
        const string Press = "**/api/devices/emergency-stop";
        var answered = new TaskCompletionSource();
        await page.RouteAsync(
            Press,
            async route =>
            {
                await answered.Task;
                await route.FulfillAsync(new() { Body = "<html>Welcome</html>" });
            }
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop now" }).ClickAsync();
        // That it is on its way is said before anybody answers.
        await Expect(page.Locator(".stop-button")).ToContainTextAsync("Stopping…");
        answered.SetResult();
        await Expect(page.GetByText("The answer is not from the Console")).ToBeVisibleAsync();
        await page.UnrouteAsync(Press);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(failed).ToBeHiddenAsync();

        await page.Context.APIRequest.PostAsync(
            $"{_console.Url}/api/auth/logout",
            new() { Headers = new Dictionary<string, string> { ["X-LiveOps"] = "1" } }
        );
        await page.Keyboard.PressAsync("Control+.");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(failed).ToBeVisibleAsync();
        await Expect(page.GetByText("Sign in again and press stop")).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "not-stopped-signed-out");
        await page.ReloadAsync();
        await Expect(failed).ToBeVisibleAsync();
        _studio.Stops.ShouldBeEmpty();

        await SignInAsync(page, ConsoleHost.Password);
        var again = page.GetByRole(AriaRole.Button, new() { Name = "Stop now" });
        await Expect(again).ToBeFocusedAsync();
        await Browser.PictureAsync(page, "not-stopped-signed-in");
        await _studio.ReportAsync(gateway: "pc2", board: "EE55FF66");
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Connected");
        await again.ClickAsync();
        await Expect(failed).ToBeHiddenAsync();
        _studio.Stops.ShouldNotBeEmpty();

        // The second gateway says nothing any more; the first one goes on saying that it has stopped.
        var off = page.GetByText("Emergency stop: everything is off and stays off.");
        var silent = page.GetByText("pc2 has NOT confirmed (silent since");
        await page.GetByRole(AriaRole.Link, new() { Name = "Machines" }).ClickAsync();
        for (var n = 0; n < 120 && !await silent.IsVisibleAsync(); n++)
        {
            await _studio.ReportAsync();
            await page.WaitForTimeoutAsync(500);
        }
        (await silent.IsVisibleAsync()).ShouldBeTrue();
        await Expect(page.GetByText("pc1 has NOT confirmed")).ToBeHiddenAsync();
        await Expect(off).ToBeHiddenAsync();
        var boards = page.Locator("[data-board]");
        await Expect(boards.Filter(new() { HasText = "EE55FF66" })).ToContainTextAsync("unknown");
        await Expect(boards.Filter(new() { HasText = "EE55FF66" })).Not.ToContainTextAsync("ready");
        await Expect(boards.Filter(new() { HasText = Studio.Board })).ToContainTextAsync("stopped");
        await Browser.PictureAsync(page, "devices-silent");
        await ReportBothAsync();
        await Expect(off).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(true);
        await stop.ClickAsync();
        await Expect(failed).ToBeVisibleAsync();
        await page.Context.SetOfflineAsync(false);
        // What all gateways say after it counts more than a press that failed.
        for (var n = 0; n < 60 && await failed.IsVisibleAsync(); n++)
        {
            await ReportBothAsync();
            await page.WaitForTimeoutAsync(500);
        }
        (await failed.IsVisibleAsync()).ShouldBeFalse();

        // The hint of the button is out of the way once it is pressed, although the pointer is still there.
        var hint = page.GetByRole(AriaRole.Tooltip);
        await stop.HoverAsync();
        await Expect(hint).ToBeVisibleAsync();
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
        await Expect(hint).ToBeHiddenAsync();
        // The live connection may be opening just when the session ends: that it is refused is right.
        errors.Where(error => !error.Contains("no valid credentials", StringComparison.Ordinal)).ShouldBeEmpty();

        async Task ReportBothAsync()
        {
            await _studio.ReportAsync(stopped: true);
            await _studio.ReportAsync(stopped: true, gateway: "pc2", board: "EE55FF66");
        }
    }

    [Fact]
    public async Task A_console_that_hangs_is_doubted_within_seconds_and_comes_back()
    {
        var (page, _) = await OpenLiveAsync();
        var hangs = false;
        await page.RouteWebSocketAsync(
            "**/hubs/live*",
            socket =>
            {
                var console = socket.ConnectToServer();
                socket.OnMessage(frame => Pass(frame, console));
                console.OnMessage(frame => Pass(frame, socket));
            }
        );
        await page.ReloadAsync();
        var link = page.GetByRole(AriaRole.Status).First;
        await Expect(link).ToHaveTextAsync("Connected");
        // Nothing happens for longer than it may be silent: it goes on saying that it is there.
        await page.WaitForTimeoutAsync(8_000);
        await Expect(link).ToHaveTextAsync("Connected");

        // The connection stays open, as that of a process that does not run any more.
        hangs = true;
        await Expect(link).ToHaveTextAsync("Not connected", new() { Timeout = 12_000 });
        hangs = false;
        await Expect(link).ToHaveTextAsync("Connected", new() { Timeout = 30_000 });

        void Pass(IWebSocketFrame frame, IWebSocketRoute to)
        {
            if (hangs)
                return;
            if (frame.Text is { } text)
                to.Send(text);
            else
                to.Send(frame.Binary!);
        }
    }

    [Fact]
    public async Task An_event_is_on_the_screen_within_a_tenth_of_a_second_and_a_flood_keeps_every_gift()
    {
        var (page, errors) = await OpenLiveAsync();
        await _studio.ConnectAsync();
        var times = new List<double>();
        for (var n = 0; n < 20; n++)
        {
            var text = $"hello {n}";
            var seen = page.EvaluateAsync<double>(
                """
                text => new Promise(resolve => {
                    const look = () => document.body.textContent.includes(text) ? resolve(Date.now()) : requestAnimationFrame(look)
                    look()
                })
                """,
                text
            );
            await Task.Delay(60);
            var sent = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            await _studio.PublishAsync(LiveEventKind.Chat, "Grace", item => item with { Text = text });
            times.Add(await seen - sent);
        }
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"event to browser: median {times[10]} ms, worst {times[^1]} ms"
        );
        times[10].ShouldBeLessThan(100);

        var flood = Stopwatch.StartNew();
        await _studio.PublishManyAsync(
            2_000,
            n => n % 100 == 0 ? (LiveEventKind.Subscribe, $"s{n}") : (LiveEventKind.Like, $"l{n}")
        );
        await _studio.GiftAsync("Galaxy", 1_000, "Linus");
        await Expect(page.GetByText("too many to show")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Events, newest first" }))
            .ToContainTextAsync("sent Galaxy");
        flood.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_page_fits_a_phone_and_light_colours()
    {
        var (page, errors) = await OpenLiveAsync(390, 844);
        await _studio.ConnectAsync(AccountConnectionState.Stale, "No message for 30 s. It is connected again in 5 s.");
        await _studio.GiftAsync("Galaxy", 1_000, "Linus");
        await _studio.GiftAsync("Rose", 1, "A viewer with quite a long nickname 🌹");
        await _studio.PublishAsync(
            LiveEventKind.Chat,
            "Grace",
            item => item with { Text = "What a show! Push the bell again, please." }
        );
        await Expect(page.GetByText("What a show!")).ToBeVisibleAsync();
        await Expect(page.GetByText("It is connected again in 5 s.")).ToBeVisibleAsync();
        foreach (var path in (string[])["live", "machines", "password"])
        {
            await page.GotoAsync($"{_console.Url}/{path}");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" })).ToBeInViewportAsync();
            await _studio.ReportAsync();
            await page.WaitForTimeoutAsync(700);
            (await Accessibility.FitsAsync(page)).ShouldBeTrue(path);
            await Browser.PictureAsync(page, $"phone-{path}");
        }
        await page.SetViewportSizeAsync(1_440, 900);
        await page.GotoAsync($"{_console.Url}/live");
        await Expect(page.GetByText("What a show!")).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "live");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use light colours" }).ClickAsync();
        await page.WaitForTimeoutAsync(300);
        await Browser.PictureAsync(page, "live-light");
        errors.ShouldBeEmpty();
    }

    private async Task<(IPage Page, List<string> Errors)> OpenLiveAsync(int width = 1_440, int height = 900)
    {
        var opened = await _browser.OpenAsync($"{_console.Url}/live", width, height);
        await SignInAsync(opened.Page, ConsoleHost.Password);
        await Expect(opened.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Connected");
        await _studio.ReportAsync();
        return opened;
    }

    private static async Task SignInAsync(IPage page, string password)
    {
        await page.Locator("input[name=username]").FillAsync("admin");
        await page.Locator("input[name=password]").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
