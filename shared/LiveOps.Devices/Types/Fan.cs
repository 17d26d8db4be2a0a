namespace LiveOps.Devices.Types;

/// <summary>A fan or anything else that takes a speed.</summary>
internal static class Fan
{
    public static readonly DeviceType Type = new()
    {
        Word = "FAN",
        Title = "Fan",
        NamePrefix = "FAN",
        Wirings =
        [
            ["speed"],
        ],
        HardMaxMs = 3_600_000,
        UsualMaxMs = 60_000,
        Best = "ON",
        FileNames = ["fan"],
        Actions =
        [
            new("ON") { FileWords = ["on", "blow"] },
            new("SPEED", new DeviceValue("speed", 0, 255)) { FileWords = ["speed"], FileValues = [255] },
        ],
    };
}
