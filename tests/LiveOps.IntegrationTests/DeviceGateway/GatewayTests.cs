using System.Net;
using System.Net.Http.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>The gateway's process, a real broker, and the real firmware in the simulator.</summary>
[Collection(Alone.Name)]
public sealed class GatewayTests(SharedServers servers) : IDisposable
{
    private const string Led = "PB5";
    private readonly string _eeprom = Path.Combine(Path.GetTempPath(), $"liveops-eeprom-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_eeprom);

    [Fact]
    public async Task Two_hundred_commands_are_two_hundred_pulses_and_two_hundred_results()
    {
        await using var board = await BoardAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var before = Rises(board);
        var commands = Enumerable.Range(0, 200).Select(_ => gateway.Command(uid, ms: 4)).ToArray();

        await gateway.SendAsync(commands);
        await GatewayProcess.EventuallyAsync(
            () => Task.FromResult(gateway.Completed.Count >= 200),
            "200 results",
            () => $"{gateway.Completed.Count}"
        );

        gateway.Completed.Select(result => result.CommandId).Distinct().Count().ShouldBe(200);
        gateway.Completed.ShouldAllBe(result => result.Outcome == DeviceCommandOutcome.Done);
        (Rises(board) - before).ShouldBe(200);
        var ms = gateway.Completed.Select(result => result.BoardMs!.Value).Order().ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"write to ACK p50 {ms[100]} ms, p99 {ms[197]} ms");
    }

    [Fact]
    public async Task A_pulled_cable_is_survived_and_the_board_is_back_by_itself()
    {
        await using var board = await BoardAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;

        var running = gateway.Command(uid, ms: 5_000);
        await gateway.SendAsync(running);
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Rises(board) > 0), "the LED");
        await board.UnplugAsync(1_000);

        (await gateway.ResultAsync(running)).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        var after = await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        after.BoardId.ShouldBe(uid);
        var next = gateway.Command(uid);
        await gateway.SendAsync(next);
        (await gateway.ResultAsync(next)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
    }

    [Fact]
    public async Task The_emergency_stop_is_low_latched_over_a_kill_and_released_by_a_reset()
    {
        await using var board = await BoardAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var running = gateway.Command(uid, ms: 20_000);
        var waiting = gateway.Command(uid);
        await gateway.SendAsync(running, waiting);
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Rises(board) > 0), "the LED");

        (await gateway.Http.PostAsync("/api/gateway/emergency-stop", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.ResultAsync(running)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        (await gateway.ResultAsync(waiting)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        board.ReadPinChanges().Last(change => change.Pin == Led).Value.ShouldBe(0);

        await gateway.KillAsync();
        await gateway.StartAsync();
        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        var refused = gateway.Command(uid);
        await gateway.SendAsync(refused);
        (await gateway.ResultAsync(refused)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);

        (await gateway.Http.PostAsJsonAsync("/api/gateway/reset", new { })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await gateway.Http.PostAsJsonAsync("/api/gateway/reset", new { confirm = "reset" })).EnsureSuccessStatusCode();
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        var after = gateway.Command(uid);
        await gateway.SendAsync(after);
        (await gateway.ResultAsync(after)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
    }

    [Fact]
    public async Task A_killed_gateway_fires_nothing_twice_and_reports_what_it_cannot_know()
    {
        await using var board = await BoardAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var running = gateway.Command(uid, ms: 3_000);
        await gateway.SendAsync(running);
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Rises(board) == 1), "the LED");

        await gateway.KillAsync();
        await gateway.StartAsync();
        // The broker, or whoever asked, sends the same command again.
        await gateway.SendAsync(running, running);
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);

        (await gateway.ResultAsync(running)).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        var last = gateway.Command(uid);
        await gateway.SendAsync(last);
        await gateway.ResultAsync(last);
        Rises(board).ShouldBe(2);
    }

    [Fact]
    public async Task A_killed_gateway_leaves_nothing_on_two_seconds_after_its_last_byte()
    {
        const int SilentMs = 2_000;
        // A servo is let go at the end of its pulse of up to 2.4 ms, and the board looks once a millisecond or so.
        const int LateMs = 10;
        // A tone of 1 kHz may be low just when it is switched off: its last edge is up to half a wave older.
        const double HalfWaveMs = 0.5;
        const string Buzzer = "PB0";
        string[] pins = ["PD4", "PD7", Led, "PB1"];
        await using var board = await BoardAsync("--bytes");
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        // Killed at different moments between two signs of life, which come every half second.
        foreach (var pauseMs in new[] { 50, 200, 350 })
        {
            await gateway.SendAsync(
                gateway.Command(uid, "SOL1", "PUSH", 9_000),
                gateway.Command(uid, "RELAY1", ms: 30_000),
                gateway.Command(uid, ms: 30_000),
                gateway.Command(uid, "MOT1", "ROTATE", 30_000) with
                {
                    Params = [90],
                },
                gateway.Command(uid, "BUZ1", "TONE", 30_000) with
                {
                    Params = [1_000],
                }
            );
            await GatewayProcess.EventuallyAsync(
                () => Task.FromResult(pins.All(pin => IsOn(board, pin))),
                "everything to be on",
                () => string.Join(' ', pins.Where(pin => !IsOn(board, pin))) + gateway.Output
            );
            await Task.Delay(pauseMs);

            await gateway.KillAsync();
            await GatewayProcess.EventuallyAsync(
                () => Task.FromResult(!pins.Any(pin => IsOn(board, pin))),
                "everything to be off"
            );

            await board.CommandAsync("stat", "STAT"); // reports come in order: now all before are here
            var last = board.Events.Last(e => e.Text.StartsWith("RX ", StringComparison.Ordinal)).Cycle;
            var changes = board.ReadPinChanges();
            var offMs = pins.Append(Buzzer)
                .Select(pin => (Last(changes, pin)!.Cycle - last) / (double)SimulatedBoard.CyclesPerMs)
                .ToArray();
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"last byte to off: {offMs.Min():0.000} to {offMs.Max():0.000} ms"
            );
            IsOn(board, Buzzer).ShouldBeFalse();
            offMs.ShouldAllBe(ms => ms >= SilentMs - HalfWaveMs && ms <= SilentMs + LateMs);
            await gateway.StartAsync();
            await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        }
    }

    [Fact]
    public async Task A_port_that_spits_nonsense_is_shown_as_failing_and_troubles_nobody()
    {
        using var nonsense = new NonsenseBoard();
        await using var board = await BoardAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, nonsense.Path, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;

        (await gateway.WaitForAsync(nonsense.Path, BoardState.Failing))
            .Detail.ShouldNotBeNull()
            .ShouldContain("no LiveOps board");
        var command = gateway.Command(uid);
        await gateway.SendAsync(command);
        (await gateway.ResultAsync(command)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
    }

    [Fact]
    public async Task Bad_commands_are_refused_with_the_reason_and_late_ones_expire()
    {
        await using var board = await BoardAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var unknownDevice = gateway.Command(uid, "SOL9");
        var unknownBoard = gateway.Command("00000001");
        var late = gateway.Command(uid, ttlMs: -1);
        var foreign = gateway.Command(uid) with { WorkspaceId = Guid.NewGuid() };

        await gateway.SendAsync(unknownDevice, unknownBoard, late, foreign);

        (await gateway.ResultAsync(unknownDevice)).Detail.ShouldNotBeNull().ShouldContain("SOL1, RELAY1, LED1");
        (await gateway.ResultAsync(unknownBoard)).Outcome.ShouldBe(DeviceCommandOutcome.BoardOffline);
        (await gateway.ResultAsync(late)).Outcome.ShouldBe(DeviceCommandOutcome.Expired);
        (await gateway.ResultAsync(foreign)).Outcome.ShouldBe(DeviceCommandOutcome.Refused);
        Rises(board).ShouldBe(0);
    }

    private async Task<SimulatedBoard> BoardAsync(params string[] options)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        return await SimulatedBoard.StartAsync(_eeprom, options);
    }

    /// <summary>A level, or pulses of a timer: a servo's, a tone's.</summary>
    private static bool IsOn(SimulatedBoard board, string pin) =>
        Last(board.ReadPinChanges(), pin) is { } change
        && (change.PulseUs is { } width ? width > 0 : change.Value == 1);

    private static PinChange? Last(IReadOnlyList<PinChange> changes, string pin) =>
        changes.LastOrDefault(change => change.Pin == pin);

    private static int Rises(SimulatedBoard board) =>
        board.ReadPinChanges().Count(change => change is { Pin: Led, Value: 1, Floating: false });
}
