using System.Net;
using System.Net.Http.Json;
using LiveOps.IntegrationTests.Gateways;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The machines' pages in a real browser, against all services, a real gateway and a simulated board.</summary>
[Collection(MachinesRoom.Tests)]
public sealed class MachinesPageTests(MachinesRoom room)
{
    [Fact]
    public async Task A_board_is_tested_given_other_devices_and_bound_to_an_account()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var (page, errors) = await room.OpenAsync("/devices");
        await Expect(page).ToHaveURLAsync($"{room.System.Console.Url}/machines");
        var card = page.Locator($"[data-board='{room.Board}']");
        await Expect(card).ToContainTextAsync("READY", new() { IgnoreCase = true });
        await Expect(page.GetByText("online since")).ToBeVisibleAsync();
        await Button(card, "Test LED1 for 200 ms").ClickAsync();
        await Expect(card.GetByText("answered in")).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Link, new() { Name = room.Board }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{room.System.Console.Url}/machines/pc1/{room.Board}");

        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Button(page, "Test MOT1 with other values").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("For how long").FillAsync("99999");
        await Expect(Button(dialog, "Move it")).ToBeDisabledAsync();
        await dialog.GetByLabel("For how long").FillAsync("300");
        await dialog.GetByLabel("angle").FillAsync("45");
        await Button(dialog, "Move it").ClickAsync();
        await Expect(dialog.GetByText("answered in")).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "machines-test");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();

        // D10 is free, but its timer has the servo's rhythm: the board says so, and what was entered stays.
        await Button(page, "Change devices").ClickAsync();
        await Button(page, "Add a device").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "LED", Exact = true }).ClickAsync();
        var row = page.Locator("[data-row='LED2']");
        await ChoosePinAsync(page, row, "D10 PWM", "D7", "D13");
        await Button(page, "Write to the board").ClickAsync();
        var news = page.Locator("[data-order='Refused']");
        await Expect(news).ToContainTextAsync("LED2: a pin does not exist on this board");
        await Browser.PictureAsync(page, "machines-refused");
        await ChoosePinAsync(page, row, "D5 PWM");
        await Button(page, "Write to the board").ClickAsync();
        await Expect(page.Locator("[data-device='LED2']")).ToContainTextAsync("D5");
        (await room.DevicesAsync()).ShouldContain(one => one.GetProperty("name").GetString() == "LED2");
        await Button(page, "Test LED2 for 200 ms").ClickAsync();
        await Expect(page.Locator("[data-device='LED2']").GetByText("answered in")).ToBeVisibleAsync();

        var accounts = page.GetByRole(AriaRole.Region, new() { Name = "Accounts that use this board" });
        await accounts.GetByRole(AriaRole.Combobox).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = $"@{EdgeSystem.Handle}" }).ClickAsync();
        await Expect(accounts.GetByRole(AriaRole.Listitem)).ToContainTextAsync(EdgeSystem.Handle);
        (await room.Admin.GetStringAsync("/api/rules/bindings")).ShouldContain(room.Board);
        await Button(accounts, $"Take the board from {EdgeSystem.Handle}").ClickAsync();
        await Expect(accounts.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(0);

        // Back to what a fresh board has, for the other tests.
        await Button(page, "Change devices").ClickAsync();
        await Button(page, "Remove LED2").ClickAsync();
        await Button(page, "Write to the board").ClickAsync();
        await Expect(page.Locator("[data-device='LED2']")).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-device='LED1']")).ToBeVisibleAsync();

        await Button(page, "Emergency stop").ClickAsync();
        await Expect(Button(page, "Test LED1 for 200 ms")).ToBeDisabledAsync();
        await Expect(page.GetByText("The emergency stop is on: reset it first.")).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "machines-stopped");
        (await room.Admin.PostAsJsonAsync("/api/devices/emergency-stop/reset", new { })).EnsureSuccessStatusCode();
        await Expect(Button(page, "Test LED1 for 200 ms")).ToBeEnabledAsync();
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_PC_is_let_in_by_a_code_on_a_phone_named_read_and_thrown_out()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var (page, errors) = await room.OpenAsync("/machines", 390, 844);
        await Button(page, "Add a PC").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Short name").FillAsync("Studio 2!");
        await Button(dialog, "Make a code").ClickAsync();
        await Expect(dialog.GetByText("The name cannot be used")).ToBeVisibleAsync();
        await dialog.GetByLabel("Short name").FillAsync("studio-2");
        await Button(dialog, "Make a code").ClickAsync();
        var code = await dialog.GetByLabel("The code").InnerTextAsync();
        code.ShouldMatch("^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$");
        await Expect(dialog.GetByText($"sudo liveops-gateway enroll {room.System.Console.Url} {code}"))
            .ToBeVisibleAsync();
        await Expect(dialog.GetByText("LiveOps.DeviceGateway.exe")).ToBeVisibleAsync();
        await Expect(dialog.GetByAltText("The command as a QR code")).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Timer)).ToContainTextAsync("14:");
        await Browser.PictureAsync(page, "machines-enrol-390");

        await using var pc = await StudioPc.StartAsync();
        using (var enrolled = await pc.EnrollAsync(room.System.Console.Url, code))
            enrolled.StatusCode.ShouldBe(HttpStatusCode.OK, await enrolled.Content.ReadAsStringAsync());
        await Expect(dialog.GetByText("The PC has arrived")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Open it" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{room.System.Console.Url}/machines/studio-2");
        await Expect(page.GetByText("No board on this PC")).ToBeVisibleAsync();

        await MenuAsync(page, "studio-2", "Rename");
        await dialog.GetByLabel("Name for people").FillAsync("The <b>big</b> studio");
        await Button(dialog, "Save").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The <b>big</b> studio");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Log" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Log of the gateway" }))
            .ToContainTextAsync("Enrolled as studio-2");

        await MenuAsync(page, "The <b>big</b> studio", "Revoke…");
        await Button(dialog, "Revoke it now").ClickAsync();
        await Expect(page.GetByText("revoked", new() { Exact = true })).ToBeVisibleAsync();
        await StudioPc.EventuallyAsync(
            async () => await pc.StateAsync() == "Revoked",
            "the gateway knows that it is revoked",
            () => pc.Output
        );
        await MenuAsync(page, "The <b>big</b> studio", "Remove…");
        await Button(dialog, "Remove it").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{room.System.Console.Url}/machines");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "The <b>big</b> studio" })).ToHaveCountAsync(0);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_page_of_machines_fits_its_screen_and_has_no_serious_fault_for_people_with_disabilities()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var board = $"/machines/{MachinesRoom.Gateway}/{room.Board}";
        var (page, errors) = await room.OpenAsync("/machines");
        await Accessibility.LookAsync(
            page,
            "machines",
            ("list", "/machines", "LED1"),
            ("board", board, "Changes of this board"),
            ("edit", $"{board}?edit=devices", "Write to the board"),
            ("ports", $"/machines/{MachinesRoom.Gateway}?tab=ports", "Look again"),
            ("settings", $"/machines/{MachinesRoom.Gateway}?tab=settings", "115,200"),
            ("log", $"/machines/{MachinesRoom.Gateway}?tab=log", "Newest first")
        );
        errors.ShouldBeEmpty();
    }

    /// <summary>Chooses a pin of a new device; those that others have are not offered.</summary>
    private static async Task ChoosePinAsync(IPage page, ILocator row, string pin, params string[] taken)
    {
        await row.GetByRole(AriaRole.Combobox, new() { Name = "Pin: light" }).ClickAsync();
        var options = page.GetByRole(AriaRole.Option);
        await Expect(options.GetByText(pin, new() { Exact = true })).ToBeVisibleAsync();
        foreach (var other in taken)
            await Expect(options.GetByText(other, new() { Exact = true })).ToHaveCountAsync(0);
        await options.GetByText(pin, new() { Exact = true }).ClickAsync();
    }

    private static async Task MenuAsync(IPage page, string machine, string item)
    {
        await Button(page, $"More about {machine}").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private static ILocator Button(ILocator place, string name) =>
        place.GetByRole(AriaRole.Button, new() { Name = name });
}
