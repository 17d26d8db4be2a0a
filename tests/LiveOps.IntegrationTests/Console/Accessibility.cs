using LiveOps.Console.ServingPages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Whether everybody can use a page: it fits each screen, in both colours, and axe-core finds nothing serious.</summary>
internal static class Accessibility
{
    private const int Wide = 1_440;
    private const int Laptop = 1_024;
    private const int Phone = 390;
    private const int Height = 900;

    private static string Script =>
        Path.Combine(Pages.Find(AppContext.BaseDirectory)!, "..", "web", "node_modules", "axe-core", "axe.min.js");

    /// <summary>
    /// Looks at pages, each 1,440 and 390 pixels wide in dark colours and 1,024 in light ones, with axe-core at the small
    /// width and in the light: what fits does not depend on colours, nor contrast on widths. A page that scrolls sideways or
    /// has a serious fault fails the test; pictures are kept as <c>room-name-width-colour</c>.
    /// </summary>
    /// <param name="page">Signed in, in dark colours; it is so afterwards too, 1,440 pixels wide.</param>
    /// <param name="room">What the pages belong to.</param>
    /// <param name="pages">Their names, their addresses, and a text that is to be seen when they are there.</param>
    public static async Task LookAsync(
        IPage page,
        string room,
        params (string Name, string Address, string Ready)[] pages
    )
    {
        var faults = new List<string>();
        var colour = "dark";
        foreach (var (name, address, ready) in pages)
        {
            await page.GotoAsync(new Uri(new Uri(page.Url), address).ToString());
            await Expect(page.GetByText(ready).First).ToBeVisibleAsync();
            // Every page begins in the colours that the one before ended in: it is loaded once and turned once.
            await SeeAsync(name);
            colour = await TurnAsync(page, colour);
            await SeeAsync(name);
        }
        if (colour == "light")
            await TurnAsync(page, colour);
        await page.SetViewportSizeAsync(Wide, Height);
        faults.ShouldBeEmpty(string.Join('\n', faults));

        async Task SeeAsync(string name)
        {
            foreach (var width in colour == "dark" ? (int[])[Phone, Wide] : [Laptop])
            {
                await page.SetViewportSizeAsync(width, Height);
                var where = $"{name}, {colour}, {width}";
                if (!await FitsAsync(page))
                    faults.Add($"{where}: scrolls sideways");
                if (width != Wide)
                    faults.AddRange((await SeriousAsync(page)).Select(fault => $"{where}: {fault}"));
                await Browser.PictureAsync(page, $"{room}-{name}-{width}-{colour}");
            }
        }
    }

    /// <summary>True where nothing has to be scrolled sideways, once the page stands still.</summary>
    public static async Task<bool> FitsAsync(IPage page)
    {
        await StandsStillAsync(page);
        return await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");
    }

    /// <summary>Other colours, as somebody chooses them; the server has them before it goes on.</summary>
    /// <returns>Those that it has then.</returns>
    private static async Task<string> TurnAsync(IPage page, string colour)
    {
        var other = colour == "dark" ? "light" : "dark";
        await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = $"Use {other} colours" }).ClickAsync(),
            answer =>
                answer.Request.Method == "PUT" && answer.Url.EndsWith("/api/preferences", StringComparison.Ordinal)
        );
        await page.Mouse.MoveAsync(0, 0);
        return other;
    }

    /// <summary>Waits until what came of another width is there: nothing is added, moves or fades any more, for two seconds at most.</summary>
    private static Task StandsStillAsync(IPage page) =>
        page.EvaluateAsync(
            """
            async () => {
                const frame = () => new Promise(requestAnimationFrame)
                const look = () => {
                    const { scrollWidth, scrollHeight } = document.documentElement
                    const moving = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity)
                    return `${document.all.length} ${scrollWidth} ${scrollHeight} ${moving.length}`
                }
                const end = performance.now() + 2_000
                for (let same = 0, last = ''; same < 4 && performance.now() < end; ) {
                    await frame()
                    const now = look()
                    same = now === last && now.endsWith(' 0') ? same + 1 : 0
                    last = now
                }
            }
            """
        );

    /// <summary>Faults of WCAG 2 that keep somebody out or stop them, with where they are; those of the page, not of the frame's header.</summary>
    private static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            Assert.SkipUnless(File.Exists(Script), "axe-core is not installed (npm ci in services/Console/web)");
            // Given to the page by the browser itself: what the page may load is not loosened for it.
            await page.EvaluateAsync(await File.ReadAllTextAsync(Script));
        }
        return await page.EvaluateAsync<string[]>(
            """
            () => axe.run({ exclude: ['header'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] }).then(({ violations }) =>
                violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`)))
            """
        );
    }
}
