using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>How the viewers' pages look and whether everybody can use them: three widths, two colours, axe-core.</summary>
[Collection(Alone.Name)]
public sealed class ViewersLookTests(SharedServers servers) : IAsyncLifetime
{
    private ViewersRoom _room = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ViewersRoom.Missing is not null, ViewersRoom.Missing ?? "");
        _room = await ViewersRoom.StartAsync(servers);
        await _room.FillAsync();
        await _room.WriteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_room is not null)
            await _room.DisposeAsync();
    }

    [Fact]
    public async Task Every_page_of_viewers_fits_its_screen_and_has_no_serious_fault_for_people_with_disabilities()
    {
        var pages = new (string Name, string Path, string Ready)[]
        {
            ("list", "/viewers?sort=coins", "120 viewers"),
            ("insights", "/viewers?tab=insights", "When viewers are there"),
            ("detail", $"/viewers/{ViewersRoom.First}?sort=coins", "When they are there"),
            ("activity", $"/viewers/{ViewersRoom.First}?sort=coins&view=activity", "What a show tonight!"),
            ("edit", $"/viewers/{ViewersRoom.First}?sort=coins&view=edit", "Loyalty points"),
        };
        var faults = new List<string>();
        var (page, errors) = await _room.OpenAsync("/viewers");
        foreach (var (colour, dark) in new[] { ("dark", true), ("light", false) })
        {
            if (!dark)
                await page.GetByRole(AriaRole.Button, new() { Name = "Use light colours" }).ClickAsync();
            foreach (var (name, path, ready) in pages)
            {
                await page.GotoAsync($"{_room.Console.Url}{path}");
                await Expect(page.GetByText(ready).First).ToBeVisibleAsync();
                foreach (var width in Browser.WidthsIn(colour))
                {
                    await page.SetViewportSizeAsync(width, 900);
                    await page.WaitForTimeoutAsync(400);
                    var where = $"{name}, {colour}, {width}";
                    if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") > 0)
                        faults.Add($"{where}: scrolls sideways");
                    faults.AddRange((await Accessibility.SeriousAsync(page)).Select(fault => $"{where}: {fault}"));
                    await Browser.PictureAsync(page, $"viewers-{name}-{width}-{colour}");
                }
                await page.SetViewportSizeAsync(1_440, 900);
            }
        }
        faults.ShouldBeEmpty();
        errors.ShouldBeEmpty();
    }
}
