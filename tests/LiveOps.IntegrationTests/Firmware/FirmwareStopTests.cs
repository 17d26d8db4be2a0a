using System.Text;
using LiveOps.IntegrationTests.DeviceGateway.Chaos;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>
/// The emergency stop while a strip is being drawn, at many moments of its frames: while a pixel goes out the chip takes
/// no interrupt, and the stop waits for its end. In CPU cycles, the same run every time.
/// </summary>
[Collection(Alone.Name)]
public class FirmwareStopTests
{
    private const int Rounds = 60;

    // The last bit of a byte that the host sends now, at 115,200 Bd and 10 bits.
    private const long CyclesPerByte = 1_389;

    [Fact]
    public async Task Beside_a_strip_that_is_being_drawn_the_stop_waits_for_one_pixel_and_no_longer()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        using var board = await SteppedBoard.StartAsync("none", 1);
        board.Step(50_000, []);
        Ask(board, "CFG:0:SOL1:SOL:4:10000:100:60:0").ShouldStartWith("ACK:");
        Ask(board, "CFG:5:STRIP1:STRIP:10:60000:100:60:0:30").ShouldStartWith("ACK:");
        var random = new Random(1);
        var stops = new List<long>();
        for (var round = 0; round < Rounds; round++)
        {
            Ask(board, "CMD:SOL1:ON:10000:").ShouldContain("ACK:");
            // The first frame begins 0.4 ms after the line and takes more than a millisecond.
            var line = "CMD:STRIP1:RAINBOW:60000:\n"u8.ToArray();
            board.Step((int)(line.Length * CyclesPerByte / 16) + random.Next(300, 1_200), line);
            stops.Add(board.Cycle + CyclesPerByte);
            board.Step(20_000, [0x18]);
            Ask(board, "CMD:ALL:CLEAR:0:").ShouldContain("CLEAR");
        }
        var changes = board.End().ToList();
        var offs = changes.Where(change => change.Pin == "PD4" && change.Value == 0).Select(change => change.Cycle);
        var late = stops.Zip(offs, (stop, off) => (off - stop) / 16.0).ToList();
        var drawn = changes.Where(change => change.Pin == "PB2").Select(change => change.Cycle).ToHashSet();
        var amidPixel = stops.Count(stop => Enumerable.Range(-32, 32).Any(offset => drawn.Contains(stop + offset)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"0x18 to pin beside a strip: {late.Min():F1} to {late.Max():F1} us, {amidPixel} of {Rounds} amid a pixel"
        );
        late.Count.ShouldBe(Rounds);
        amidPixel.ShouldBeGreaterThan(20, "else it is not tried");
        late.Min().ShouldBeInRange(0, 10);
        late.Max().ShouldBeLessThan(45);
    }

    private static string Ask(SteppedBoard board, string line)
    {
        var answer = new StringBuilder(Encoding.ASCII.GetString(board.Step(1, Encoding.ASCII.GetBytes(line + "\n"))));
        for (var i = 0; i < 40; i++)
            answer.Append(Encoding.ASCII.GetString(board.Step(1_000, [])));
        return answer.ToString();
    }
}
