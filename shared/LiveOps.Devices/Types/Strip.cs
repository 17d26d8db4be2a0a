namespace LiveOps.Devices.Types;

/// <summary>A strip of lights that are set by data: WS2812 by one pin, APA102 by two.</summary>
internal static class Strip
{
    public static readonly DeviceType Type = new()
    {
        Word = "STRIP",
        Title = "Light strip",
        NamePrefix = "STRIP",
        Wirings =
        [
            ["data (WS2812)"],
            ["data (APA102)", "clock (APA102)"],
        ],
        HardMaxMs = 3_600_000,
        UsualMaxMs = 60_000,
        Size = "pixels",
        Best = "RAINBOW",
        FileNames = ["pixel_strip", "neopixel", "pixels"],
        Actions =
        [
            .. Lights.Actions,
            new("CHASE", DeviceValue.Colour) { Counts = [0, 3], FileWords = ["chase", "run"] },
            new("RAINBOW") { FileWords = ["rainbow"] },
        ],
    };
}
