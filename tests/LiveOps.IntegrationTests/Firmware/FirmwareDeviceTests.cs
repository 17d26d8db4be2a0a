using System.Globalization;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>
/// Every type of device on a simulated Uno whose ten slots are all taken, timed in CPU cycles from the last bit of the
/// command's LF.
/// </summary>
[Collection(Alone.Name)]
public class FirmwareDeviceTests
{
    private const string BuzzerPin = "PB0";
    private const string ServoPin = "PB1";
    private const string StripPin = "PB2";

    // Those of a fresh board are SOL1 D4, RELAY1 D7, LED1 D13, MOT1 (a servo) D9, BUZ1 D8.
    private static readonly string[] TheOtherFive =
    [
        "5:FAN1:FAN:6:60000:100:60:0",
        "6:DRIVE:MOT:5,12,2:60000:100:60:0",
        "7:STRIP1:STRIP:10:60000:100:60:0:60",
        "8:STRIP2:STRIP:14,15:60000:100:60:0:8",
        "9:STOP1:IN:16:0:0:0:3",
    ];

    [Theory]
    [InlineData("SOL1:PUSH", "", "PIN PD4 1")]
    [InlineData("RELAY1:ON", "", "PIN PD7 1")]
    [InlineData("LED1:BLINK", "255,0,0", "PIN PB5 1")]
    [InlineData("FAN1:SPEED", "77", "PIN PD6 1")]
    [InlineData("DRIVE:ROTATE", "200,1", "PIN PD5 1")]
    [InlineData("BUZ1:TONE", "440", "PIN PB0 1")]
    [InlineData("MOT1:ROTATE", "90", "PULSE PB1 1472 20000")]
    public Task From_the_end_of_a_command_to_the_pin_it_takes_less_than_310_us(
        string command,
        string values,
        string pin
    ) => TwentyCommandsAsync(command, values, pin, 310);

    // A strip's data is no actuator, and has to wait until the strip takes it for a new frame.
    [Fact]
    public Task From_the_end_of_a_command_to_the_data_of_a_strip_it_takes_less_than_450_us() =>
        TwentyCommandsAsync("STRIP1:COLOR", "1,2,3", "PIN PB2 1", 450);

    private static async Task TwentyCommandsAsync(string command, string values, string pin, int mostUs)
    {
        await using var board = await StartAsync();
        using var line = await FillAsync(board);
        for (var seq = 100; seq < 120; seq++)
        {
            line.WriteLine(FirmwareTests.Checked($"CMD:{command}:12:{values}#{seq}"));
            line.ReadUntil($"ACK:{seq}:");
            line.ReadUntil($"DONE:{seq}:");
        }
        await board.CommandAsync("stat", "STAT");
        var times = FromLineToPin(board, pin).TakeLast(20).ToList();
        times.Count.ShouldBe(20);
        Note($"{command}: LF to pin, least and most", times.Min(), times.Max());
        times.Max().ShouldBeLessThan(Cycles(mostUs));
    }

    [Fact]
    public async Task A_strip_that_is_being_drawn_delays_a_solenoid_by_less_than_100_us()
    {
        await using var board = await StartAsync();
        using var line = await FillAsync(board);
        line.WriteLine(FirmwareTests.Checked("CMD:STRIP1:CHASE:60000:0,0,255#90"));
        line.ReadUntil("ACK:90:");
        for (var seq = 100; seq < 140; seq++)
        {
            line.WriteLine(FirmwareTests.Checked($"CMD:SOL1:PUSH:{7 + seq % 13}:#{seq}"));
            line.ReadUntil($"DONE:{seq}:");
        }
        await board.CommandAsync("stat", "STAT");
        var times = FromLineToPin(board, "PIN PD4 1");
        Note("LF to pin beside 60 pixels, least and most", times.Min(), times.Max());
        times.Max().ShouldBeLessThan(Cycles(410));
    }

    [Fact]
    public async Task Ten_devices_leave_400_bytes_of_memory_that_nothing_ever_touches()
    {
        await using var board = await StartAsync();
        using var line = await FillAsync(board);
        var seq = 100;
        foreach (var verb in (string[])["CMD", "ARM"])
        {
            foreach (
                var action in (string[])
                    [
                        "SOL1:PULSE:500:50,50",
                        "RELAY1:PULSE:500:100",
                        "LED1:BLINK:500:255,0,0",
                        "MOT1:SWEEP:500:10,170",
                        "BUZ1:MELODY:500:5",
                        "FAN1:SPEED:500:99",
                        "DRIVE:ROTATE:500:99,1",
                        "STRIP1:RAINBOW:500:",
                        "STRIP2:CHASE:500:",
                    ]
            )
            {
                line.WriteLine(FirmwareTests.Checked($"{verb}:{action}#{++seq}"));
                line.ReadUntil($"ACK:{seq}:");
            }
        }
        line.WriteLine(FirmwareTests.Checked($"GO#{++seq}"));
        line.ReadUntil($"ACK:{seq}:GO:9");
        line.WriteLine(FirmwareTests.Checked("CAP"));
        line.ReadUntil("CAPEND:10:");
        line.Write(0x18);
        line.ReadUntil("EVT:ESTOP:");
        var stat = await board.CommandAsync("stat", "STAT");
        int.Parse(stat.Text.Split("untouched_ram=")[1].Split(' ')[0], CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(400);
    }

    [Fact]
    public async Task The_stop_byte_ends_levels_pwm_servo_pulses_and_sound_within_10_us()
    {
        await using var board = await StartAsync();
        using var line = await FillAsync(board);
        var seq = 100;
        for (var round = 0; round < 10; round++)
        {
            foreach (
                var action in (string[])
                    [
                        "SOL1:PUSH:900:",
                        "FAN1:SPEED:900:99",
                        "DRIVE:SPEED:900:99",
                        "MOT1:ROTATE:900:90",
                        "BUZ1:TONE:900:10000",
                    ]
            )
            {
                line.WriteLine(FirmwareTests.Checked($"CMD:{action}#{++seq}"));
                line.ReadUntil($"ACK:{seq}:");
            }
            line.Write(0x18);
            line.ReadUntil("EVT:ESTOP:5");
            line.WriteLine(FirmwareTests.Checked($"CMD:ALL:CLEAR:0:#{++seq}"));
            line.ReadUntil($"ACK:{seq}:");
        }
        await board.CommandAsync("stat", "STAT");
        var events = board.Events;
        var stops = events.Select((e, index) => (e, index)).Where(at => at.e.Text == "RX 18").ToList();
        stops.Count.ShouldBe(10);
        foreach (var (stop, index) in stops)
        {
            var off = events.Skip(index + 1).TakeWhile(e => e.Text != "RX 0a").Where(IsPin).ToList();
            foreach (var needed in (string[])["PIN PD4 0", "PULSE PD6 0", "PULSE PD5 0", "PULSE PB1 0"])
                off.ShouldContain(e => e.Text.StartsWith(needed, StringComparison.Ordinal), needed);
            off.ShouldAllBe(e => e.Cycle - stop.Cycle < Cycles(10));
            events
                .Take(index + off.Count + 1)
                .Last(e => e.Text.StartsWith($"PIN {BuzzerPin}", StringComparison.Ordinal))
                .Text.ShouldEndWith(" 0");
        }
    }

    [Theory]
    [InlineData(0, 544)]
    [InlineData(45, 1008)]
    [InlineData(90, 1472)]
    [InlineData(135, 1936)]
    [InlineData(180, 2400)]
    public async Task A_servo_gets_the_pulse_of_its_angle_and_none_afterwards(int angle, int pulseUs)
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask($"CMD:MOT1:ROTATE:200:{angle}").ShouldBe("ACK:-:MOT1:ROTATE:200");
        line.ReadUntil("DONE:-:MOT1:OK:200");
        await Task.Delay(50);
        await board.CommandAsync("stat", "STAT");
        var pulses = board
            .ReadPinChanges()
            .Where(change => change.Pin == ServoPin && change.PulseUs is not null)
            .ToList();
        pulses.Count.ShouldBe(2);
        pulses[0].PulseUs!.Value.ShouldBeInRange(pulseUs - 1, pulseUs + 1);
        pulses[0].PeriodUs.ShouldBe(20_000);
        pulses[1].PulseUs.ShouldBe(0);
    }

    [Fact]
    public async Task Six_armed_devices_start_within_200_us_of_each_other()
    {
        await using var board = await StartAsync();
        using var line = await FillAsync(board);
        var seq = 100;
        foreach (var action in (string[])["SOL1:PUSH", "RELAY1:ON", "LED1:ON", "BUZ1:BEEP", "FAN1:ON", "DRIVE:ON"])
        {
            line.WriteLine(FirmwareTests.Checked($"ARM:{action}:300:#{++seq}"));
            line.ReadUntil($"ACK:{seq}:");
        }
        board.ReadPinChanges().ShouldNotContain(change => change.Pin == "PD4" && change.Value == 1);
        line.WriteLine(FirmwareTests.Checked($"GO#{++seq}"));
        line.ReadUntil($"ACK:{seq}:GO:6");
        line.ReadUntil("DONE:106:");
        await board.CommandAsync("stat", "STAT");
        var starts = ((string[])["PD4", "PD7", "PB5", "PB0", "PD6", "PD5"])
            .Select(pin => board.ReadPinChanges().First(change => change.Pin == pin && change.Value == 1).Cycle)
            .ToList();
        Note("first to last pin of six", starts.Max() - starts.Min());
        (starts.Max() - starts.Min()).ShouldBeLessThan(Cycles(200));
    }

    [Fact]
    public async Task A_stop_button_works_without_a_host_that_speaks()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        await board.DrivePinAsync("16 1");
        line.Ask("CFG:9:STOP1:IN:16:0:0:0:3").ShouldBe("ACK:-:CFG:9");
        line.Ask("CMD:RELAY1:ON:30000:").ShouldBe("ACK:-:RELAY1:ON:30000");
        var before = (await board.CommandAsync("stat", "STAT")).Cycle;
        await board.DrivePinAsync("16 0");
        line.ReadUntil("EVT:INPUT:STOP1:1");
        line.ReadUntil("EVT:ESTOP:1");
        line.ReadUntil("DONE:-:RELAY1:ESTOP:");
        line.Ask("CMD:ALL:CLEAR:0:").ShouldBe("ERR:-:STOP");
        var pressed = board
            .Events.First(e => e.Text.StartsWith("STAT", StringComparison.Ordinal) && e.Cycle > before)
            .Cycle;
        var off = board.ReadPinChanges().Last(change => change.Pin == "PD7");
        off.Value.ShouldBe(0);
        (off.Cycle - pressed).ShouldBeLessThan(Cycles(22_000));
        await board.DrivePinAsync("16 1");
        line.ReadUntil("EVT:INPUT:STOP1:0");
        line.Ask("CMD:ALL:CLEAR:0:").ShouldBe("ACK:-:ALL:CLEAR:0");
    }

    [Fact]
    public async Task A_strip_gets_the_bits_of_its_colour_and_goes_dark_after_the_emergency_stop()
    {
        await using var board = await StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.Ask("CFG:5:STRIP1:STRIP:10:60000:100:60:0:3").ShouldBe("ACK:-:CFG:5");
        line.Ask("CMD:STRIP1:COLOR:5000:1,128,255").ShouldBe("ACK:-:STRIP1:COLOR:5000");
        line.Write(0x18);
        line.ReadUntil("DONE:-:STRIP1:ESTOP:");
        await Task.Delay(50);
        await board.CommandAsync("stat", "STAT");
        var frames = Frames(board);
        frames[0].ShouldBe("000000 000000 000000"); // what the strip showed before is unknown
        frames[1].ShouldBe("8001FF 8001FF 8001FF"); // green, red, blue
        frames[^1].ShouldBe("000000 000000 000000");
    }

    // A frame ends with 50 us of silence; a bit is a 1 when the pin is high for more than 0.55 us.
    private static List<string> Frames(SimulatedBoard board)
    {
        var frames = new List<string>();
        var bits = new List<bool>();
        PinChange? rise = null;
        foreach (var change in board.ReadPinChanges().Where(change => change.Pin == StripPin && !change.Floating))
        {
            if (change.Value == 1)
            {
                if (rise is not null && change.Cycle - rise.Cycle > Cycles(50))
                    frames.Add(Hexadecimal(bits));
                rise = change;
            }
            else if (rise is not null)
                bits.Add(change.Cycle - rise.Cycle > 9);
        }
        frames.Add(Hexadecimal(bits));
        return frames;
    }

    private static string Hexadecimal(List<bool> bits)
    {
        var pixels = bits.Chunk(24).Select(pixel => pixel.Aggregate(0, (value, bit) => value * 2 + (bit ? 1 : 0)));
        var text = string.Join(' ', pixels.Select(pixel => pixel.ToString("X6", CultureInfo.InvariantCulture)));
        bits.Clear();
        return text;
    }

    private static async Task<SimulatedBoard> StartAsync()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        return await SimulatedBoard.StartAsync(null, "--bytes");
    }

    // Opens a strict session and takes the other five slots.
    private static async Task<TestSerialLine> FillAsync(SimulatedBoard board)
    {
        await board.DrivePinAsync("16 1"); // the stop button's wire is not pressed
        var line = TestSerialLine.Open(board.SerialPath);
        line.WriteLine(FirmwareTests.Checked("HELLO:1:77:0"));
        line.ReadUntil("HELLO:1:");
        for (var i = 0; i < TheOtherFive.Length; i++)
        {
            line.WriteLine(FirmwareTests.Checked($"CFG:{TheOtherFive[i]}#{i + 1}"));
            line.ReadUntil($"ACK:{i + 1}:CFG:");
        }
        return line;
    }

    private static bool IsPin(BoardEvent reported) =>
        reported.Text.StartsWith("PIN ", StringComparison.Ordinal)
        || reported.Text.StartsWith("PULSE ", StringComparison.Ordinal);

    // The first such change after each LF, when it comes before the next one.
    private static List<long> FromLineToPin(SimulatedBoard board, string change)
    {
        var times = new List<long>();
        long? at = null;
        foreach (var reported in board.Events)
        {
            if (reported.Text == "RX 0a")
                at = reported.Cycle;
            else if (reported.Text == change && at is { } start)
            {
                times.Add(reported.Cycle - start);
                at = null;
            }
        }
        return times;
    }

    private static long Cycles(double us) => (long)(us * SimulatedBoard.CyclesPerMs / 1_000);

    private static void Note(string what, params long[] cycles) =>
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {string.Join(", ", cycles.Select(c => (c / 16.0).ToString("F1", CultureInfo.InvariantCulture)))} us"
        );
}
