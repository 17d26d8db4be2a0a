namespace LiveOps.Devices.Types;

/// <summary>A buzzer or a small speaker.</summary>
internal static class Buzzer
{
    private static readonly DeviceValue _tone = new("frequency", 31, 10_000, "Hz");

    public static readonly DeviceType Type = new()
    {
        Word = "BUZ",
        Title = "Buzzer",
        NamePrefix = "BUZ",
        Wirings =
        [
            ["signal"],
        ],
        HardMaxMs = 600_000,
        UsualMaxMs = 10_000,
        Best = "BEEP",
        FileNames = ["buzzer", "speaker", "buz"],
        Actions =
        [
            new("BEEP", _tone) { Counts = [0, 1], FileWords = ["beep"] },
            new("TONE", _tone) { FileWords = ["tone"], FileValues = [1000] },
            new("MELODY", new DeviceValue("melody", 1, 5)) { FileWords = ["melody", "play"], FileValues = [1] },
        ],
    };
}
