using System.Globalization;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;

namespace LiveOps.Benchmarks.Latency;

/// <summary>
/// How fast one device of the simulated board takes commands through the gateway's own serial code: bursts of gifts
/// that wait in the device's lane, so that the next command is always ready.
/// </summary>
internal static class BoardPart
{
    private const string Gift = "GG";
    private const int DurationMs = 1;

    /// <summary>A lane holds 256 by default.</summary>
    private const int Burst = 250;
    private const int DefaultRounds = 5;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        await system.AddRuleAsync(Gift, "LED1", DurationMs, cancellationToken);
        var room = await system.NewRoomAsync(cancellationToken);
        await BurstAsync(system, room, cancellationToken);
        var rounds = new List<List<BookedAction>>();
        for (var round = 0; round < (options.RoundsGiven ?? DefaultRounds); round++)
            rounds.Add(await BurstAsync(system, room, cancellationToken));
        var board = rounds.SelectMany(round => round).Select(action => action.BoardMs!.Value).ToList();
        report.Table(
            ["board", "p50 ms", "p99 ms", "max ms", "commands/s, one device"],
            [
                [
                    "serial byte to ACK, lane full",
                    board.Percentile(0.5).Ms(),
                    board.Percentile(0.99).Ms(),
                    board.Max().Ms(),
                    rounds.Select(Rate).Median().ToString("0", CultureInfo.InvariantCulture),
                ],
            ]
        );
        report.Line(
            $"\n{rounds.Count} bursts of {Burst} gifts after one to warm up; each gift switches LED1 on for {DurationMs} ms, and the next command of a device goes out when the one before is over. Rate: median of the bursts, first to last byte."
        );
    }

    private static double Rate(List<BookedAction> burst) =>
        (burst.Count - 1)
        / (burst.Max(action => action.SentAt!.Value) - burst.Min(action => action.SentAt!.Value)).TotalSeconds;

    private static async Task<List<BookedAction>> BurstAsync(
        MeasuredSystem system,
        long room,
        CancellationToken cancellationToken
    )
    {
        var before = await system.LastActionAsync(room, cancellationToken);
        await system.InRoomAsync("gifts", new { gift = Gift, count = Burst }, cancellationToken);
        var actions = new List<BookedAction>();
        await system.UntilAsync(
            async token => (actions = await system.ActionsSinceAsync(room, before, token)).Count >= Burst,
            $"{Burst} actions on the books",
            60,
            cancellationToken
        );
        return actions.FindAll(action => action is { Outcome: 0, SentAt: not null, BoardMs: not null });
    }
}
