using System.Globalization;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;

namespace LiveOps.Benchmarks.Devices;

/// <summary>
/// The emergency stop from the click to the pin: by the console, and by the gateway's own page while the broker is away;
/// on an idle line, and with ten thousand commands in the lanes and the line full. Beside it the same stop byte written
/// to an idle line with nothing in between.
/// </summary>
internal static class StopPart
{
    private const int DefaultRounds = 50;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(
            options,
            cancellationToken,
            environment: new Dictionary<string, string> { ["Gateway__LaneLength"] = "10000" },
            cuttable: true
        );
        await using var load = await GatewayLoad.StartAsync(system, 1, cancellationToken);
        using var bare = await BareBoard.StartAsync(system, cancellationToken);
        var trial = new StopTrial(system, load);
        (string Name, Func<Task<double>> StopAsync, List<double> Ms)[] ways =
        [
            ("stop byte written to an idle line", () => bare.StopAsync(system, cancellationToken), []),
            ("console, idle", () => trial.ByConsoleAsync(queued: false, cancellationToken), []),
            ("console, busy", () => trial.ByConsoleAsync(queued: true, cancellationToken), []),
            ("own page, broker away, idle", () => trial.ByPageAsync(queued: false, cancellationToken), []),
            ("own page, broker away, busy", () => trial.ByPageAsync(queued: true, cancellationToken), []),
        ];
        var rounds = options.RoundsGiven ?? DefaultRounds;
        for (var round = 0; round <= rounds; round++)
        {
            // In turn, so that all meet the same moments of the machine. The first round warms up.
            foreach (var way in ways)
            {
                var ms = await way.StopAsync();
                if (round > 0)
                    way.Ms.Add(ms);
            }
            Report.Progress($"round {round} of {rounds}: {string.Join(", ", ways.Select(way => Last(way.Ms)))} ms");
        }
        var floor = ways[0].Ms;
        report.Table(
            ["click to pin", "stops", "p50 ms", "p99 ms", "max ms", "of the idle line's write, p50", "p99"],
            ways.Select(way =>
                new[]
                {
                    way.Name,
                    way.Ms.Count.ToString(CultureInfo.InvariantCulture),
                    way.Ms.Percentile(0.5).Ms(),
                    way.Ms.Percentile(0.99).Ms(),
                    way.Ms.Max().Ms(),
                    (way.Ms.Percentile(0.5) / floor.Percentile(0.5)).Times(),
                    (way.Ms.Percentile(0.99) / floor.Percentile(0.99)).Times(),
                }
            )
        );
        report.Line(
            $"\n{rounds} stops each way, in turn, after one to warm up. From the request, or the write, to the fall of a pin that is on. Busy: over {StopTrial.Queued} commands in the gateway's lanes, and the line full at the moment of the click."
        );
        if (rounds < 100)
            report.Line($"Of {rounds} values the p99 is the largest.");
    }

    private static string Last(List<double> ms) => ms.Count == 0 ? "-" : ms[^1].Ms();
}
