using System.Globalization;
using LiveOps.AppHost;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>All accounts at a glance, on the whole system.</summary>
[Collection(Alone.Name)]
public sealed class ControlRoomTests(RunningSystem system)
{
    [Fact]
    public async Task An_account_is_added_stopped_and_removed_and_the_live_one_shows_what_comes_in()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        await system.StartAsync();
        await system.NewRoomAsync();
        await system.InRoomAsync("viewers", new { viewers = 1_234 });
        await system.InRoomAsync("gifts", new { gift = "GG", count = 3 });
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync(system.Console);
        await page.Locator("input[name=username]").FillAsync("admin");
        await page.Locator("input[name=password]").FillAsync(system.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        var live = Row(page, Topology.Handle);
        await Expect(live).ToContainTextAsync("Live");
        await Expect(live.GetByRole(AriaRole.Cell, new() { Name = "1,234" })).ToBeVisibleAsync();
        await Expect(live.GetByRole(AriaRole.Cell).Filter(new() { HasText = "Coins" })).ToContainTextAsync("3");
        await Expect(live.GetByRole(AriaRole.Link, new() { Name = "ready" })).ToBeVisibleAsync();

        // Refused with the reason, and nothing typed is lost.
        var handle = $"shop.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        await page.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        var name = page.GetByLabel("TikTok name");
        await name.FillAsync("no such handle!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and watch" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("is no TikTok handle");
        await Expect(name).ToHaveValueAsync("no such handle!");
        await name.FillAsync($"@{handle}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and watch" }).ClickAsync();
        var added = Row(page, handle);
        await Expect(added).ToBeVisibleAsync();

        await Browser.TickAsync(added.GetByRole(AriaRole.Checkbox));
        var bulk = page.GetByRole(AriaRole.Region, new() { Name = "All picked accounts" });
        await Expect(bulk).ToContainTextAsync("1 account picked");
        await bulk.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(added).ToContainTextAsync("Stopped");
        await Expect(bulk).ToBeHiddenAsync();
        (await EnabledAsync(handle)).ShouldBe(false);
        await Browser.PictureAsync(page, "control-room");

        // By keyboard: found by its name, then the filter in the address.
        await page.GotoAsync($"{system.Console}/control?find={handle}");
        await Expect(Row(page, handle)).ToBeVisibleAsync();
        await Expect(Row(page, Topology.Handle)).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Edit @{handle}" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove @{handle}" }).ClickAsync();
        await Expect(page.GetByText("No such account")).ToBeVisibleAsync();
        (await EnabledAsync(handle)).ShouldBeNull();

        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("s");
        await page.WaitForURLAsync("**/sessions");
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByPlaceholder("Page, account or action").FillAsync("Control");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/control");
        await Expect(page.GetByPlaceholder("Page, account or action")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Help" })).ToContainTextAsync("Every account");
        await page.Keyboard.PressAsync("Escape");

        await page.SetViewportSizeAsync(390, 844);
        await Expect(Row(page, Topology.Handle)).ToBeVisibleAsync();
        (await Accessibility.FitsAsync(page)).ShouldBeTrue();
        await Browser.PictureAsync(page, "control-room-phone");
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_account_is_stopped_with_one_click_beside_an_open_dialog_and_reset_alone()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        await system.StartAsync();
        var room = await system.NewRoomAsync();
        await using var rule = await TestRule.AddAsync(system, "Heart Me", durationMs: 20_000, device: "RELAY1");
        await system.InRoomAsync("gifts", new { gift = "Heart Me" });
        await RunningSystem.EventuallyAsync(() => Task.FromResult(IsHigh()), "the relay is on");
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync(system.Console);
        await page.Locator("input[name=username]").FillAsync("admin");
        await page.Locator("input[name=password]").FillAsync(system.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        var stop = Row(page, Topology.Handle)
            .GetByRole(AriaRole.Button, new() { Name = $"Stop what @{Topology.Handle} moves" });
        await stop.ClickAsync();
        var banner = page.GetByText($"What @{Topology.Handle} moves is off and stays off.");
        await Expect(banner).ToBeVisibleAsync();
        await Expect(stop).ToHaveAttributeAsync("aria-pressed", "true");
        await RunningSystem.EventuallyAsync(() => Task.FromResult(!IsHigh()), "the relay is off");
        await Browser.PictureAsync(page, "control-room-account-stopped");
        var rises = system.Rises(Relay);
        await system.InRoomAsync("gifts", new { gift = "Heart Me" });
        await RunningSystem.EventuallyAsync(
            async () => (await system.SessionAsync(room))?.GetProperty("totals").GetProperty("gifts").GetInt64() == 2,
            "the next gift is on the books"
        );
        system.Rises(Relay).ShouldBe(rises);

        // The stop of everything stays in reach of a click while a dialog is open, and a key of one's own presses it too.
        await page.Keyboard.PressAsync("?");
        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "Help" });
        await help.GetByRole(AriaRole.Button, new() { Name = "Choose a key" }).ClickAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(help).ToContainTextAsync("That key is typed with");
        await page.Keyboard.PressAsync("F9");
        await Expect(help.GetByText("F9")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" }).ClickAsync();
        var everything = page.GetByText("Emergency stop: everything is off and stays off.");
        await Expect(everything).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "stop-beside-dialog");
        await page.Keyboard.PressAsync("Escape");

        // A part's reset is not everything's.
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset…" }).Last.ClickAsync();
        await Expect(page.GetByText("The emergency stop of everything stays on.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset, devices may move" }).ClickAsync();
        await Expect(banner).ToBeHiddenAsync();
        await Expect(everything).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset, devices may move" }).ClickAsync();
        await Expect(everything).ToBeHiddenAsync();
        await RunningSystem.EventuallyAsync(
            async () =>
            {
                await system.InRoomAsync("gifts", new { gift = "Heart Me" });
                await Task.Delay(500, TestContext.Current.CancellationToken);
                return system.Rises(Relay) > rises;
            },
            "devices work again after the reset"
        );

        await page.Keyboard.PressAsync("F9");
        await Expect(everything).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset, devices may move" }).ClickAsync();
        await Expect(everything).ToBeHiddenAsync();
        errors.ShouldBeEmpty();
    }

    private const string Relay = "PD7";

    private bool IsHigh() => system.Pins().LastOrDefault(change => change.Pin == Relay)?.Value == 1;

    private static ILocator Row(IPage page, string handle) =>
        page.GetByRole(AriaRole.Table, new() { Name = "Control room" })
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = $"@{handle}" });

    /// <summary>Null for an account that is not there.</summary>
    private async Task<bool?> EnabledAsync(string handle)
    {
        var accounts = await system.GetAsync("/api/ingestion/accounts");
        foreach (var account in accounts.EnumerateArray())
            if (account.GetProperty("handle").GetString() == handle)
                return account.GetProperty("enabled").GetBoolean();
        return null;
    }
}
