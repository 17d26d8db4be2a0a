using System.Diagnostics;
using System.Globalization;
using LiveOps.Benchmarks.Broker;
using LiveOps.Benchmarks.Latency;
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
    private const double KeptUp = 1.5;
    private static readonly int[] _rates = [1_000, 2_000, 5_000, 10_000, 20_000, 40_000];

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromSeconds(options.Seconds ?? DefaultSeconds);
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        var durability = await system.DurabilityAsync(cancellationToken);
        await PhaseAsync(system, 1_000, TimeSpan.FromSeconds(4), cancellationToken);

        var rows = new List<IReadOnlyList<string>>();
        var remarks = new List<string>();
        var best = 0.0;
        var bytes = LiveEventsSize.Of(EventsPerFrame);
        foreach (var rate in _rates)
        {
            var phase = await PhaseAsync(system, rate, length, cancellationToken);
            best = Math.Max(best, phase.StoredPerSecond);
            rows.Add([
                ((double)rate).Thousands(),
                phase.ServedPerSecond.Thousands(),
                phase.StoredPerSecond.Thousands(),
                phase.Backlog.Thousands(),
                phase.DrainSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                phase.Exact,
            ]);
            remarks.Add(
                $"{((double)rate).Thousands()}: cores used while the load ran: {LatencyPart.CoresText(phase.Cores)}; while draining: {LatencyPart.CoresText(phase.Draining)}."
            );
            Report.Progress($"books: {string.Join(" | ", rows[^1])}; {Machine.Load()}");
            if (phase.DrainSeconds > KeptUp * 4)
                break;
        }
        var broker = (
            await BrokerRate.MeasureAsync(system.Broker, bytes, rounds: 3, TimeSpan.FromSeconds(3), cancellationToken)
        ).Median();
        report.Table(
            [
                "asked for, events/s",
                "served",
                "on the books",
                "backlog at the end",
                "drained in s",
                "books equal the truth",
            ],
            rows
        );
        report.Line(
            $"\n{length.TotalSeconds:0} s at each rate, one room, one account, frames of up to {EventsPerFrame}; \"on the books\" is all events divided by the time from the first to the last commit; {durability}."
        );
        report.Line(
            $"Raw broker, same run, nothing else running: {broker.Thousands()} messages/s of {bytes:N0} B ({EventsPerFrame} events each) = {(broker * EventsPerFrame).Thousands()} events/s; the books reach {(best / (broker * EventsPerFrame)).ToString("0.00", CultureInfo.InvariantCulture)} of it at best."
        );
        remarks.ForEach(remark => report.Line($"- {remark}"));
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
        var cores = cpu.Cores();
        var served = await system.ServedAsync(cancellationToken);
        var messages = served.GetProperty("messages").GetInt64();
        var stored = (await system.TotalsAsync(room, cancellationToken)).Messages;
        var backlog = messages - stored;
        cpu = new CpuMeter(system.Processes);
        await system.UntilAsync(
            async token => (await system.TotalsAsync(room, token)).Messages >= messages,
            "the books have everything",
            120,
            cancellationToken
        );
        var all = watch.Elapsed;
        var totals = await system.TotalsAsync(room, cancellationToken);
        return new Phase(
            messages / loaded.TotalSeconds,
            messages / all.TotalSeconds,
            Math.Max(0, backlog),
            (all - loaded).TotalSeconds,
            totals.Differences(served) is { Length: > 0 } wrong ? wrong : "yes",
            cores,
            cpu.Cores()
        );
    }

    private sealed record Phase(
        double ServedPerSecond,
        double StoredPerSecond,
        long Backlog,
        double DrainSeconds,
        string Exact,
        IReadOnlyList<(string Name, double Cores)> Cores,
        IReadOnlyList<(string Name, double Cores)> Draining
    );
}
