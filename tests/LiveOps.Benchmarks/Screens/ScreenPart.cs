using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;

namespace LiveOps.Benchmarks.Screens;

/// <summary>
/// One screen and fifty accounts of 20 events a second: frames, memory, and the time from the bus to the pixel. Then the
/// control room, and one account with all of it.
/// </summary>
internal static class ScreenPart
{
    private const int Accounts = 50;
    private const int PerAccount = 20;
    private const int DefaultSeconds = 600;
    private const int OtherSeconds = 120;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        var all = await ManyRooms.AddAccountsAsync(system, Accounts, cancellationToken);
        await using var queue = await ConsoleQueue.OpenAsync(
            system.Broker,
            system.Processes["console"],
            cancellationToken
        );
        var rows = new List<IReadOnlyList<string>>();
        var one = $"/live?account={all[7].Handle}";
        var seconds = options.Seconds ?? DefaultSeconds;
        var other = Math.Min(seconds, OtherSeconds);
        rows.Add(await MeasureAsync("live screen, 50 x 20 events/s", one, all, PerAccount, seconds));
        rows.Add(await MeasureAsync("control room, 50 x 20 events/s", "/control", all, PerAccount, other));
        rows.Add(await MeasureAsync("live screen, 1 x 1,000 events/s", one, [all[7]], Accounts * PerAccount, other));
        report.Table(
            [
                "screen",
                "seconds",
                "events/s",
                "frames/s",
                "over 100 ms",
                "longest ms",
                "comments seen",
                "to pixel p50 / p95 / max ms",
                "heap MiB, from / to",
                "elements, from / to",
                "console's cores",
            ],
            rows
        );

        async Task<IReadOnlyList<string>> MeasureAsync(
            string name,
            string path,
            IReadOnlyList<Room> watched,
            int perAccount,
            int length
        )
        {
            Report.Progress($"{name}: {length} s");
            await using var page = await WatchedPage.OpenAsync(
                system.ConsoleUrl,
                system.Installation.Secrets.AdminPassword,
                path
            );
            var rooms = new ManyRooms(queue, watched);
            await rooms.PlayAsync(perAccount, _warmUp, cancellationToken);
            var heap = await page.HeapAsync();
            await page.BeginAsync();
            var nodes = (await page.ReadAsync()).Nodes;
            var before = rooms.Events;
            var cpu = new CpuMeter(system.Processes);
            await rooms.PlayAsync(perAccount, TimeSpan.FromSeconds(length), cancellationToken);
            var cores = cpu.Cores().First(process => process.Name == "console").Cores;
            // What was sent last is on its way.
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            var seen = await page.ReadAsync();
            if (page.Errors.Count > 0)
                throw new InvalidOperationException($"The page says: {string.Join(" | ", page.Errors.Take(3))}");
            Report.Progress($"{name}: {seen}");
            return
            [
                name,
                ((double)length).Thousands(),
                ((rooms.Events - before) / (double)length).Thousands(),
                (seen.Frames / (double)length).Thousands(),
                ((long)seen.Slow.Count).Thousands(),
                seen.Longest.Thousands(),
                ((long)seen.Delays.Count).Thousands(),
                seen.Delays.Count == 0
                    ? "-"
                    : $"{seen.Delays.Median():0} / {seen.Delays.Percentile(0.95):0} / {seen.Delays.Max():0}",
                $"{heap.Mebibytes()} / {(await page.HeapAsync()).Mebibytes()}",
                $"{nodes} / {seen.Nodes}",
                cores.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture),
            ];
        }
    }
}
