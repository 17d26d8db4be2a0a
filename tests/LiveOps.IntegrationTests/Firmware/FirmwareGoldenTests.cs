using System.Globalization;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>The same frames as the tests of the firmware on the PC, on the simulated chip.</summary>
[Collection(Alone.Name)]
public class FirmwareGoldenTests
{
    [Fact]
    public async Task The_chip_answers_the_golden_frames_as_the_host_build_does()
    {
        await using var board = await FirmwareTests.StartAsync();
        using var line = TestSerialLine.Open(board.SerialPath);
        var frames = await File.ReadAllLinesAsync(SimulatedBoard.GoldenFrames);
        var compared = 0;
        foreach (var frame in frames)
        {
            if (frame.StartsWith("# Board", StringComparison.Ordinal))
            {
                await board.ResetAsync();
                line.ReadUntil("EVT:BOOT:");
            }
            else if (frame.StartsWith("> ", StringComparison.Ordinal))
                line.WriteLine(frame[2..]);
            else if (frame.StartsWith("! ", StringComparison.Ordinal))
                line.Write(byte.Parse(frame[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            else if (frame.StartsWith("~ ", StringComparison.Ordinal))
                await board.DrivePinAsync(frame[2..]);
            else if (frame.StartsWith("+ ", StringComparison.Ordinal))
                await Task.Delay(int.Parse(frame[2..], CultureInfo.InvariantCulture));
            else if (frame.StartsWith("< ", StringComparison.Ordinal))
                compared += Compare(line.ReadLine(5_000), frame[2..]);
        }
        compared.ShouldBeGreaterThan(40);
    }

    // Times, the board's name and its identity are its own; all else is the same to the last byte.
    private static int Compare(string? actual, string golden)
    {
        actual.ShouldNotBeNull($"instead of {golden}");
        if (actual.Contains('*', StringComparison.Ordinal))
            actual.ShouldBe(FirmwareTests.Checked(actual[..actual.IndexOf('*', StringComparison.Ordinal)]));
        string[] own = ["HELLO:", "PONG:", "STAT:", "DONE:", "EVT:HOSTLOST:"];
        var start = own.FirstOrDefault(prefix => golden.StartsWith(prefix, StringComparison.Ordinal));
        if (start is not null)
        {
            actual.ShouldStartWith(start);
            return 0;
        }
        actual.ShouldBe(golden);
        return 1;
    }
}
