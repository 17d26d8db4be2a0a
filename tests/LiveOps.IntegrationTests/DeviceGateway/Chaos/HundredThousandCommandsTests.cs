using System.Globalization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;

namespace LiveOps.IntegrationTests.DeviceGateway.Chaos;

/// <summary>
/// What the gateway promises of a command, judged by what the pins did and not by what the gateway says of itself.
/// </summary>
public sealed class HundredThousandCommandsTests(ITestOutputHelper output)
{
    private const long CyclesPerMs = 16_000;

    /// <summary>The board may end an action late by this much, never early.</summary>
    private const long LateCycles = CyclesPerMs;

    [Theory]
    [InlineData(25_000, "lost=100", 1)]
    [InlineData(25_000, "flipped=100", 2)]
    [InlineData(25_000, "lost=300,flipped=300", 3)]
    [InlineData(25_000, "none", 4)]
    public async Task Each_runs_at_most_once_and_each_is_accounted_for(int count, string faults, int seed)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        using var run = await ChaosRun.StartAsync(faults, seed);
        run.Run(count);
        var stray = run.ReadPins();
        Report(run, faults);
        stray.ShouldBeEmpty();
        run.Commands.Count.ShouldBeGreaterThanOrEqualTo(count);
        var wrong = run.Commands.Select(Judge).OfType<string>().Take(10).ToArray();
        wrong.ShouldBeEmpty();
        // A run in which nothing went wrong, or nothing went right, would prove nothing.
        run.Troubles["reset"].ShouldBePositive();
        run.Troubles["unplug"].ShouldBePositive();
        run.Troubles["emergency stop"].ShouldBePositive();
        run.Troubles["combo"].ShouldBePositive();
        if (faults != "none")
            run.Troubles["resend"].ShouldBePositive();
        Share(run, DeviceCommandOutcome.Done).ShouldBeGreaterThan(0.5);
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
        output.WriteLine($"faults {faults}:");
        foreach (var group in run.Commands.GroupBy(command => command.End?.Outcome).OrderByDescending(g => g.Count()))
            output.WriteLine(
                $"  {group.Key}: {group.Count()}, of which on: {group.Count(one => one.Pulses.Count > 0)}"
            );
        foreach (var (trouble, times) in run.Troubles)
            output.WriteLine($"  {trouble}: {times}");
    }
}
