using System.Diagnostics;
using System.Text;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>
/// What the simulated board adds to the chip: faults on its line, pulses in its pin log, the Mega's ports. The programs
/// it runs here are small ones of these tests' own, so that each shows one thing.
/// </summary>
[Collection(Alone.Name)]
public sealed class SimulatorTests : IDisposable
{
    private const string Echo = """
        #include <avr/io.h>
        int main(void) {
            UBRR0 = 16; UCSR0A = _BV(U2X0); UCSR0B = _BV(TXEN0) | _BV(RXEN0);
            for (;;) {
                while (!(UCSR0A & _BV(RXC0))) {}
                char c = UDR0;
                while (!(UCSR0A & _BV(UDRE0))) {}
                UDR0 = c;
            }
        }
        """;

    // A servo pulse of 1472 us every 20 ms on OC1A (D9), then of 1000 us; phase-correct PWM on OC2B (D3); a tone of 1 kHz
    // on OC2A (D11); then nothing.
    private const string Pulses = """
        #include <avr/io.h>
        #include <util/delay.h>
        int main(void) {
            DDRB = _BV(1) | _BV(3); DDRD = _BV(3);
            TCCR1A = _BV(COM1A1) | _BV(WGM11); TCCR1B = _BV(WGM13) | _BV(WGM12) | _BV(CS11);
            ICR1 = 39999; OCR1A = 2943;
            TCCR2A = _BV(COM2B1) | _BV(WGM20); TCCR2B = _BV(CS22); OCR2B = 100;
            _delay_ms(50);
            OCR1A = 1999;
            _delay_ms(30);
            TCCR1A &= ~_BV(COM1A1);
            TCCR2A = _BV(COM2A0) | _BV(WGM21); OCR2A = 124;
            _delay_ms(20);
            TCCR2B = 0;
            for (;;) {}
        }
        """;

    // Port L exists on the Mega alone; OC5A is its bit 3 (D46).
    private const string Mega = """
        #include <avr/io.h>
        int main(void) {
            DDRL = _BV(0) | _BV(3); PORTL = _BV(0);
            TCCR5A = _BV(COM5A1) | _BV(WGM51); TCCR5B = _BV(WGM53) | _BV(WGM52) | _BV(CS51);
            ICR5 = 39999; OCR5A = 2943;
            for (;;) {}
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_servo_pulse_stands_in_the_pin_log_with_its_width_when_it_changes_and_when_it_ends()
    {
        await using var board = await StartAsync(Pulses);
        await ReachAsync(board, 120);

        var servo = board.ReadPinChanges().Where(change => change.Pin == "PB1").ToList();

        servo
            .Select(change => (change.Value, change.PulseUs, change.PeriodUs))
            .ShouldBe([(1, 1472.0, 20_000.0), (1, 1000.0, 20_000.0), (0, 0.0, 0.0)]);
        // Its end is reported in the very cycle: how fast a stop is, is measured from it.
        board.Events.Single(e => e.Text == "PULSE PB1 0 0").Cycle.ShouldBe(servo[2].Cycle);
        (servo[1].Cycle - servo[0].Cycle).ShouldBeInRange(
            50 * SimulatedBoard.CyclesPerMs,
            51 * SimulatedBoard.CyclesPerMs
        );
    }

    [Fact]
    public async Task Pwm_and_tones_are_told_once_and_not_edge_by_edge()
    {
        await using var board = await StartAsync(Pulses);
        await ReachAsync(board, 120);

        var changes = board.ReadPinChanges();

        changes
            .Where(change => change.Pin == "PD3")
            .Select(change => (change.PulseUs, change.PeriodUs))
            .ShouldBe([(800.0, 2040.0), (0.0, 0.0)]);
        changes
            .Where(change => change.Pin == "PB3")
            .Select(change => (change.PulseUs, change.PeriodUs))
            .ShouldBe([(500.0, 1000.0), (0.0, 0.0)]);
    }

    [Fact]
    public async Task A_mega_has_the_ports_and_timers_of_its_chip()
    {
        await using var board = await StartAsync(Mega, "--mcu", "atmega2560");
        await ReachAsync(board, 1);

        board
            .ReadPinChanges()
            .Select(change => (change.Pin, change.Value, change.PulseUs))
            .ShouldBe([("PL0", 1, null), ("PL3", 1, 1472.0)]);
    }

    [Fact]
    public async Task A_fault_list_loses_and_damages_bytes_in_the_direction_it_names()
    {
        await using var lossy = await StartAsync(Echo, "--faults", "lost-to-board=20000", "--seed", "7");
        var heard = await EchoAsync(lossy, 2_000);
        heard.Count.ShouldBe(2_000 - Faults(lossy, "FAULT LOST TO_BOARD").Count);
        heard.Count.ShouldBeInRange(1_920, 1_990);
        Faults(lossy, "FAULT").ShouldAllBe(fault => fault.StartsWith("FAULT LOST TO_BOARD"));

        (await lossy.CommandAsync("faults none", "FAULTS")).Text.ShouldBe("FAULTS none");
        (await EchoAsync(lossy, 1_000)).ShouldBe(Sent(1_000));

        await lossy.CommandAsync("faults flipped-to-host=20000", "FAULTS");
        var flipped = await EchoAsync(lossy, 2_000);
        var wrong = flipped.Zip(Sent(2_000)).Where(pair => pair.First != pair.Second).ToList();
        flipped.Count.ShouldBe(2_000);
        wrong.Count.ShouldBe(Faults(lossy, "FAULT FLIPPED TO_HOST").Count);
        wrong.Count.ShouldBeInRange(10, 80);
        wrong.ShouldAllBe(pair => int.PopCount(pair.First ^ pair.Second) == 1);
    }

    [Fact]
    public async Task The_same_seed_strikes_the_same_bytes_and_another_one_others()
    {
        var first = await FatesAsync("3");
        var again = await FatesAsync("3");
        var other = await FatesAsync("4");

        first.ShouldNotBeEmpty();
        again.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public async Task Cables_come_loose_and_programs_hang_by_themselves_when_asked_to()
    {
        await using var board = await StartAsync(
            Echo,
            "--fast",
            "--faults",
            "unplug-every-ms=3000,unplug-ms=200,reset-every-ms=4000"
        );
        await ReachAsync(board, 30_000);

        var events = board.Events;
        Times(events, "FAULT UNPLUG").Count.ShouldBeInRange(5, 20);
        Times(events, "FAULT RESET").Count.ShouldBeInRange(4, 15);
        var out_ = Times(events, "UNPLUGGED")[0];
        var back = Times(events, "PLUGGED").First(cycle => cycle > out_);
        (back - out_).ShouldBeInRange(200 * SimulatedBoard.CyclesPerMs, 210 * SimulatedBoard.CyclesPerMs);
        var pauses = Times(events, "FAULT UNPLUG").ToList();
        pauses
            .Zip(pauses.Skip(1), (one, next) => next - one)
            .ShouldAllBe(pause =>
                pause >= 1_500 * SimulatedBoard.CyclesPerMs && pause <= 4_510 * SimulatedBoard.CyclesPerMs
            );
    }

    private async Task<List<string>> FatesAsync(string seed)
    {
        await using var board = await StartAsync(
            Echo,
            "--faults",
            "lost-to-board=20000,flipped-to-board=20000",
            "--seed",
            seed
        );
        await EchoAsync(board, 1_000);
        return Faults(board, "FAULT");
    }

    private static List<string> Faults(SimulatedBoard board, string start) =>
        [.. board.Events.Select(e => e.Text).Where(text => text.StartsWith(start + " ", StringComparison.Ordinal))];

    private static List<long> Times(IReadOnlyList<BoardEvent> events, string start) =>
        [.. events.Where(e => e.Text.StartsWith(start, StringComparison.Ordinal)).Select(e => e.Cycle)];

    private static byte[] Sent(int count) => [.. Enumerable.Range(0, count).Select(n => (byte)(33 + n % 90))];

    private static async Task<List<byte>> EchoAsync(SimulatedBoard board, int count)
    {
        using var line = TestSerialLine.Open(board.SerialPath);
        var heard = new List<byte>();
        // In pieces that an adapter's buffer holds: what is lost is lost on the wire then, and nowhere else.
        foreach (var piece in Sent(count).Chunk(200))
        {
            line.Write(piece);
            await Task.Delay(5);
            heard.AddRange(line.ReadBytes(200));
        }
        await board.CommandAsync("stat", "STAT"); // reports come in order: now all before are here
        return heard;
    }

    private static async Task ReachAsync(SimulatedBoard board, int ms)
    {
        while ((await board.CommandAsync("stat", "STAT")).Cycle < ms * SimulatedBoard.CyclesPerMs)
            await Task.Delay(10);
    }

    private async Task<SimulatedBoard> StartAsync(string program, params string[] options)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        var mcu = options is ["--mcu", var name, ..] ? name : "atmega328p";
        var source = Path.Combine(_folder, "program.c");
        var image = Path.ChangeExtension(source, ".elf");
        await File.WriteAllTextAsync(source, program);
        using var compiler = Process.Start(
            "avr-gcc",
            [$"-mmcu={mcu}", "-DF_CPU=16000000UL", "-Os", "-o", image, source]
        );
        await compiler.WaitForExitAsync();
        compiler.ExitCode.ShouldBe(0);
        return await SimulatedBoard.StartWithAsync(image, null, options);
    }
}
