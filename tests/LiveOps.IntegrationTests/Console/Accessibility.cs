using LiveOps.Console.ServingPages;
using Microsoft.Playwright;

namespace LiveOps.IntegrationTests.Console;

/// <summary>axe-core in the page, as npm has installed it for the pages.</summary>
internal static class Accessibility
{
    private static string Script =>
        Path.Combine(Pages.Find(AppContext.BaseDirectory)!, "..", "web", "node_modules", "axe-core", "axe.min.js");

    /// <summary>Faults of WCAG 2 that keep somebody out or stop them, with where they are; those of the page, not of the frame's header.</summary>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        Assert.SkipUnless(File.Exists(Script), "axe-core is not installed (npm ci in services/Console/web)");
        // Given to the page by the browser itself: what the page may load is not loosened for it.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Script));
        return await page.EvaluateAsync<string[]>(
            """
            () => axe.run({ exclude: ['header'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(({ violations }) =>
                violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`)))
            """
        );
    }
}
