using System.Diagnostics;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Benchmarks.Rules;

/// <summary>
/// The rules engine alone: 1,000 rules, 100,000 events; and, on the gifts and keywords that both can say, a rules
/// engine of the npm world on the same rules and events.
/// </summary>
internal static class RulesPart
{
    private const int Events = 100_000;
    private const int PeerEvents = 500;
    private const int Again = 100;
    private const int RealisticPercent = 5;
    private const int DefaultRounds = 5;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var rounds = options.RoundsGiven ?? DefaultRounds;
        var rules = new RuleSet(RuleLoad.Rules(all: true));
        report.Table(
            ["1,000 rules, 100,000 events", "ns an event", "bytes an event", "gen 0", "gen 1", "gen 2", "matches"],
            [
                Row("nothing matches", rules, RuleLoad.Events(Events, 0, all: true), rounds),
                Row(
                    $"{RealisticPercent} % of gifts and comments match",
                    rules,
                    RuleLoad.Events(Events, RealisticPercent, all: true),
                    rounds
                ),
            ]
        );
        report.Line(
            $"\nMedian of {rounds} rounds after a warm-up (range in brackets), messages of 10 events; CPU time.\n"
        );
        await CompareAsync(options, report, rounds, cancellationToken);
    }

    private static string[] Row(string name, RuleSet rules, IReadOnlyList<LiveEvent> events, int rounds)
    {
        var measured = Measure(rules, events, rounds);
        var last = measured[^1];
        return
        [
            name,
            WithRange([.. measured.Select(round => round.NanosecondsAnEvent)]),
            last.BytesAnEvent.Thousands(),
            Number(last.Gen0),
            Number(last.Gen1),
            Number(last.Gen2),
            Number(last.Matches),
        ];
    }

    private static async Task CompareAsync(
        BenchOptions options,
        Report report,
        int rounds,
        CancellationToken cancellationToken
    )
    {
        var (peer, why) = await RulesPeer.GetAsync(options.Root, cancellationToken);
        if (peer is null)
        {
            report.Line($"The peer is not measured: {why}.");
            return;
        }
        var events = RuleLoad.Events(PeerEvents, RealisticPercent, all: false);
        // 500 events take LiveOps less than a millisecond: it decides them a hundred times over.
        var ours = Measure(
            new RuleSet(RuleLoad.Rules(all: false)),
            [.. Enumerable.Repeat(events, Again).SelectMany(some => some)],
            rounds
        );
        var theirs = await peer.RunAsync(RuleLoad.Rules(all: false), events, rounds, cancellationToken);
        if (theirs.Matches * Again != ours[0].Matches)
            throw new InvalidOperationException(
                $"The peer found {theirs.Matches} matches, LiveOps {ours[0].Matches} in {Again} rounds: they did not do the same."
            );
        var here = ours.Select(round => round.NanosecondsAnEvent).ToList();
        report.Table(
            [
                $"{RuleLoad.Gifts + RuleLoad.Keywords} gift and keyword rules, {PeerEvents} events",
                "LiveOps, ns an event",
                $"{RulesPeer.Name} {RulesPeer.Version}",
                "ratio",
                "matches of both",
            ],
            [
                [
                    $"{RealisticPercent} % match",
                    WithRange(here),
                    WithRange(theirs.NanosecondsAnEvent),
                    (theirs.NanosecondsAnEvent.Median() / here.Median()).Times(),
                    Number(theirs.Matches),
                ],
            ]
        );
    }

    private static List<EngineRound> Measure(RuleSet rules, IReadOnlyList<LiveEvent> events, int rounds)
    {
        // Until the runtime has compiled the hot paths for good.
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < TimeSpan.FromSeconds(2); )
            EngineRound.Run(rules, events);
        return [.. Enumerable.Range(0, rounds).Select(_ => EngineRound.Run(rules, events))];
    }

    private static string WithRange(IReadOnlyList<double> values) =>
        $"{values.Median().Thousands()} ({values.Min().Thousands()}..{values.Max().Thousands()})";

    private static string Number(int number) => ((long)number).Thousands();
}
