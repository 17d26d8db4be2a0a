using System.Globalization;
using System.Text.Json;
using LiveOps.IntegrationTests.Console;
using Microsoft.Playwright;

namespace LiveOps.Benchmarks.Screens;

/// <summary>A page in Chromium that counts its own frames, and tells when what was sent was painted.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    // Painted: the frame after the one in which the text came into the page has been handed over. What is dropped by the
    // page's own bound in between is not waited for.
    private const string Watch = """
        mark => {
            const seen = { frames: 0, slow: [], longest: 0, delays: [] }
            window.__seen = seen
            let last = performance.now()
            const frame = now => {
                const gap = now - last
                last = now
                seen.frames++
                if (gap > seen.longest) seen.longest = gap
                if (gap > 100) seen.slow.push(Math.round(gap))
                requestAnimationFrame(frame)
            }
            requestAnimationFrame(frame)
            const sent = new RegExp(mark + '(\\d{13})')
            const known = new Set()
            new MutationObserver(changes => {
                const fresh = []
                for (const change of changes)
                    for (const node of change.addedNodes) {
                        const found = sent.exec(node.textContent)
                        if (found === null || known.has(node)) continue
                        fresh.push(Number(found[1]))
                    }
                if (fresh.length === 0) return
                requestAnimationFrame(() => {
                    const { port1, port2 } = new MessageChannel()
                    port1.onmessage = () => {
                        const now = Date.now()
                        for (const at of fresh) seen.delays.push(now - at)
                    }
                    port2.postMessage(0)
                })
            }).observe(document.body, { childList: true, subtree: true })
        }
        """;

    private const string Read = """
        () => {
            const { frames, slow, longest, delays } = window.__seen
            window.__seen.delays = []
            window.__seen.slow = []
            window.__seen.frames = 0
            window.__seen.longest = 0
            return { frames, slow, longest, delays, nodes: document.getElementsByTagName('*').length }
        }
        """;

    private readonly Browser _browser;
    private readonly ICDPSession _inspector;

    private WatchedPage(Browser browser, IPage page, ICDPSession inspector, List<string> errors) =>
        (_browser, Page, _inspector, Errors) = (browser, page, inspector, errors);

    public IPage Page { get; }

    /// <summary>What went wrong on the page.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>Signs in as the admin and opens a page.</summary>
    public static async Task<WatchedPage> OpenAsync(string console, string password, string path)
    {
        if (Browser.Missing is { } missing)
            throw new InvalidOperationException(missing);
        var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync($"{console}/sign-in", 1_920, 1_080);
        var answer = await page.Context.APIRequest.PostAsync(
            $"{console}/api/auth/login",
            new() { DataObject = new { user = "admin", password } }
        );
        if (!answer.Ok)
            throw new InvalidOperationException($"Signing in is refused: {await answer.TextAsync()}");
        await page.GotoAsync(console + path);
        await page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" }).First.WaitForAsync();
        return new WatchedPage(browser, page, await page.Context.NewCDPSessionAsync(page), errors);
    }

    public Task BeginAsync() => Page.EvaluateAsync(Watch, ManyRooms.Mark);

    /// <summary>What was counted since it was read last.</summary>
    public async Task<Counted> ReadAsync()
    {
        var read = (await Page.EvaluateAsync<JsonElement>(Read));
        return new Counted(
            read.GetProperty("frames").GetInt64(),
            [.. read.GetProperty("slow").EnumerateArray().Select(gap => gap.GetDouble())],
            read.GetProperty("longest").GetDouble(),
            [.. read.GetProperty("delays").EnumerateArray().Select(delay => delay.GetDouble())],
            read.GetProperty("nodes").GetInt32()
        );
    }

    /// <summary>Bytes of JavaScript's objects after a collection, which holds the page up for a moment.</summary>
    public async Task<long> HeapAsync()
    {
        await _inspector.SendAsync("HeapProfiler.collectGarbage");
        var use = await _inspector.SendAsync("Runtime.getHeapUsage");
        return (long)use!.Value.GetProperty("usedSize").GetDouble();
    }

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    /// <param name="Frames">Frames that were drawn.</param>
    /// <param name="Slow">Those over 100 ms, each with its length.</param>
    /// <param name="Longest">The longest of all, ms.</param>
    /// <param name="Delays">From sending to paint, ms.</param>
    /// <param name="Nodes">Elements in the page now.</param>
    internal sealed record Counted(
        long Frames,
        IReadOnlyList<double> Slow,
        double Longest,
        IReadOnlyList<double> Delays,
        int Nodes
    )
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Frames} frames, longest {Longest:0} ms, {Delays.Count} comments seen"
            );
    }
}
