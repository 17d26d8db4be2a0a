using System.Globalization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway.Chaos;

/// <summary>
/// What the gateway promises of a command, judged by what the pins did and not by what the gateway says of itself.
/// </summary>
[Collection(Alone.Name)]
public sealed class HundredThousandCommandsTests(ITestOutputHelper output)
{
    private const long CyclesPerMs = 16_000;

    /// <summary>The board may end an action late by this much, never early.</summary>
    private const long LateCycles = CyclesPerMs;

    private static readonly (string Faults, int Seed)[] _runs =
    [
        ("lost=100", 1),
        ("flipped=100", 2),
        ("lost=300,flipped=300", 3),
        ("none", 4),
    ];

    private const int CommandsOfARun = 25_000;

    [Fact]
    public async Task Each_runs_at_most_once_and_each_is_accounted_for()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        // Side by side: each is a conversation of two processes, and alone would leave the machine waiting.
        var faults = await Task.WhenAll(_runs.Select(run => Task.Run(() => RunAsync(run.Faults, run.Seed))));
        faults.SelectMany(found => found).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<string>> RunAsync(string faults, int seed)
    {
        using var run = await ChaosRun.StartAsync(faults, seed);
        run.Run(CommandsOfARun);
        var found = run.ReadPins().ConvertAll(stray => $"{faults}: nobody asked for {stray}");
        Report(run, faults);
        found.AddRange(run.Commands.Select(Judge).OfType<string>().Take(10).Select(wrong => $"{faults}: {wrong}"));
        // A run in which nothing went wrong, or nothing went right, would prove nothing.
        string[] expected =
        [
            "reset",
            "unplug",
            "emergency stop",
            "combo",
            .. faults == "none" ? [] : new[] { "resend" },
        ];
        found.AddRange(
            expected
                .Where(trouble => run.Troubles.GetValueOrDefault(trouble) == 0)
                .Select(none => $"{faults}: no {none}")
        );
        if (run.Commands.Count < CommandsOfARun || Share(run, DeviceCommandOutcome.Done) < 0.5)
            found.Add($"{faults}: too few commands were done");
        return found;
    }

    /// <summary>What is wrong with one command's books; null when nothing is.</summary>
    private static string? Judge(SentCommand command)
    {
        if (command.End is not { } end)
            return Say(command, "has no end");
        if (command.Pulses.Count > 1)
            return Say(command, "was done more than once");
        var limit = command.Run.Command.DurationMs * CyclesPerMs;
        if (command.Pulses.Any(pulse => pulse.Until - pulse.From > limit + LateCycles))
            return Say(command, "was on for too long");
        return end.Outcome switch
        {
            DeviceCommandOutcome.Done
                when command.Pulses is not [var only] || (!only.Cut && only.Until - only.From < limit) => Say(
                command,
                "is done by the books and was not on for its time"
            ),
            DeviceCommandOutcome.Refused or DeviceCommandOutcome.Expired when command.Pulses.Count > 0 => Say(
                command,
                "was on although it is said not to have been"
            ),
            DeviceCommandOutcome.BoardOffline or DeviceCommandOutcome.Replaced or DeviceCommandOutcome.Stopped => Say(
                command,
                "has an end that nothing in this run explains"
            ),
            _ => null,
        };
    }

    private static string Say(SentCommand command, string what) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{command.Run.Command.DeviceId} {command.Run.Command.DurationMs} ms, number {command.Run.Order}, {command.End?.Outcome} ({command.End?.Detail}), pulses {string.Join(' ', command.Pulses.Select(pulse => $"{pulse.From}+{(pulse.Until - pulse.From) / (double)CyclesPerMs:0.0}ms"))}: {what}"
        );

    private static double Share(ChaosRun run, DeviceCommandOutcome outcome) =>
        run.Commands.Count(command => command.End?.Outcome == outcome) / (double)run.Commands.Count;

    private void Report(ChaosRun run, string faults)
    {
        var ends = run
            .Commands.GroupBy(command => command.End?.Outcome)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Key} {group.Count()} (on: {group.Count(one => one.Pulses.Count > 0)})");
        var troubles = run.Troubles.Select(trouble => $"{trouble.Key} {trouble.Value}");
        output.WriteLine($"faults {faults}: {string.Join(", ", ends)}; {string.Join(", ", troubles)}");
    }
}
