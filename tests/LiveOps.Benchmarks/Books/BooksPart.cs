using System.Diagnostics;
using System.Globalization;
using LiveOps.Benchmarks.Broker;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;

namespace LiveOps.Benchmarks.Books;

/// <summary>
/// Events per second from Rehearsal's socket into PostgreSQL with durability on: rising rates until the books no
/// longer keep up. Rehearsal makes the load on the same cores, so its share is told beside the others'.
/// </summary>
internal static class BooksPart
{
    private const int DefaultSeconds = 8;
    private const int EventsPerFrame = 50;
    private const int WarmUpRate = 5_000;

    /// <summary>Bounds the time of a phase whose rate is out of reach.</summary>
    private const int MostEvents = 160_000;
    private static readonly int[] _rates = [1_000, 5_000, 10_000, 15_000, 20_000, 30_000];

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromSeconds(options.Seconds ?? DefaultSeconds);
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        var durability = await system.DurabilityAsync(cancellationToken);
        Report.Progress("warming up");
        await PhaseAsync(system, WarmUpRate, length, cancellationToken);

        var phases = new List<Phase>();
        foreach (var rate in _rates)
        {
            var seconds = Math.Min(length.TotalSeconds, (double)MostEvents / rate);
            var phase = await PhaseAsync(system, rate, TimeSpan.FromSeconds(seconds), cancellationToken);
            phases.Add(phase);
            Report.Progress($"books: {string.Join(" | ", phase.Cells)}; {Machine.Load()}");
            // Rehearsal waits for a consumer that falls behind: a higher rate would measure the same again.
            if (phase.ServedPerSecond < rate * 0.7)
                break;
        }
        var bytes = LiveEventsSize.Of(EventsPerFrame);
        var broker = (
            await BrokerRate.MeasureAsync(system.Broker, bytes, rounds: 3, TimeSpan.FromSeconds(3), cancellationToken)
        ).Median();
        Write(report, phases, bytes, broker);
        report.Line(
            $"Up to {length.TotalSeconds:0} s at each rate after a warm-up at {WarmUpRate:N0}, one room, one account, messages of realistic size in frames of up to {EventsPerFrame}; {durability}."
        );
    }

    private static void Write(Report report, List<Phase> phases, int bytes, double broker)
    {
        report.Table(
            [
                "asked for, events/s",
                "served",
                "on the books",
                "backlog at the end",
                "drained in s",
                "books equal the truth",
            ],
            phases.Select(phase => phase.Cells)
        );
        var best = phases.MaxBy(phase => phase.StoredPerSecond)!;
        report.Line(
            $"\n\"On the books\" is all events divided by the time from the first one offered to the last one committed. Raw broker, same run, nothing else running: {broker.Thousands()} messages/s of {bytes:N0} B ({EventsPerFrame} events each) = {(broker * EventsPerFrame).Thousands()} events/s; the books reach {(best.StoredPerSecond / (broker * EventsPerFrame)).ToString("0.00", CultureInfo.InvariantCulture)} of it.\n"
        );
        report.Line($"CPU time by process at {((double)best.Rate).Thousands()} events/s, the fastest:\n");
        report.Table(
            ["process", "cores", "CPU-us an event"],
            best.Cores.Where(process => process.Cores >= 0.005)
                .Append(("all", best.Cores.Sum(process => process.Cores)))
                .Select(process =>
                    (IReadOnlyList<string>)
                        [
                            process.Item1,
                            process.Item2.ToString("0.00", CultureInfo.InvariantCulture),
                            (process.Item2 / best.StoredPerSecond * 1e6).ToString("0.0", CultureInfo.InvariantCulture),
                        ]
                )
        );
        report.Line();
    }

    private static async Task<Phase> PhaseAsync(
        MeasuredSystem system,
        int rate,
        TimeSpan length,
        CancellationToken cancellationToken
    )
    {
        var room = await system.NewRoomAsync(cancellationToken);
        var cpu = new CpuMeter(system.Processes);
        var watch = Stopwatch.StartNew();
        // One gift in a hundred, of a kind that no rule knows: the books are measured, not the board.
        await system.LoadAsync(rate, length.TotalSeconds, 1, "GG", cancellationToken);
        await system.LoadEndedAsync(cancellationToken);
        var loaded = watch.Elapsed;
        var served = await system.ServedAsync(cancellationToken);
        var messages = served.GetProperty("messages").GetInt64();
        var backlog = messages - (await system.TotalsAsync(room, cancellationToken)).Messages;
        await system.UntilAsync(
            async token => (await system.TotalsAsync(room, token)).Messages >= messages,
            "the books have everything",
            120,
            cancellationToken
        );
        var all = watch.Elapsed;
        var cores = cpu.Cores();
        var totals = await system.TotalsAsync(room, cancellationToken);
        return new Phase(
            rate,
            messages / loaded.TotalSeconds,
            messages / all.TotalSeconds,
            Math.Max(0, backlog),
            (all - loaded).TotalSeconds,
            totals.Differences(served) is { Length: > 0 } wrong ? wrong : "yes",
            cores
        );
    }

    private sealed record Phase(
        int Rate,
        double ServedPerSecond,
        double StoredPerSecond,
        long Backlog,
        double DrainSeconds,
        string Exact,
        IReadOnlyList<(string Name, double Cores)> Cores
    )
    {
        public IReadOnlyList<string> Cells =>
            [
                ((double)Rate).Thousands(),
                ServedPerSecond.Thousands(),
                StoredPerSecond.Thousands(),
                Backlog.Thousands(),
                DrainSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                Exact,
            ];
    }
}
