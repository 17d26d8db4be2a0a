using System.Globalization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>
/// What belongs together starts together, on two boards of one gateway: by what their pins did, not by what the gateway
/// says. Pins of one board are compared by its cycles, pins of two boards by the clock that both simulators follow.
/// </summary>
[Collection(Alone.Name)]
public sealed class TwoBoardsTests(SharedServers servers, ITestOutputHelper output)
{
    private const int Combos = 30;
    private const double MostMs = 20;
    private const double MostOnOneBoardMs = 5;

    private static readonly (string Device, string Action, string Pin)[] _outputs =
    [
        ("LED1", "ON", "PB5"),
        ("RELAY1", "ON", "PD7"),
        ("SOL1", "PUSH", "PD4"),
    ];

    /// <param name="devices">How many devices of each board the combo moves.</param>
    /// <param name="busy">Another device of the second board has commands waiting all the time.</param>
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task A_combo_on_two_boards_starts_at_one_moment(int devices, bool busy)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var first = await SimulatedBoard.StartAsync(null, "--board", "first");
        await using var second = await SimulatedBoard.StartAsync(null, "--board", "second");
        await using var gateway = await GatewayProcess.StartAsync(servers, first.SerialPath, second.SerialPath);
        var one = (await gateway.WaitForAsync(first.SerialPath, BoardState.Ready)).BoardId;
        var two = (await gateway.WaitForAsync(second.SerialPath, BoardState.Ready)).BoardId;
        var moved = _outputs[..devices];

        for (var n = 0; n < Combos; n++)
        {
            if (busy)
                await gateway.SendAsync([
                    .. Enumerable.Range(0, 10).Select(_ => gateway.Command(two, "BUZ1", "BEEP", 1)),
                ]);
            var id = Guid.NewGuid();
            DeviceCommand[] combo =
            [
                .. new[] { one, two }.SelectMany(board =>
                    moved.Select(move =>
                        gateway.Command(board, move.Device, move.Action) with
                        {
                            ComboId = id,
                            ComboSize = 2 * devices,
                        }
                    )
                ),
            ];
            await gateway.SendAsync(combo);
            foreach (var command in combo)
                (await gateway.ResultAsync(command)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        }

        var here = Starts(first, moved);
        var there = Starts(second, moved);
        double[] apart =
        [
            .. here.Zip(there, (a, b) => a.Concat(b).Select(start => start.WallNs / 1e6).ToArray())
                .Select(Spread)
                .Order(),
        ];
        double[] onOne = [.. here.Concat(there).Select(starts => Spread([.. starts.Select(Ms)])).Order()];
        output.WriteLine($"first to last pin of both boards, ms: {Say(apart)}; of one board: {Say(onOne)}");

        // Not the last of them: a simulator is a process, and what it does is late when it has no core; a combo starts
        // without what is not armed within 100 ms. A late command is late in every combo.
        apart[Combos / 2].ShouldBeLessThan(MostMs);
        onOne[onOne.Length * 9 / 10].ShouldBeLessThan(MostOnOneBoardMs);
    }

    /// <summary>For each combo the rise of each of its pins on this board.</summary>
    private static List<PinChange[]> Starts(SimulatedBoard board, (string Device, string Action, string Pin)[] moved)
    {
        var rises = board
            .ReadPinChanges()
            .Where(change => change is { Value: 1, Floating: false })
            .ToLookup(r => r.Pin);
        foreach (var (device, _, pin) in moved)
            rises[pin].Count().ShouldBe(Combos, device);
        return
        [
            .. Enumerable.Range(0, Combos).Select(n => moved.Select(move => rises[move.Pin].ElementAt(n)).ToArray()),
        ];
    }

    private static double Ms(PinChange change) => change.Cycle / (double)SimulatedBoard.CyclesPerMs;

    private static double Spread(double[] ms) => ms.Max() - ms.Min();

    private static string Say(double[] sorted) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted[0]:0.00} / {sorted[sorted.Length / 2]:0.00} / {sorted[sorted.Length * 9 / 10]:0.00} / {sorted[^1]:0.00} (least, median, 9 of 10, most)"
        );
}
