using System.Diagnostics;
using System.Globalization;
using LiveOps.Benchmarks.Books;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;

namespace LiveOps.Benchmarks.Memory;

/// <summary>A steady load for a long time: memory must not grow, the books must be exact, nothing may restart.</summary>
internal static class SoakPart
{
    private const string Gift = "GG";
    private const int DurationMs = 4;

    // Two of 100 events: at 500 events/s ten actions a second.
    private const int GiftShare = 2;
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _warmUp = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        await system.AddRuleAsync(Gift, "LED1", DurationMs, cancellationToken);
        var room = await system.NewRoomAsync(cancellationToken);
        var length = TimeSpan.FromMinutes(options.Minutes);
        var cpu = new CpuMeter(system.Processes);
        await system.LoadAsync(options.Rate, length.TotalSeconds, GiftShare, Gift, cancellationToken);
        var samples = await SampleAsync(options, system, length, cancellationToken);
        var cores = cpu.Cores();
        await system.LoadEndedAsync(cancellationToken);

        var served = await system.ServedAsync(cancellationToken);
        var messages = served.GetProperty("messages").GetInt64();
        var gifts = served.GetProperty("giftUnits").GetInt64();
        var totals = await system.TotalsAsync(room, cancellationToken);
        for (
            var patience = Stopwatch.StartNew();
            totals.Messages < messages && patience.Elapsed < TimeSpan.FromMinutes(1);
            totals = await system.TotalsAsync(room, cancellationToken)
        )
            await Task.Delay(200, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        var (done, notDone) = await system.ActionsAsync(room, cancellationToken);

        Write(report, samples, cores);
        var difference = totals.Differences(served);
        report.Line(
            $"\n{options.Rate} events/s for {options.Minutes} minutes: {messages.Thousands()} events served, {totals.Messages.Thousands()} on the books; {(difference.Length == 0 ? "coins, gifts, comments, likes, follows, shares and joins equal the truth" : $"the books differ: {difference}")}; {gifts.Thousands()} gifts, {done.Thousands()} actions done, {notDone.Thousands()} not done; {system.Restarts} restarts."
        );
        report.Line("Samples: artifacts/bench/soak.csv.");
    }

    private static async Task<List<Sample>> SampleAsync(
        BenchOptions options,
        MeasuredSystem system,
        TimeSpan length,
        CancellationToken cancellationToken
    )
    {
        var samples = new List<Sample>();
        await using var file = new StreamWriter(Path.Combine(options.Root, "artifacts", "bench", "soak.csv"));
        await file.WriteLineAsync("seconds,part,resident_bytes");
        using var pace = new PeriodicTimer(_every);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < length; )
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            foreach (var (name, process) in system.Processes)
            {
                var sample = new Sample(watch.Elapsed, name, ProcessUse.TreeResidentBytes(process));
                samples.Add(sample);
                await file.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{sample.At.TotalSeconds:0},{name},{sample.Bytes}")
                );
            }
            await file.FlushAsync(cancellationToken);
            if (samples.Count % (60 * system.Processes.Count) < system.Processes.Count)
                Report.Progress(
                    $"soak: {watch.Elapsed.TotalMinutes:0} of {length.TotalMinutes:0} minutes; {Machine.Load()}"
                );
        }
        return samples;
    }

    private static void Write(Report report, List<Sample> samples, IReadOnlyList<(string Name, double Cores)> cores) =>
        report.Table(
            ["part", "start MiB", "end MiB", "peak MiB", "slope MiB/h", "of the last half", "cores"],
            samples
                .GroupBy(sample => sample.Part)
                .Select(part =>
                {
                    var settled = part.Where(sample => sample.At >= _warmUp).ToList();
                    if (settled.Count < 6)
                        settled = [.. part];
                    return (IReadOnlyList<string>)
                        [
                            part.Key,
                            Level(settled.Take(6)).Mebibytes(),
                            Level(settled.TakeLast(6)).Mebibytes(),
                            settled.Max(sample => sample.Bytes).Mebibytes(),
                            SlopePerHour(settled).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture),
                            SlopePerHour([.. settled.Skip(settled.Count / 2)])
                                .ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture),
                            cores
                                .First(process => process.Name == part.Key)
                                .Cores.ToString("0.00", CultureInfo.InvariantCulture),
                        ];
                })
        );

    /// <summary>The median of a minute: a garbage collection may be just before or just behind a sample.</summary>
    private static long Level(IEnumerable<Sample> minute) =>
        (long)minute.Select(sample => (double)sample.Bytes).Median();

    /// <summary>Least squares over all samples, MiB per hour.</summary>
    private static double SlopePerHour(List<Sample> samples)
    {
        var hours = samples.Average(sample => sample.At.TotalHours);
        var bytes = samples.Average(sample => (double)sample.Bytes);
        var spread = samples.Sum(sample => Math.Pow(sample.At.TotalHours - hours, 2));
        return spread == 0
            ? 0
            : samples.Sum(sample => (sample.At.TotalHours - hours) * (sample.Bytes - bytes)) / spread / (1024 * 1024);
    }

    private sealed record Sample(TimeSpan At, string Part, long Bytes);
}
