namespace LiveOps.Devices.Types;

/// <summary>A direct-current motor, one way or both ways through a bridge.</summary>
internal static class Motor
{
    private static readonly DeviceValue[] _values = [new("speed", 0, 255), new("direction", 0, 1)];

    public static readonly DeviceType Type = new()
    {
        Word = "MOT",
        Title = "Motor",
        NamePrefix = "MOT",
        Wirings =
        [
            ["speed"],
            ["forward", "backward"],
            ["speed", "forward", "backward"],
        ],
        HardMaxMs = 600_000,
        UsualMaxMs = 30_000,
        Best = "ROTATE",
        FileNames = ["motor", "dc_motor", "mot"],
        Actions =
        [
            // 180 is right for both things that are called MOT1: a motor's speed and a servo's angle.
            new("ROTATE", _values)
            {
                Counts = [1, 2],
                FileWords = ["rotate", "spin", "turn"],
                FileValues = [180],
                FileValuesAreCapped = true,
            },
            new("SPEED", _values)
            {
                Counts = [1, 2],
                FileWords = ["speed"],
                FileValues = [255],
            },
            new("ON") { FileWords = ["on"] },
        ],
    };
}
