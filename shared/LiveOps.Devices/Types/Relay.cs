namespace LiveOps.Devices.Types;

/// <summary>A switch for something else.</summary>
internal static class Relay
{
    public static readonly DeviceType Type = new()
    {
        Word = "RELAY",
        Title = "Relay",
        NamePrefix = "RELAY",
        Wirings =
        [
            ["control"],
        ],
        HardMaxMs = 3_600_000,
        UsualMaxMs = 60_000,
        Best = "ON",
        FileNames = ["relay"],
        Actions =
        [
            new("ON") { FileWords = ["on", "switch"] },
            new("PULSE", DeviceValue.Pulse(100)) { Counts = [0, 1, 2], FileWords = ["pulse"] },
        ],
    };
}
