namespace LiveOps.Devices.Types;

/// <summary>A button or a sensor that reports; as a stop button it latches the board's emergency stop by itself.</summary>
internal static class Input
{
    public static readonly DeviceType Type = new()
    {
        Word = "IN",
        Title = "Button or sensor",
        NamePrefix = "IN",
        Wirings =
        [
            ["signal"],
        ],
        HardMaxMs = 0,
        UsualMaxMs = 0,
        UsualDutyPct = 0,
        Actions = [],
    };
}
