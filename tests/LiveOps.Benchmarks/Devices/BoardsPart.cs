using System.Diagnostics;
using System.Globalization;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Benchmarks.Devices;

/// <summary>
/// What one gateway does with its boards: the time from a line to its answer against what the wire alone takes, the
/// rate of one board by the lines in flight, and many boards at once.
/// </summary>
internal static class BoardsPart
{
    private const int Commands = 3_000;
    private const int PerSecond = 20;
    private const int Many = 16;
    private const int Most = 48;
    private const double ByteMs = 10_000.0 / 115_200;

    /// <summary>CMD:RELAY1:ON:1:#12345*ABCD and ACK:12345:RELAY1:ON:1*ABCD, each with its LF.</summary>
    private const int LineBytes = 27;
    private const int AnswerBytes = 27;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        for (var window = 1; window <= 2; window++)
            rows.Add(await OneBoardAsync(options, window, cancellationToken));
        report.Table(["one board", "write to ACK p50 ms", "p99 ms", "of the wire's time", "commands/s"], rows);
        report.Line(
            $"\n{Commands} commands of 1 ms for three devices of one simulated board, all queued before. The wire alone takes {(LineBytes + AnswerBytes) * ByteMs:0.0} ms for a line and its answer at 115200 baud; with two lines in flight one waits for the other's answer. The end report of each command (26 bytes) shares the line."
        );
        var many = new List<string[]>();
        foreach (var boards in new[] { Many, Most })
            many.Add(await ManyAsync(options, boards, cancellationToken));
        report.Table(
            ["boards", "commands/s asked", "done", "p50 ms", "p99 ms", "gateway's CPU, of one core", "simulators' CPU"],
            many
        );
    }

    private static async Task<string[]> OneBoardAsync(BenchOptions options, int window, CancellationToken stop)
    {
        await using var system = await MeasuredSystem.StartAsync(
            options,
            stop,
            environment: new Dictionary<string, string>
            {
                ["Gateway__WindowLines"] = window.ToString(CultureInfo.InvariantCulture),
                ["Gateway__LaneLength"] = "10000",
            }
        );
        await using var load = await GatewayLoad.StartAsync(system, 1, stop);
        var warm = Make(load, 300);
        await load.SendAsync(warm, stop);
        await load.EndsAsync(warm, stop);
        var commands = Make(load, Commands);
        await load.SendAsync(commands, stop);
        var ends = await load.EndsAsync(commands, stop);
        var sent = ends.Where(end => end is { SentAt: not null, BoardMs: not null }).ToList();
        var answers = sent.ConvertAll(end => end.BoardMs!.Value);
        var seconds = (sent.Max(end => end.SentAt!.Value) - sent.Min(end => end.SentAt!.Value)).TotalSeconds;
        return
        [
            $"{window} line{(window > 1 ? "s" : "")} in flight",
            answers.Percentile(0.5).Ms(),
            answers.Percentile(0.99).Ms(),
            (answers.Percentile(0.5) / ((LineBytes + AnswerBytes) * ByteMs)).ToString(
                "0.00x",
                CultureInfo.InvariantCulture
            ),
            (sent.Count / seconds).ToString("0", CultureInfo.InvariantCulture),
        ];
    }

    private static List<DeviceCommand> Make(GatewayLoad load, int count) =>
        [.. Enumerable.Range(0, count).Select(n => load.Command(load.Boards[0], n, ms: 1))];

    private static async Task<string[]> ManyAsync(BenchOptions options, int boards, CancellationToken stop)
    {
        await using var system = await MeasuredSystem.StartAsync(options, stop, boards);
        await using var load = await GatewayLoad.StartAsync(system, boards, stop);
        var seconds = options.Seconds ?? 20;
        var gateway = system.Processes["device-gateway"];
        var simulators = system
            .Processes.Where(process => process.Key.StartsWith("board-", StringComparison.Ordinal))
            .ToList();
        var commands = new List<DeviceCommand>();
        var before = ProcessUse.CpuSeconds(gateway);
        var simulated = simulators.Sum(process => ProcessUse.CpuSeconds(process.Value));
        var watch = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        for (var n = 0; watch.Elapsed < TimeSpan.FromSeconds(seconds); n++)
        {
            await pace.WaitForNextTickAsync(stop);
            var round = load.Boards.Select(board => load.Command(board, n, ms: 10)).ToArray();
            commands.AddRange(round);
            await load.SendAsync(round, stop);
        }
        var ends = await load.EndsAsync(commands, stop);
        var passed = watch.Elapsed.TotalSeconds;
        var used = (ProcessUse.CpuSeconds(gateway) - before) / passed;
        var simulation = (simulators.Sum(process => ProcessUse.CpuSeconds(process.Value)) - simulated) / passed;
        var answers = ends.Where(end => end.BoardMs is not null).Select(end => end.BoardMs!.Value).ToList();
        return
        [
            boards.ToString(CultureInfo.InvariantCulture),
            (commands.Count / (double)seconds).ToString("0", CultureInfo.InvariantCulture),
            (ends.Count(end => end.Outcome == DeviceCommandOutcome.Done) / (double)ends.Count).ToString(
                "0.0 %",
                CultureInfo.InvariantCulture
            ),
            answers.Percentile(0.5).Ms(),
            answers.Percentile(0.99).Ms(),
            used.ToString("0.0 %", CultureInfo.InvariantCulture),
            simulation.ToString("0 %", CultureInfo.InvariantCulture),
        ];
    }
}
