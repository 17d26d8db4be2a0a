using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The Chromium of this machine, without a window.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Why a test cannot have a browser here; null when it can.</summary>
    public static string? Missing =>
        File.Exists(Executable)
            ? null
            : "Chromium is not installed (Debian: apt-get install chromium; or set CHROMIUM_PATH)";

    private static string Executable => Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium";

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Executable,
                Headless = true,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
        return new Browser(playwright, browser);
    }

    /// <summary>A page with cookies of its own; every error on its console is kept.</summary>
    /// <param name="url">What it opens.</param>
    /// <param name="width">Of the window, pixels.</param>
    /// <param name="height">Of the window, pixels.</param>
    /// <param name="keepFiles">Lets the pages keep their files for when there is no network, which takes a while.</param>
    public async Task<(IPage Page, List<string> Errors)> OpenAsync(
        string url,
        int width = 1_440,
        int height = 900,
        bool keepFiles = false
    )
    {
        var page = await _browser.NewPageAsync(
            new BrowserNewPageOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ServiceWorkers = keepFiles ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
            }
        );
        page.SetDefaultTimeout(30_000);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            // Refused requests are part of the tests; broken scripts and styles are not.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
                errors.Add(message.Text);
        };
        // A page that asks what cannot be answered shows nothing, or an old state, and nobody sees why.
        page.Response += (_, response) =>
        {
            if (response.Status is 400 or 405 && response.Request.Method == "GET")
                errors.Add($"{response.Status}: {response.Url}");
        };
        await page.GotoAsync(url);
        return (page, errors);
    }

    /// <summary>Ticks a box whose page draws it anew a moment after the click.</summary>
    public static async Task TickAsync(ILocator box)
    {
        await box.ClickAsync();
        await Assertions.Expect(box).ToBeCheckedAsync();
    }

    /// <summary>Waits until the page's address has this in it.</summary>
    public static Task AddressHasAsync(IPage page, string part) =>
        Assertions
            .Expect(page)
            .ToHaveURLAsync(new Regex(Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(1)));

    /// <summary>Keeps a picture where <c>LIVEOPS_SCREENSHOTS</c> names a folder.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("LIVEOPS_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(
                new PageScreenshotOptions
                {
                    Path = Path.Combine(folder, $"{name}.png"),
                    // What slides or fades in is shown when it has.
                    Animations = ScreenshotAnimations.Disabled,
                }
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
