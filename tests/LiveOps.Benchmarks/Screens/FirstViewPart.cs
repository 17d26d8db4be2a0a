using System.Globalization;
using System.Text.Json;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using LiveOps.IntegrationTests.Console;
using Microsoft.Playwright;

namespace LiveOps.Benchmarks.Screens;

/// <summary>What a browser loads that has never been here, and when the page can be used.</summary>
internal static class FirstViewPart
{
    private const int DefaultRounds = 5;
    private static readonly string[] _pages = ["/sign-in", "/control", "/live", "/viewers", "/rules", "/machines"];

    // Interactive: the last stretch of work over 50 ms has ended, and the emergency stop, or the form, is there.
    private const string Work = """
        () => {
            window.__work = 0
            new PerformanceObserver(list => {
                for (const task of list.getEntries()) window.__work = Math.max(window.__work, task.startTime + task.duration)
            }).observe({ type: 'longtask', buffered: true })
        }
        """;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        if (Browser.Missing is { } missing)
            throw new InvalidOperationException(missing);
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var path in _pages)
        {
            var views = new List<View>();
            for (var n = 0; n < (options.RoundsGiven ?? DefaultRounds); n++)
                views.Add(await LookAsync(system, path));
            rows.Add([
                path,
                views.Select(view => view.Script / 1_000.0).Median().ToString("0", CultureInfo.InvariantCulture),
                views.Select(view => view.All / 1_000.0).Median().ToString("0", CultureInfo.InvariantCulture),
                Range(views, view => view.Painted),
                Range(views, view => view.Interactive),
            ]);
        }
        report.Table(
            ["page", "script kB", "everything kB", "first paint ms, median (range)", "interactive ms, median (range)"],
            rows
        );
    }

    private static string Range(List<View> views, Func<View, double> read) =>
        $"{views.Select(read).Median():0} ({views.Min(read):0}..{views.Max(read):0})";

    private static async Task<View> LookAsync(MeasuredSystem system, string path)
    {
        // A browser of its own: nothing is in its cache.
        await using var browser = await Browser.StartAsync();
        var (page, _) = await browser.OpenAsync("about:blank");
        if (path != "/sign-in")
            await page.Context.APIRequest.PostAsync(
                $"{system.ConsoleUrl}/api/auth/login",
                new() { DataObject = new { user = "admin", password = system.Installation.Secrets.AdminPassword } }
            );
        await page.AddInitScriptAsync($"({Work})()");
        var inspector = await page.Context.NewCDPSessionAsync(page);
        await inspector.SendAsync("Network.enable");
        long script = 0;
        long all = 0;
        var scripts = new HashSet<string>(StringComparer.Ordinal);
        inspector.Event("Network.responseReceived").OnEvent += (_, told) =>
        {
            if (told!.Value.GetProperty("type").GetString() == "Script")
                scripts.Add(told.Value.GetProperty("requestId").GetString()!);
        };
        inspector.Event("Network.loadingFinished").OnEvent += (_, told) =>
        {
            var bytes = (long)told!.Value.GetProperty("encodedDataLength").GetDouble();
            all += bytes;
            if (scripts.Contains(told.Value.GetProperty("requestId").GetString()!))
                script += bytes;
        };
        await page.GotoAsync(system.ConsoleUrl + path);
        var ready =
            path == "/sign-in"
                ? page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })
                : page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" }).First;
        await ready.WaitForAsync();
        var seen = await page.EvaluateAsync<double>("performance.now()");
        await page.WaitForTimeoutAsync(2_000);
        var times = await page.EvaluateAsync<JsonElement>(
            "({ work: window.__work, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN })"
        );
        return new View(
            script,
            all,
            times.GetProperty("paint").GetDouble(),
            Math.Max(times.GetProperty("work").GetDouble(), seen)
        );
    }

    /// <param name="Script">Bytes of script over the wire.</param>
    /// <param name="All">Bytes of everything over the wire.</param>
    /// <param name="Painted">First contentful paint, ms after the address was entered.</param>
    /// <param name="Interactive">When it can be used, ms.</param>
    private sealed record View(long Script, long All, double Painted, double Interactive);
}
