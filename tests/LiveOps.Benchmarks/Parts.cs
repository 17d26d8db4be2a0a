using System.Runtime.InteropServices;
using LiveOps.Benchmarks.Books;
using LiveOps.Benchmarks.Decoding;
using LiveOps.Benchmarks.Devices;
using LiveOps.Benchmarks.Latency;
using LiveOps.Benchmarks.Memory;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Rules;
using LiveOps.Benchmarks.Screens;
using LiveOps.Benchmarks.Viewers;

namespace LiveOps.Benchmarks;

/// <summary>One measurement that can be asked for by name.</summary>
/// <param name="Long">Runs only when named.</param>
internal sealed record Part(
    string Name,
    string What,
    bool Long,
    Func<BenchOptions, Report, CancellationToken, Task> RunAsync
);

/// <summary>All parts, and what the command line asks of them.</summary>
internal static class Parts
{
    private static readonly Part[] _all =
    [
        new("decode", "messages decoded per CPU-second, against tiktok-live-connector", false, DecodePart.RunAsync),
        new(
            "latency",
            "gift's frame to first serial byte, against two raw broker hops; board's answer",
            false,
            LatencyPart.RunAsync
        ),
        new("books", "events per second into PostgreSQL, against the raw broker", false, BooksPart.RunAsync),
        new(
            "viewers",
            "events per second from the queue into books with profiles, by viewers and by the size of the books",
            true,
            ViewersPart.RunAsync
        ),
        new(
            "viewer-pages",
            "lists, searches, profiles and heatmaps over HTTP at 5,000 and 1,000,000 viewers",
            true,
            ViewerPagesPart.RunAsync
        ),
        new("visits", "the end of 5,000 visits at once, and what events wait for it", true, VisitsPart.RunAsync),
        new("board", "answers and command rate of the simulated board", false, BoardPart.RunAsync),
        new(
            "boards",
            "line to answer against the wire, rate by lines in flight, 16 and 48 boards",
            false,
            BoardsPart.RunAsync
        ),
        new(
            "stop",
            "the emergency stop, click to pin, idle and with 10,000 commands queued, broker there and away",
            true,
            StopPart.RunAsync
        ),
        new("memory", "resident memory of idle services", false, MemoryPart.RunAsync),
        new("rules", "the rules engine: ns and bytes an event, against json-rules-engine", false, RulesPart.RunAsync),
        new(
            "rules-service",
            "events per second through the Rules service on one core, against the raw broker",
            false,
            RulesServicePart.RunAsync
        ),
        new(
            "screen",
            "50 accounts x 20 events/s in Chromium: frames, memory, event to pixel (--seconds)",
            true,
            ScreenPart.RunAsync
        ),
        new("browsers", "200 live screens at one console process", true, BrowsersPart.RunAsync),
        new("first-view", "bytes and time of the first view of a page", true, FirstViewPart.RunAsync),
        new("soak", "memory and books under a steady load (--minutes, --rate)", true, SoakPart.RunAsync),
    ];

    /// <summary>Lives as long as the process: a signal may still be told after the last part has ended.</summary>
    private static readonly CancellationTokenSource _stop = new();

    public static async Task<int> RunAsync(string[] args)
    {
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(args, [.. _all.Select(part => part.Name)]);
        }
        catch (ArgumentException error)
        {
            await System.Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
        if (options.List)
        {
            foreach (var part in _all)
                System.Console.WriteLine($"{part.Name, -14} {part.What}{(part.Long ? " (only when named)" : "")}");
            return 0;
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var report = new Report(Path.Combine(options.Root, "artifacts", "bench", "results.md"));
        report.Line(await Machine.DescribeAsync(options.Root));
        var failed = 0;
        foreach (
            var part in _all.Where(part =>
                options.Names.Contains(part.Name) || (options.Names.Count == 0 && !part.Long)
            )
        )
        {
            report.Line($"\n## {part.Name}: {part.What}\n");
            try
            {
                await part.RunAsync(options, report, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                report.Line("Interrupted.");
                return 130;
            }
            catch (Exception error)
            {
                // The other parts still say what they have to say; the exit code tells.
                failed++;
                report.Line($"FAILED: {error.Message}");
                await System.Console.Error.WriteLineAsync(error.ToString());
            }
            report.Line($"\n{Machine.Load()}");
        }
        return failed == 0 ? 0 : 1;
    }

    private static void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }
}
