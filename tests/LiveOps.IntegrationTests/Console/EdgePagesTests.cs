using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The pages under their own policy, in a real browser: nothing of theirs is refused by it.</summary>
[Collection(Alone.Name)]
public sealed class EdgePagesTests(SharedServers servers)
{
    /// <summary>Compressed script that a page may need before it can be used, bytes.</summary>
    private const long MostScript = 300_000;

    [Fact]
    public async Task The_pages_work_without_a_style_or_a_script_that_the_policy_does_not_know()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        await using var console = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync()
        );
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync($"{console.Url}/sign-in");
        var login = await page.Context.APIRequest.PostAsync(
            $"{console.Url}/api/auth/login",
            new() { DataObject = new { user = "admin", password = ConsoleHost.Password } }
        );
        login.Ok.ShouldBeTrue();
        string[] pages =
        [
            "/control",
            "/live",
            "/sessions",
            "/viewers",
            "/rules",
            "/rules/new",
            "/machines",
            "/team",
            "/audit",
            "/sign-in/own",
            "/password",
            "/health",
            "/api-docs",
            "/",
        ];
        foreach (var path in pages)
        {
            var answer = await page.GotoAsync(console.Url + path);
            var policy = answer!.Headers["content-security-policy"];
            policy.ShouldNotContain("unsafe");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            // The script builder brings its drawing board, and nobody begins with it.
            if (path is not ("/api-docs" or "/rules/new"))
                (await LoadedScriptsAsync(page)).ShouldBeLessThan(MostScript, path);
            await page.Keyboard.PressAsync("Control+k");
            await page.Keyboard.PressAsync("Escape");
            await Browser.PictureAsync(page, $"policy{path.Replace('/', '-')}");
        }
        // The component library's own variables have come in, with the nonce.
        await Expect(page.Locator("style[data-mantine-styles]").First).ToHaveCountAsync(1);
        (
            await page.EvaluateAsync<string>(
                "getComputedStyle(document.documentElement).getPropertyValue('--mantine-color-body')"
            )
        ).ShouldNotBeNullOrEmpty();
        errors.ShouldBeEmpty();
        // A style of somebody else is refused.
        await page.EvaluateAsync(
            "document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }))"
        );
        errors.ShouldHaveSingleItem().ShouldContain("Content Security Policy");
    }

    private static Task<long> LoadedScriptsAsync(IPage page) =>
        page.EvaluateAsync<long>(
            "performance.getEntriesByType('resource').filter(file => new URL(file.name).pathname.endsWith('.js')).reduce((sum, file) => sum + file.encodedBodySize, 0)"
        );
}
