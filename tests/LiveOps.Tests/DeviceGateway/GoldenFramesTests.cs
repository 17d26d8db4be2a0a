using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.Tests.Repository;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>The frames that the firmware's own tests wrote: both sides read the same file.</summary>
public sealed partial class GoldenFramesTests
{
    [Fact]
    public void Every_checked_line_of_the_board_is_understood()
    {
        var lines = Frames('<').Where(line => line.Contains('*')).ToArray();
        lines.Length.ShouldBeGreaterThan(20);
        foreach (var line in lines)
            BoardLineParser
                .Parse(Encoding.ASCII.GetBytes(line), strict: true, out _)
                .ShouldBe(LineVerdict.Understood, line);
    }

    [Fact]
    public void Every_numbered_command_is_written_byte_for_byte()
    {
        var written = 0;
        foreach (var line in Frames('>'))
        {
            if (Command().Match(line) is not { Success: true } match)
                continue;
            var text = match.Groups["params"].Value;
            int[] values = text.Length == 0 ? [] : [.. text.Split(',').Select(Number)];
            var frame = HostLines.Command(
                match.Groups["device"].Value,
                match.Groups["action"].Value,
                Number(match.Groups["ms"].Value),
                values,
                (ushort)Number(match.Groups["seq"].Value)
            );
            // One frame of the file has a wrong check on purpose.
            if (!line.EndsWith("*0000", StringComparison.Ordinal))
                Encoding.ASCII.GetString(frame).ShouldBe(line + "\n");
            written++;
        }
        written.ShouldBeGreaterThan(10);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Frames(char side)
    {
        var path = Path.Combine(RepositoryRoot.Path, "firmware", "golden", "frames.txt");
        Assert.SkipUnless(File.Exists(path), "firmware/golden/frames.txt is not there");
        return File.ReadLines(path).Where(line => line.StartsWith(side)).Select(line => line[2..]);
    }

    [GeneratedRegex(
        @"^CMD:(?<device>\w+):(?<action>[A-Z]+):(?<ms>\d+):(?<params>[\d,]*)#(?<seq>[1-9]\d*)\*",
        RegexOptions.None,
        1_000
    )]
    private static partial Regex Command();
}
