using System.Globalization;
using System.Text;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>
/// The real firmware image in the simulator, seen through its serial line and its pins. Times are CPU cycles of the
/// simulated chip, so they do not depend on how busy the machine is.
/// </summary>
[Collection(Alone.Name)]
public class FirmwareTests
{
    private const string Solenoid = "PD4";
    private const string Relay = "PD7";
    private const string Light = "PB5";

    [Fact]
    public async Task A_push_of_200_ms_holds_the_pin_for_200_ms_and_never_less()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        for (var i = 0; i < 10; i++)
        {
            line.Ask("CMD:SOL1:PUSH:200:").ShouldBe("ACK:-:SOL1:PUSH:200");
            line.ReadUntil("DONE:-:SOL1:OK:200");
        }
        var held = OnTimes(board, Solenoid);
        held.Count.ShouldBe(10);
        held.Min().ShouldBeGreaterThanOrEqualTo(200 * SimulatedBoard.CyclesPerMs);
        held.Max().ShouldBeLessThanOrEqualTo(Cycles(200.7));
        Note("on-time of 200 ms, worst excess", held.Max() - 200 * SimulatedBoard.CyclesPerMs);
    }

    [Fact]
    public async Task From_the_end_of_a_command_to_the_pin_it_takes_less_than_310_us()
    {
        await using var board = await StartAsync("--bytes");
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask(Checked("HELLO:1:77"))!.ShouldStartWith("HELLO:1:LIVEOPS:");
        for (var seq = 1; seq <= 200; seq++)
        {
            line.Ask(Checked($"CMD:LED1:BLINK:5:255,0,0#{seq}"))!.ShouldStartWith($"ACK:{seq}:LED1");
            line.ReadUntil($"DONE:{seq}:");
        }
        await board.CommandAsync("stat", "STAT"); // reports come in order: now all before are here
        var latencies = FromByteToPin(board, "RX 0a", $"PIN {Light} 1");
        latencies.Count.ShouldBe(200);
        Note("LF to pin p50, p99, max", latencies[100], latencies[197], latencies[^1]);
        latencies[197].ShouldBeLessThan(Cycles(0.31));
    }

    [Fact]
    public async Task The_stop_byte_turns_the_pin_off_within_10_us_and_latches()
    {
        await using var board = await StartAsync("--bytes");
        using var line = TestSerialLine.Open(board.SerialPath);
        for (var i = 0; i < 10; i++)
        {
            line.Ask("CMD:SOL1:PUSH:1000:").ShouldBe("ACK:-:SOL1:PUSH:1000");
            line.Write(0x18);
            line.ReadUntil("EVT:ESTOP:1");
            line.ReadUntil("DONE:-:SOL1:ESTOP:");
            line.Ask("CMD:SOL1:PUSH:5:").ShouldBe("ERR:-:STOP");
            line.Ask("CMD:ALL:CLEAR:0:").ShouldBe("ACK:-:ALL:CLEAR:0");
        }
        await board.CommandAsync("stat", "STAT"); // reports come in order: now all before are here
        var latencies = FromByteToPin(board, "RX 18", $"PIN {Solenoid} 0");
        latencies.Count.ShouldBe(10);
        Note("0x18 to pin, max", latencies[^1]);
        latencies[^1].ShouldBeLessThan(Cycles(0.010));
    }

    [Fact]
    public async Task The_stop_byte_overtakes_a_line_that_is_under_way()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask("CMD:RELAY1:ON:5000:").ShouldBe("ACK:-:RELAY1:ON:5000");
        line.Write([.. "CMD:LED1:ON:5000:"u8, 0x18, (byte)'\n']);
        line.ReadUntil("EVT:ESTOP:1");
        line.Ask("PING:1")!.ShouldMatch("^(DONE:-:RELAY1:ESTOP:|PONG:1:)");
        board.ReadPinChanges().ShouldNotContain(change => change.Pin == Light);
        board.ReadPinChanges()[^1].ShouldSatisfyAllConditions(c => c.Pin.ShouldBe(Relay), c => c.Value.ShouldBe(0));
    }

    [Fact]
    public async Task The_board_bounds_every_on_time_by_itself()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask("CMD:SOL1:PUSH:10001:#1").ShouldBe("ERR:1:LIM:10000");
        line.Ask("CMD:SOL1:PUSH:0:#1").ShouldBe("ERR:1:DUR");
        line.Ask("CFG:0:SOL1:SOL:4:300:50:60:0").ShouldBe("ACK:-:CFG:0");
        line.Ask("CMD:SOL1:PUSH:301:#1").ShouldBe("ERR:1:LIM:300");
        line.Ask("CMD:SOL1:PUSH:300:#1").ShouldBe("ACK:1:SOL1:PUSH:300");
        line.ReadUntil("DONE:1:SOL1:OK:300");
        OnTimes(board, Solenoid).ShouldHaveSingleItem().ShouldBeInRange(Cycles(300), Cycles(300.7));
    }

    [Theory]
    [InlineData("HELLO:1:77", 2_000)]
    [InlineData("HELLO:1:77:500", 500)]
    public async Task A_silent_host_turns_everything_off(string hello, int silentMs)
    {
        await using var board = await StartAsync("--bytes");
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask(hello)!.ShouldStartWith("HELLO:1:");
        line.Ask("CMD:RELAY1:ON:10000:#1").ShouldBe("ACK:1:RELAY1:ON:10000");
        line.ReadUntil("DONE:1:RELAY1:HOST:");
        await board.CommandAsync("stat", "STAT");
        var heard = board.Events.Last(e => e.Text == "RX 0a").Cycle;
        var off = board.ReadPinChanges().Last(change => change.Pin == Relay);
        off.Value.ShouldBe(0);
        Note($"silence of {silentMs} ms, end of the last line to pin low", off.Cycle - heard);
        (off.Cycle - heard).ShouldBeInRange(Cycles(silentMs), Cycles(silentMs + 5));
    }

    [Fact]
    public async Task A_stuck_program_is_made_safe_by_the_watchdog_and_starts_again()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask("CMD:RELAY1:ON:30000:").ShouldBe("ACK:-:RELAY1:ON:30000");
        await board.HangAsync();
        line.ReadUntil("EVT:BOOT:1:LIVEOPS:").ShouldMatch(":H:2$");
        await board.CommandAsync("stat", "STAT");
        var hung = board.Events.Last(e => e.Text == "HANG").Cycle;
        var reset = board.Events.Last(e => e.Text == "RESET").Cycle;
        var off = board.ReadPinChanges().Last(change => change.Pin == Relay);
        off.Value.ShouldBe(0);
        off.Floating.ShouldBeFalse("the interrupt drives it low; a reset only lets it float");
        (off.Cycle - hung).ShouldBeLessThanOrEqualTo(Cycles(130));
        (reset - hung).ShouldBeInRange(Cycles(128), Cycles(260));
        Note("stuck to pin low, to reset", off.Cycle - hung, reset - hung);
        line.Ask("CMD:RELAY1:ON:5:").ShouldBe("ACK:-:RELAY1:ON:5");
    }

    [Fact]
    public async Task A_host_that_never_pauses_does_not_stretch_an_on_time()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask("CMD:LED1:ON:100:").ShouldBe("ACK:-:LED1:ON:100");
        line.Write([.. Enumerable.Repeat("PING:4000000000\n"u8.ToArray(), 200).SelectMany(bytes => bytes)]);
        line.ReadUntil("DONE:-:LED1:OK:10");
        var held = OnTimes(board, Light).ShouldHaveSingleItem();
        Note("on-time of 100 ms under a flood, excess", held - Cycles(100));
        held.ShouldBeInRange(Cycles(100), Cycles(100.7));
    }

    [Fact]
    public async Task A_repeated_number_does_nothing_twice()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask("HELLO:1:77")!.ShouldStartWith("HELLO:1:");
        line.Ask("CMD:LED1:ON:20:#9").ShouldBe("ACK:9:LED1:ON:20");
        line.ReadUntil("DONE:9:LED1:OK:20");
        line.Ask("CMD:LED1:ON:20:#9").ShouldBe("ACK:9:DUP");
        line.Ask("CMD:LED1:ON:20:#10").ShouldBe("ACK:10:LED1:ON:20");
        line.ReadUntil("DONE:10:LED1:OK:20");
        OnTimes(board, Light).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_an_action_turns_it_off()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask("CMD:SOL1:PUSH:5000:").ShouldBe("ACK:-:SOL1:PUSH:5000");
        await board.ResetAsync();
        line.ReadUntil("EVT:BOOT:1:LIVEOPS:").ShouldMatch(":X:2$");
        var off = board.ReadPinChanges()[^1];
        off.ShouldSatisfyAllConditions(c => c.Pin.ShouldBe(Solenoid), c => c.Value.ShouldBe(0));
        await board.CommandAsync("stat", "STAT");
        off.Cycle.ShouldBe(board.Events.Last(e => e.Text == "RESET").Cycle);
        line.Ask("STAT")!.ShouldMatch("^STAT:[0-9]+:I:0:0:0$");
    }

    [Fact]
    public async Task Thousand_checked_commands_back_to_back_are_each_done_once()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask(Checked("HELLO:1:77"))!.ShouldStartWith("HELLO:1:");
        const int Count = 1_000;
        line.WriteLine(Checked("CMD:LED1:ON:1:#1"));
        for (var seq = 1; seq <= Count; seq++)
        {
            // Two lines in flight, as the protocol allows.
            if (seq < Count)
                line.WriteLine(Checked($"CMD:LED1:ON:1:#{seq + 1}"));
            line.ReadUntil($"ACK:{seq}:LED1:ON:1*");
        }
        line.WriteLine(Checked("PING:1"));
        line.ReadUntil("PONG:1:").ShouldMatch(":R:0\\*[0-9A-F]{4}$");
        line.WriteLine(Checked("STAT"));
        line.ReadUntil("STAT:").ShouldMatch(":R:[01]:0:0\\*[0-9A-F]{4}$");
        await board.CommandAsync("stat", "STAT");
        board.Events.ShouldNotContain(e => e.Text == "OVERRUN");
    }

    [Fact]
    public async Task Noise_on_the_line_moves_nothing()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask(Checked("HELLO:1:77"))!.ShouldStartWith("HELLO:1:");
        var random = new Random(20_261_121);
        for (var round = 0; round < 20; round++)
        {
            var noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            line.Write(noise);
        }
        line.Write((byte)'\n');
        line.WriteLine(Checked("PING:4711"));
        line.ReadUntil("PONG:4711:");
        board.ReadPinChanges().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_port_can_be_closed_opened_and_unplugged_while_the_board_runs_on()
    {
        await using var board = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var line = TestSerialLine.Open(board.SerialPath);
            line.WriteLine("");
            line.Ask($"PING:{i}")!.ShouldStartWith($"PONG:{i}:");
        }
        using (var line = TestSerialLine.Open(board.SerialPath))
        {
            line.Ask("HELLO:1:77:500")!.ShouldStartWith("HELLO:1:");
            line.Ask("CMD:RELAY1:ON:10000:#1").ShouldBe("ACK:1:RELAY1:ON:10000");
            var seen = board.Events.Count;
            await board.UnplugAsync(700);
            line.ReadLine(500).ShouldBeNull();
            File.Exists(board.SerialPath).ShouldBeFalse();
            await board.WaitForAsync("PLUGGED", seen);
        }
        using var again = TestSerialLine.Open(board.SerialPath);
        again.WriteLine("PING:99");
        again.ReadUntil("PONG:99:");
        board.ReadPinChanges()[^1].ShouldSatisfyAllConditions(c => c.Pin.ShouldBe(Relay), c => c.Value.ShouldBe(0));
    }

    /// <param name="options">The file with the board's EEPROM, where one is kept; then the simulator's options.</param>
    internal static Task<SimulatedBoard> StartAsync(params string[] options)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        return options is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal)
            ? SimulatedBoard.StartAsync(first, options[1..])
            : SimulatedBoard.StartAsync(null, options);
    }

    private static long Cycles(double ms) => (long)(ms * SimulatedBoard.CyclesPerMs);

    private static List<long> OnTimes(SimulatedBoard board, string pin)
    {
        var changes = board.ReadPinChanges().Where(change => change.Pin == pin).ToList();
        return
        [
            .. changes
                .Zip(changes.Skip(1))
                .Where(pair => pair.First.Value == 1)
                .Select(pair => pair.Second.Cycle - pair.First.Cycle),
        ];
    }

    // Sorted cycles from each change to the given state back to the last such byte before it.
    private static List<long> FromByteToPin(SimulatedBoard board, string received, string change)
    {
        var latencies = new List<long>();
        long? at = null;
        foreach (var reported in board.Events)
        {
            if (reported.Text == received)
                at = reported.Cycle;
            else if (reported.Text == change && at is { } start)
            {
                latencies.Add(reported.Cycle - start);
                at = null;
            }
        }
        latencies.Sort();
        return latencies;
    }

    private static void Note(string what, params long[] cycles) =>
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {string.Join(", ", cycles.Select(c => (c / 16.0).ToString("F1", CultureInfo.InvariantCulture)))} us"
        );

    /// <summary>The line with its check: CRC-16/MCRF4XX, worked bit by bit, unlike the firmware's.</summary>
    internal static string Checked(string line)
    {
        ushort crc = 0xFFFF;
        foreach (var value in Encoding.ASCII.GetBytes(line))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0x8408 : crc >> 1);
        }
        return $"{line}*{crc:X4}";
    }
}
