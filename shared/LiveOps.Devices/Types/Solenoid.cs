namespace LiveOps.Devices.Types;

/// <summary>A coil that pushes, and with a second pin pulls.</summary>
internal static class Solenoid
{
    public static readonly DeviceType Type = new()
    {
        Word = "SOL",
        Title = "Solenoid",
        NamePrefix = "SOL",
        Wirings =
        [
            ["coil"],
            ["push", "pull"],
        ],
        HardMaxMs = 30_000,
        UsualMaxMs = 10_000,
        UsualDutyPct = 50,
        Best = "PUSH",
        FileNames = ["selenoid", "solenoid", "sol"],
        Actions =
        [
            new("PUSH") { FileWords = ["push"] },
            new("PULL") { FileWords = ["pull"] },
            new("ON") { FileWords = ["on"] },
            new("PULSE", DeviceValue.Pulse(20)) { Counts = [0, 1, 2], FileWords = ["pulse"] },
        ],
    };
}
