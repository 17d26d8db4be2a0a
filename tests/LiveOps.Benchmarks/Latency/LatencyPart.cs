using System.Globalization;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;

namespace LiveOps.Benchmarks.Latency;

/// <summary>
/// From the gift's frame to the first byte on the serial line, through the whole system, beside the floor that is
/// measured at the same moments; and from that byte to the board's answer.
/// </summary>
internal static class LatencyPart
{
    private const int GiftsPerSecond = 20;

    // No example rule knows it: the measurement's own rule decides about it.
    private const string Gift = "GG";
    private const string Device = "LED1";
    private const int DurationMs = 4;
    private const int DefaultSeconds = 10;
    private const int DefaultRounds = 3;

    // Long enough for the code on the path to be compiled to its last tier.
    private const int WarmUpSeconds = 15;
    private const int WarmUpRate = 300;
    private static readonly int[] _rates = [50, 1_000];

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var seconds = options.Seconds ?? DefaultSeconds;
        var rounds = options.RoundsGiven ?? DefaultRounds;
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        await using var floor = await Floor.OpenAsync(system.Broker, cancellationToken);
        await system.AddRuleAsync(Gift, Device, DurationMs, cancellationToken);
        var room = await system.NewRoomAsync(cancellationToken);
        Report.Progress("warming up");
        await PhaseAsync(system, floor, room, WarmUpRate, WarmUpSeconds, cancellationToken);

        var phases = new List<Phase>();
        for (var round = 1; round <= rounds; round++)
            foreach (var rate in _rates)
            {
                var phase = await PhaseAsync(system, floor, room, rate, seconds, cancellationToken);
                Report.Progress(
                    $"round {round}, {rate} events/s: path p99 {phase.Path.Percentile(0.99).Ms()} ms, floor p99 {phase.Floor.Percentile(0.99).Ms()} ms; {Machine.Load()}"
                );
                phases.Add(phase);
            }
        Write(report, phases, rounds, seconds);
    }

    private static async Task<Phase> PhaseAsync(
        MeasuredSystem system,
        Floor floor,
        long room,
        int rate,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        var before = await system.LastActionAsync(room, cancellationToken);
        var served = await GiftsServedAsync(system, cancellationToken);
        var cpu = new CpuMeter(system.Processes);
        await system.LoadAsync(rate - GiftsPerSecond, seconds, 0, Gift, cancellationToken);
        await system.InRoomAsync(
            "gifts",
            new
            {
                gift = Gift,
                count = GiftsPerSecond * seconds,
                perSecond = GiftsPerSecond,
            },
            cancellationToken
        );
        var milliseconds = await floor.RunAsync(GiftsPerSecond, TimeSpan.FromSeconds(seconds), cancellationToken);
        var cores = cpu.Cores();
        var gifts = GiftsPerSecond * seconds;
        var actions = new List<BookedAction>();
        await system.UntilAsync(
            async token =>
            {
                actions = await system.ActionsSinceAsync(room, before, token);
                return actions.Count >= gifts && await GiftsServedAsync(system, token) == served + gifts;
            },
            $"{gifts} actions on the books ({actions.Count} so far)",
            60,
            cancellationToken
        );
        return new Phase(rate, actions, milliseconds, cores);
    }

    private static void Write(Report report, List<Phase> phases, int rounds, int seconds)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var rate in phases.GroupBy(phase => phase.Rate))
        {
            var path = rate.SelectMany(phase => phase.Path).ToList();
            var floor = rate.SelectMany(phase => phase.Floor).ToList();
            rows.Add([$"{rate.Key} events/s: frame to serial byte", .. Cells(path)]);
            rows.Add([$"{rate.Key} events/s: floor", .. Cells(floor)]);
            rows.Add([
                $"{rate.Key} events/s: ratio (median of {rounds} rounds)",
                $"{phases.Count(phase => phase.Rate == rate.Key)} rounds",
                Ratio(rate, 0.5),
                Ratio(rate, 0.99),
                "",
            ]);
            var board = rate.SelectMany(phase => phase.Actions).Where(action => action.BoardMs is not null);
            rows.Add([
                $"{rate.Key} events/s: serial byte to board's ACK",
                .. Cells([.. board.Select(action => action.BoardMs!.Value)]),
            ]);
        }
        report.Table(["path", "samples", "p50 ms", "p99 ms", "max ms"], rows);
        report.Line(
            $"\n{rounds} rounds of {seconds} s at each rate, in turn, after a warm-up of {WarmUpSeconds} s at {WarmUpRate} events/s; {GiftsPerSecond} gifts a second among them, each a {DurationMs} ms action of {Device}; the floor runs at the same moments and rate: two confirmed hops over quorum queues with RabbitMQ.Client and a write to a pseudo-terminal."
        );
        foreach (var rate in phases.GroupBy(phase => phase.Rate))
        {
            var outcomes = rate.SelectMany(phase => phase.Actions)
                .GroupBy(action => action.Outcome)
                .Select(group => $"outcome {group.Key}: {group.Count()}");
            report.Line(
                $"- {rate.Key} events/s: {string.Join(", ", outcomes)} (0 is done, -1 refused by the rules); cores used: {CoresText(rate.Last().Cores)}."
            );
        }
    }

    private static string Ratio(IEnumerable<Phase> rounds, double share) =>
        rounds.Select(phase => phase.Path.Percentile(share) / phase.Floor.Percentile(share)).Median().Times();

    private static IReadOnlyList<string> Cells(List<double> values) =>
        [
            values.Count.ToString(CultureInfo.InvariantCulture),
            values.Percentile(0.5).Ms(),
            values.Percentile(0.99).Ms(),
            (values.Count == 0 ? double.NaN : values.Max()).Ms(),
        ];

    public static string CoresText(IEnumerable<(string Name, double Cores)> cores) =>
        string.Join(
            ", ",
            cores
                .Where(process => process.Cores >= 0.005)
                .Select(process => string.Create(CultureInfo.InvariantCulture, $"{process.Name} {process.Cores:0.00}"))
        );

    private static async Task<long> GiftsServedAsync(MeasuredSystem system, CancellationToken cancellationToken) =>
        (await system.ServedAsync(cancellationToken)).GetProperty("giftUnits").GetInt64();

    private sealed record Phase(
        int Rate,
        List<BookedAction> Actions,
        IReadOnlyList<double> Floor,
        IReadOnlyList<(string Name, double Cores)> Cores
    )
    {
        public IEnumerable<double> Path { get; } =
        [.. Actions.Where(action => action.PathMs is not null).Select(action => action.PathMs!.Value)];
    }
}
