using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Hosting.Identity;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Settings, keys, permissions and limits in a real browser, against all services; and how the pages of teams look.</summary>
[Collection(MachinesRoom.Tests)]
public sealed class SettingsPageTests(MachinesRoom room)
{
    private string Url => room.System.Console.Url;

    [Fact]
    public async Task What_a_member_likes_follows_to_another_browser_and_what_an_admin_sets_counts()
    {
        Assert.SkipWhen(MachinesRoom.Missing is not null, MachinesRoom.Missing ?? "");
        var (page, errors) = await room.OpenAsync("/settings");
        await LikesAsync(page);
        await ConnectionsAsync(page);
        await page.GotoAsync($"{Url}/settings/boards");
        await Expect(page.GetByText("115,200 baud")).ToBeVisibleAsync();
        await KeyAsync(page);
        await FeatureAsync(page);
        await LimitAsync(page);
        await AskedFirstAsync(page);
        await LookAsync(page);
        errors.ShouldBeEmpty();
    }

    private async Task LikesAsync(IPage page)
    {
        await ChooseAsync(page, "Start page", "Live");
        await ChooseAsync(page, "Colours", "Light");
        await ChooseAsync(page, "Clock", "12 hours");
        await ChooseAsync(page, "Time zone of the pages", "Asia/Jakarta", search: "jakarta");
        await page.GetByLabel("Compact tables").ClickAsync(new() { Force = true });
        await Expect(page.GetByLabel("Compact tables")).ToBeCheckedAsync();
        await ChooseAsync(page, "Language", "Bahasa Indonesia");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pengaturan" })).ToBeVisibleAsync();
        await KeptAsync("language", "id");

        var (other, errors) = await room.OpenAsync("/");
        await Expect(other).ToHaveURLAsync($"{Url}/live");
        await other.GotoAsync($"{Url}/settings/general");
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Pengaturan" })).ToBeVisibleAsync();
        await Expect(other.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
        await Expect(other.Locator("html")).ToHaveAttributeAsync("data-compact", "");
        var jakarta = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(7));
        await Expect(other.GetByText("Sekarang"))
            .ToHaveTextAsync(
                new Regex(
                    $"^Sekarang {jakarta.Day} .* 0?{(jakarta.Hour + 11) % 12 + 1}\\.\\d\\d [AP]M",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                )
            );
        await ChooseAsync(other, "Bahasa", "English");
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Settings", Level = 1 })).ToBeVisibleAsync();
        await KeptAsync("language", "en");
        errors.ShouldBeEmpty();
        await other.Context.CloseAsync();
        await page.ReloadAsync();
        await ChooseAsync(page, "Colours", "Dark");
        await KeptAsync("colours", "dark");
    }

    private async Task ConnectionsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "TikTok" }).ClickAsync();
        var silence = page.GetByLabel("Longest silence");
        await silence.FillAsync("5");
        await Expect(page.GetByText("Give 10 to 600 seconds.")).ToBeVisibleAsync();
        await Expect(Button(page, "Save")).ToBeDisabledAsync();
        await silence.FillAsync("60");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByText("Running connections use it from now on.")).ToBeVisibleAsync();
        (await StallAsync()).ShouldBe(60);
        await Button(page, "Reset all to default").ClickAsync();
        await Expect(silence).ToHaveValueAsync("");
        (await StallAsync()).ShouldBe(3);
    }

    private async Task KeyAsync(IPage page)
    {
        await page.GotoAsync($"{Url}/settings/keys");
        await Button(page, "Make a key").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("For which program").FillAsync("A bot");
        await Expect(Button(dialog, "Make a key")).ToBeDisabledAsync();
        await Browser.TickAsync(dialog.GetByLabel("Review LIVEs and statistics"));
        await Browser.PictureAsync(page, "settings-new-key");
        await Button(dialog, "Make a key").ClickAsync();
        var secret = await dialog.Locator("pre").InnerTextAsync();
        secret.ShouldStartWith("lo_");
        await Button(dialog, "I have kept it").ClickAsync();
        await Expect(page.Locator("[data-key='A bot']")).ToContainTextAsync("last used never");
        using var program = room.System.With(secret);
        (await TeamRoom.StatusAsync(program, "/api/analytics/live-sessions")).ShouldBe(HttpStatusCode.OK);
        (await TeamRoom.StatusAsync(program, "/api/rules")).ShouldBe(HttpStatusCode.Forbidden);
        await Button(page, "Revoke A bot").ClickAsync();
        await Button(dialog, "Revoke").ClickAsync();
        await Expect(page.Locator("[data-key='A bot']")).ToHaveCountAsync(0);
        (await TeamRoom.StatusAsync(program, "/api/analytics/live-sessions")).ShouldBe(HttpStatusCode.Unauthorized);
        (await page.ContentAsync()).ShouldNotContain(secret);
    }

    private async Task FeatureAsync(IPage page)
    {
        await page.GotoAsync($"{Url}/settings/features");
        var profiles = page.GetByRole(AriaRole.Switch, new() { Name = "Viewer profiles" });
        var birthdays = page.GetByRole(AriaRole.Switch, new() { Name = "Birthdays" });
        await Expect(birthdays).ToBeEnabledAsync();
        await profiles.ClickAsync(new() { Force = true });
        await Expect(profiles).Not.ToBeCheckedAsync();
        await Expect(birthdays).ToBeDisabledAsync();
        (await room.Admin.GetStringAsync("/api/viewer-profiles/switches")).ShouldContain("\"enabled\":false");
        await profiles.ClickAsync(new() { Force = true });
        await Expect(profiles).ToBeCheckedAsync();
        await Expect(birthdays).ToBeEnabledAsync();
        (await room.Admin.GetStringAsync("/api/viewer-profiles/switches")).ShouldContain("\"enabled\":true");
    }

    private async Task LimitAsync(IPage page)
    {
        using var member = await room.System.Console.MemberAsync("bea", Roles.Manager, ConsoleHost.Workspace);
        await page.GotoAsync($"{Url}/team");
        await Button(page, "Actions for bea").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Limits" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Most exports a day").FillAsync("1");
        await Browser.PictureAsync(page, "settings-quotas");
        await Button(dialog, "Save").ClickAsync();
        await Expect(page.GetByText("The limits of bea count from now on.")).ToBeVisibleAsync();
        (await TeamRoom.StatusAsync(member, "/api/analytics/export/gifts?format=json")).ShouldBe(HttpStatusCode.OK);
        (await TeamRoom.StatusAsync(member, "/api/analytics/export/gifts?format=json")).ShouldBe(
            HttpStatusCode.TooManyRequests
        );

        var (own, errors) = await room.OpenAsync("/settings/limits", "bea");
        await Expect(own.Locator("[data-quota='exports']")).ToContainTextAsync("1 of 1 today");
        await Expect(own.Locator("[data-quota='exports']")).ToContainTextAsync("Used up. It starts anew");
        await Browser.PictureAsync(own, "settings-limits-used");
        // Not for managers, also by its address.
        await Expect(own.GetByRole(AriaRole.Link, new() { Name = "API keys" })).ToHaveCountAsync(0);
        await own.GotoAsync($"{Url}/settings/keys");
        await Expect(own.GetByText("There is no such page")).ToBeVisibleAsync();
        await own.GotoAsync($"{Url}/settings/tiktok");
        await Expect(own.GetByText("Admins change it.")).ToBeVisibleAsync();
        await Expect(Button(own, "Save")).ToHaveCountAsync(0);

        // Whoever is signed out by an admin is told why.
        using var admin = await room.System.Console.SignedInAsync("admin");
        await TeamRoom.SendAsync(
            admin,
            HttpMethod.Put,
            $"/api/team/members/{await TeamRoom.IdAsync(member)}/role",
            new { role = Roles.Sender },
            HttpStatusCode.NoContent
        );
        await Expect(own.GetByText("Your role was changed. Sign in again.")).ToBeVisibleAsync();
        await Browser.PictureAsync(own, "sign-in-ended");
        errors.ShouldBeEmpty();
        await own.Context.CloseAsync();
    }

    /// <summary>What ends sessions asks first, and does nothing when somebody thinks better of it.</summary>
    private async Task AskedFirstAsync(IPage page)
    {
        using var elsewhere = await room.System.Console.SignedInAsync("bea");
        async Task<HttpStatusCode> ElsewhereAsync() => await TeamRoom.StatusAsync(elsewhere, "/api/auth/me");

        var (own, errors) = await room.OpenAsync("/sign-in/own", "bea");
        await Button(own, "Sign out everywhere else").ClickAsync();
        var question = own.GetByRole(AriaRole.Dialog);
        await Button(question, "Cancel").ClickAsync();
        await Expect(question).ToHaveCountAsync(0);
        (await ElsewhereAsync()).ShouldBe(HttpStatusCode.OK);
        await Button(own, "Sign out everywhere else").ClickAsync();
        await Button(question, "Sign out everywhere else").ClickAsync();
        await Expect(question).ToHaveCountAsync(0);
        (await ElsewhereAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        errors.ShouldBeEmpty();
        await own.Context.CloseAsync();

        using var again = await room.System.Console.SignedInAsync("bea");
        question = page.GetByRole(AriaRole.Dialog);
        await page.GotoAsync($"{Url}/team");
        await ChooseAsync(page, "Role of bea", "Manager");
        await Expect(question).ToContainTextAsync("bea is signed out everywhere at once");
        await Button(question, "Cancel").ClickAsync();
        await Expect(question).ToHaveCountAsync(0);
        (await TeamRoom.StatusAsync(again, "/api/auth/me")).ShouldBe(HttpStatusCode.OK);
        await ChooseAsync(page, "Role of bea", "Manager");
        await Button(question, "Change the role").ClickAsync();
        await Expect(page.GetByLabel("Role of bea").First).ToHaveValueAsync("Manager");
        (await TeamRoom.StatusAsync(again, "/api/auth/me")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task LookAsync(IPage page)
    {
        await Accessibility.LookAsync(
            page,
            "settings",
            ("general", "/settings/general", "Reduced motion"),
            ("limits", "/settings/limits", "No limit set"),
            ("tiktok", "/settings/tiktok", "Longest silence"),
            ("boards", "/settings/boards", "115,200 baud"),
            ("features", "/settings/features", "Birthdays"),
            ("keys", "/settings/keys", "For programs of yours"),
            ("permissions", "/settings/permissions", "Make and revoke API keys"),
            ("about", "/settings/about", "Versions of the services"),
            ("team", "/team", "Member since"),
            ("invitations", "/team?part=invitations", "Make a link"),
            ("workspace", "/team?part=workspace", "Time zone"),
            ("audit", "/audit", "quotas changed"),
            ("sign-in", "/sign-in/own", "Where you are signed in")
        );
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "LiveOps 0." })).ToBeVisibleAsync();
    }

    private async Task<double> StallAsync() =>
        (await room.Admin.GetFromJsonAsync<JsonElement>("/api/ingestion/settings"))
            .GetProperty("inForce")
            .GetProperty("stallSeconds")
            .GetDouble();

    /// <summary>Waits until the server has what was chosen.</summary>
    private async Task KeptAsync(string name, string value)
    {
        using var admin = await room.System.Console.SignedInAsync("admin");
        for (var n = 0; ; n++)
        {
            var kept = (await TeamRoom.GetAsync(admin, "/api/preferences")).GetProperty(name).GetString();
            if (kept == value)
                return;
            n.ShouldBeLessThan(50, $"{name} is {kept}, not {value}");
            await Task.Delay(100);
        }
    }

    private static async Task ChooseAsync(IPage page, string label, string option, string? search = null)
    {
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });
        await field.ClickAsync();
        if (search is not null)
            await field.FillAsync(search);
        await page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
    }

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Button(ILocator place, string name) =>
        place.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
