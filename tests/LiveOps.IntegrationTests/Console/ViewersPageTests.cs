using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The viewers' pages in a real browser, against the real Console and Analytics.</summary>
[Collection(Alone.Name)]
public sealed class ViewersPageTests(SharedServers servers) : IAsyncLifetime
{
    private ViewersRoom _room = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ViewersRoom.Missing is not null, ViewersRoom.Missing ?? "");
        _room = await ViewersRoom.StartAsync(servers);
        await _room.FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_room is not null)
            await _room.DisposeAsync();
    }

    [Fact]
    public async Task The_list_is_searched_sorted_and_turned_page_by_page_by_its_address_and_every_page_is_for_everybody()
    {
        await _room.WriteAsync();
        var (page, errors) = await _room.OpenAsync("/viewers?sort=coins");
        await Expect(Rows(page)).ToHaveCountAsync(50);
        await Expect(Rows(page).First).ToContainTextAsync(ViewersRoom.NameOf(0));
        await Expect(Rows(page).First).ToContainTextAsync("Platinum");
        await Expect(page.GetByText("120 viewers")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("The audience in numbers")).ToContainTextAsync("Viewers120");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Birthdays" }))
            .ToContainTextAsync("Today · turns 28");

        await Button(page, "Next").ClickAsync();
        await Expect(page.GetByText("Page 2")).ToBeVisibleAsync();
        await Expect(Row(page, 0)).ToBeHiddenAsync();
        var second = await Rows(page).First.GetByRole(AriaRole.Link).InnerTextAsync();
        await page.ReloadAsync();
        await Expect(Rows(page).First.GetByRole(AriaRole.Link)).ToHaveTextAsync(second);
        await Button(page, "Next").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(20);
        await Expect(Button(page, "Next")).ToBeDisabledAsync();
        await Button(page, "Previous").ClickAsync();
        await Expect(Rows(page).First.GetByRole(AriaRole.Link)).ToHaveTextAsync(second);

        await page.GetByPlaceholder("Search names and handles").PressSequentiallyAsync("lestari 1");
        await Expect(Rows(page)).ToHaveCountAsync(3);
        await Browser.AddressHasAsync(page, "search=lestari");
        page.Url.ShouldNotContain("after=");
        await Button(page, "Clear").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(50);
        var name = page.GetByRole(AriaRole.Columnheader, new() { Name = "Name" });
        await name.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Rows(page).First).ToContainTextAsync("Anna Lestari 0");
        await Expect(name).ToHaveAttributeAsync("aria-sort", "ascending");
        await page.GetByText("Favorites", new() { Exact = true }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);

        // The file has what the list has.
        await Button(page, "Export").ClickAsync();
        var file = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Menuitem, new() { Name = "CSV" }).ClickAsync()
        );
        var lines = await File.ReadAllLinesAsync(await file.PathAsync());
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain(ViewersRoom.HandleOf(0));
        await Accessibility.LookAsync(
            page,
            "viewers",
            ("list", "/viewers?sort=coins", "120 viewers"),
            ("insights", "/viewers?tab=insights", "When viewers are there"),
            ("detail", $"/viewers/{ViewersRoom.First}?sort=coins", "When they are there"),
            ("activity", $"/viewers/{ViewersRoom.First}?sort=coins&view=activity", "What a show tonight!"),
            ("edit", $"/viewers/{ViewersRoom.First}?sort=coins&view=edit", "Loyalty points")
        );
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_profile_is_edited_given_a_tier_merged_parted_and_erased()
    {
        var (page, errors) = await _room.OpenAsync("/viewers?sort=coins");
        await Row(page, 0).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Name(page)).ToHaveTextAsync(ViewersRoom.NameOf(0));
        page.Url.ShouldContain($"/viewers/{ViewersRoom.First}");
        await Expect(page.GetByText("@studio.two")).ToBeVisibleAsync();

        await Tab(page, "Edit").ClickAsync();
        await page.GetByLabel("Country").FillAsync("Atlantis");
        await page.GetByLabel("Notes").FillAsync("sings <b>on</b> Fridays");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByText("must be a country's two letters").First).ToBeVisibleAsync();
        await page.GetByLabel("Country").FillAsync("ID");
        await page.GetByLabel("Birthday").FillAsync("1998-02-28");
        await page.GetByLabel("Loyalty points").FillAsync("250");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await Tab(page, "Overview").ClickAsync();
        await Expect(page.GetByText("sings <b>on</b> Fridays")).ToBeVisibleAsync();
        await Expect(page.GetByText("Indonesia", new() { Exact = true })).ToBeVisibleAsync();
        (await ProfileAsync("points")).ShouldBe(250);

        await page.GetByRole(AriaRole.Combobox, new() { Name = "VIP tier" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "VIP: Gold" }).ClickAsync();
        await Expect(Row(page, 0)).ToContainTextAsync("Gold");
        await page.GetByRole(AriaRole.Button, new() { Name = "Blocked", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Blocked", Exact = true }))
            .ToHaveAttributeAsync("aria-pressed", "true");
        (await ProfileAsync("vip_tier")).ShouldBe(3);

        var coins = await CoinsAsync(page);
        await MoreAsync(page, "Merge with another viewer");
        await page.GetByPlaceholder("Search for the one who stays").FillAsync(ViewersRoom.HandleOf(1));
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio).First.ClickAsync();
        await Browser.PictureAsync(page, "viewers-merge");
        await Button(page, "Merge").ClickAsync();
        await Expect(Name(page)).ToHaveTextAsync(ViewersRoom.NameOf(1));
        var together = await CoinsAsync(page);
        together.ShouldBeGreaterThan(coins);
        await Button(page, $"Part {ViewersRoom.First} again").ClickAsync();
        await Expect(page.GetByText("Merged ids")).ToBeHiddenAsync();
        (await CoinsAsync(page)).ShouldBe(together - coins);

        await MoreAsync(page, "Erase for good");
        await Expect(Button(page, "Erase")).ToBeDisabledAsync();
        await page.GetByLabel("to erase them").FillAsync(ViewersRoom.HandleOf(1));
        await Browser.PictureAsync(page, "viewers-erase");
        await Button(page, "Erase").ClickAsync();
        await Expect(page.GetByText("119 viewers")).ToBeVisibleAsync();
        await page.GotoAsync($"{_room.Console.Url}/viewers/{ViewersRoom.First + 1}");
        await Expect(page.GetByText("No such viewer")).ToBeVisibleAsync();

        // The audit log has all of it, and leads to those who are still known.
        await page.GotoAsync($"{_room.Console.Url}/audit");
        await Expect(Deed(page, "viewers erased")).ToBeVisibleAsync();
        await Expect(Deed(page, "viewer unmerged")).ToBeVisibleAsync();
        (await page.Locator("body").InnerTextAsync()).ShouldNotContain("Fridays");
        await Browser.PictureAsync(page, "viewers-audit");
        await ViewerOf(Deed(page, "VIP tier given")).ClickAsync();
        await Expect(Name(page)).ToHaveTextAsync(ViewersRoom.NameOf(0));
        await page.GoBackAsync();
        await ViewerOf(Deed(page, "viewer merged")).ClickAsync();
        await Expect(page.GetByText("No such viewer")).ToBeVisibleAsync();
        errors.ShouldBeEmpty();
    }

    /// <summary>What a line of the audit log tells, and not a choice of the filters.</summary>
    private static ILocator Deed(IPage page, string action) =>
        page.Locator("#main").GetByText(action, new() { Exact = true });

    private static ILocator ViewerOf(ILocator deed) => deed.Locator("..").GetByRole(AriaRole.Link);

    [Fact]
    public async Task Many_are_changed_as_they_were_counted_or_not_at_all()
    {
        var (page, errors) = await _room.OpenAsync("/viewers?search=lestari");
        await Expect(Rows(page)).ToHaveCountAsync(12);
        await Browser.TickAsync(page.GetByLabel("Pick all of this page"));
        await page.GetByLabel($"Pick {ViewersRoom.NameOf(0)}", new() { Exact = true }).UncheckAsync();
        await Expect(page.GetByText("11 viewers picked")).ToBeVisibleAsync();
        await Button(page, "Tag").ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Tags" }).FillAsync("raffle");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("11 viewers get these tags.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Tag" }).ClickAsync();
        await Expect(page.GetByText("11 viewers changed.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await page.GotoAsync($"{_room.Console.Url}/viewers?tag=raffle");
        await Expect(Rows(page)).ToHaveCountAsync(11);

        await Browser.TickAsync(page.GetByLabel($"Pick {ViewersRoom.NameOf(10)}", new() { Exact = true }));
        await Button(page, "Take all 11 of the list").ClickAsync();
        await MoreAsync(page, "Erase");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("11 viewers are erased for good.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Type 11").FillAsync("11");
        await Browser.PictureAsync(page, "viewers-bulk-erase");
        // Somebody joins the list between the count and the confirmation.
        await _room.Analytics.QueryAsync<object>(
            "update analytics.viewers set tags = '{raffle}' where user_id = $1",
            ViewersRoom.First
        );
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        await Expect(dialog.GetByText("The list has changed meanwhile")).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "viewers-bulk-changed");
        (await CountAsync()).ShouldBe(ViewersRoom.Viewers);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Count again" }).ClickAsync();
        await Expect(dialog.GetByText("12 viewers are erased for good.")).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Erase" })).ToBeDisabledAsync();
        await dialog.GetByLabel("Type 12").FillAsync("12");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        await Expect(page.GetByText("12 viewers erased.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Nobody fits")).ToBeVisibleAsync();
        (await CountAsync()).ShouldBe(ViewersRoom.Viewers - 12);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hostile_names_are_only_text_and_fit_a_phone()
    {
        string[] names =
        [
            "<img src=x onerror=\"document.title='owned'\">",
            "\u202Eevil مرحبا بكم",
            "👨‍👩‍👧‍👦🏳️‍🌈🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹🌹",
            new string('W', 200),
        ];
        await _room.Studio.StoreAsync(
            DateTimeOffset.UtcNow,
            [
                .. names.Select(
                    (name, n) =>
                        ViewerEditingRoom.Chat(0, name) with
                        {
                            Viewer = new()
                            {
                                UserId = 900 + n,
                                Handle = $"hostile{n}",
                                Nickname = name,
                            },
                        }
                ),
            ]
        );
        var (page, errors) = await _room.OpenAsync("/viewers?search=hostile", 390, 844);
        await Expect(Rows(page)).ToHaveCountAsync(4);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "<img src=x onerror" })).ToBeVisibleAsync();
        await FitsAsync(page, "list");
        await Browser.PictureAsync(page, "viewers-hostile");
        for (var n = 0; n < names.Length; n++)
            foreach (var view in (string[])["overview", "activity", "edit"])
            {
                await page.GotoAsync($"{_room.Console.Url}/viewers/{900 + n}?view={view}");
                await Expect(Name(page)).ToBeVisibleAsync();
                await FitsAsync(page, $"{view} of {n}");
            }
        (await page.TitleAsync()).ShouldNotContain("owned");
        (await page.Locator("#main img").CountAsync()).ShouldBe(0);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sender_reads_and_is_offered_nothing_that_is_refused()
    {
        using var sender = await _room.Console.MemberAsync("sam", Roles.Sender, ConsoleHost.Workspace);
        var (page, errors) = await _room.OpenAsync("/viewers?sort=coins", user: "sam");
        await Expect(Rows(page)).ToHaveCountAsync(50);
        await Expect(page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);
        await Expect(Button(page, "Export")).ToBeHiddenAsync();
        await page.GotoAsync($"{_room.Console.Url}/viewers/{ViewersRoom.First}?view=edit");
        await Expect(page.GetByText("When they are there")).ToBeVisibleAsync();
        await Expect(Tab(page, "Edit")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Blocked", Exact = true })).ToBeHiddenAsync();
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task News_are_told_and_shown_without_moving_the_rows()
    {
        var (page, errors) = await _room.OpenAsync("/viewers?sort=coins");
        await Expect(Rows(page)).ToHaveCountAsync(50);
        await _room.Studio.StoreAsync(
            DateTimeOffset.UtcNow,
            ViewersRoom.By(30, ViewersRoom.Gift(1_000_000, "Universe"))
        );
        var bus = _room.Console.Services.GetRequiredService<IBus>();
        await bus.Publish(
            new ViewerNews
            {
                WorkspaceId = ConsoleHost.Workspace,
                AccountId = _room.Studio.Account,
                Items =
                [
                    new()
                    {
                        NewsId = Guid.CreateVersion7(),
                        Kind = ViewerNewsKind.VipPromoted,
                        UserId = ViewersRoom.First + 30,
                        Handle = ViewersRoom.HandleOf(30),
                        Nickname = ViewersRoom.NameOf(30),
                        VipTier = 3,
                        VipTierName = "Gold",
                        At = DateTimeOffset.UtcNow,
                    },
                ],
            }
        );
        await Expect(page.GetByText("has become a VIP: Gold")).ToBeVisibleAsync();
        await Expect(Row(page, 30)).ToContainTextAsync("1,00");
        await Expect(Rows(page).First).ToContainTextAsync(ViewersRoom.NameOf(0));
        await Browser.PictureAsync(page, "viewers-news");
        await page.GetByRole(AriaRole.Button, new() { Name = "show the list anew" }).ClickAsync();
        await Expect(Rows(page).First).ToContainTextAsync(ViewersRoom.NameOf(30));
        errors.ShouldBeEmpty();
    }

    private static ILocator Rows(IPage page) =>
        page.GetByRole(AriaRole.Table, new() { Name = "Viewers" })
            .GetByRole(AriaRole.Row)
            .Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static ILocator Row(IPage page, int n) =>
        Rows(page)
            .Filter(
                new() { Has = page.GetByRole(AriaRole.Link, new() { Name = ViewersRoom.NameOf(n), Exact = true }) }
            );

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Tab(IPage page, string name) => page.GetByRole(AriaRole.Tab, new() { Name = name });

    private static ILocator Name(IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    private static async Task MoreAsync(IPage page, string action)
    {
        await Button(page, "More").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = action }).ClickAsync();
    }

    private static async Task<long> CoinsAsync(IPage page) =>
        long.Parse(
            (await page.GetByLabel("Totals").Locator("dd").First.InnerTextAsync()).Replace(
                ",",
                "",
                StringComparison.Ordinal
            ),
            System.Globalization.CultureInfo.InvariantCulture
        );

    private static async Task FitsAsync(IPage page, string where) =>
        (await Accessibility.FitsAsync(page)).ShouldBeTrue(where);

    private Task<long> ProfileAsync(string column) =>
        _room.Analytics.QueryAsync<long>(
            $"select max({column})::bigint from analytics.viewer_profiles where user_id = $1",
            ViewersRoom.First
        );

    private Task<long> CountAsync() => _room.Analytics.QueryAsync<long>("select count(*) from analytics.viewers");
}
