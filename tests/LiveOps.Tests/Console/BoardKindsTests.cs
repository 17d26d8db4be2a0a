using System.Globalization;
using System.Text.RegularExpressions;
using LiveOps.Devices;
using LiveOps.Tests.Repository;

namespace LiveOps.Tests.Console;

/// <summary>The pins that people are offered are those of the firmware: both are read from the same tables.</summary>
public sealed partial class BoardKindsTests
{
    [Theory]
    [InlineData("UNO", "uno")]
    [InlineData("MEGA", "mega")]
    public void A_kind_of_board_has_the_pins_timers_and_rows_of_its_firmware(string word, string file)
    {
        var kind = BoardKinds.Find(word).ShouldNotBeNull();
        var table = File.ReadAllText(RepositoryRoot.File($"firmware/avr/pins_{file}.h"));
        var wide = table
            .Split("kWideTimers =")[1]
            .Split(';')[0]
            .Split("1 <<")
            .Skip(1)
            .Select(part => part.TrimStart()[0] - '0')
            .ToArray();
        var timers = Place()
            .Matches(table)
            .Select(match => match.Groups["timer"] is { Success: true } timer ? timer.Value[0] - '0' : (int?)null)
            .ToArray();

        kind.Pins.Select(pin => pin.Number).ShouldBe(Enumerable.Range(2, timers.Length - 2));
        kind.Pins.Select(pin => pin.Timer).ShouldBe(timers.Skip(2));
        foreach (var pin in kind.Pins)
            pin.Servo.ShouldBe(pin.Timer is { } timer && wide.Contains(timer), pin.Label);

        var flags = File.ReadAllLines(RepositoryRoot.File("firmware/Makefile"))
            .Single(line => line.StartsWith($"FLAGS_{file} ", StringComparison.Ordinal));
        flags.ShouldContain($"\"{word}\"");
        flags.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"-DLIVEOPS_MAX_DEVICES={kind.MostDevices}"));
    }

    [Fact]
    public void Labels_are_those_printed_on_the_boards()
    {
        BoardKinds.Uno.Pins.Select(pin => pin.Label).ShouldContain("A0");
        BoardKinds.Uno.Pins.Single(pin => pin.Number == 19).Label.ShouldBe("A5");
        BoardKinds.Mega.Pins.Single(pin => pin.Number == 54).Label.ShouldBe("A0");
        BoardKinds.Mega.Pins.Single(pin => pin.Number == 69).Label.ShouldBe("A15");
        BoardKinds.Find("ESP32").ShouldBeNull();
    }

    [GeneratedRegex(@"\{\d+, 0x[0-9A-F]{2}, (?:kNoChannel|channel\((?<timer>\d), \d\))\}", RegexOptions.None, 1_000)]
    private static partial Regex Place();
}
