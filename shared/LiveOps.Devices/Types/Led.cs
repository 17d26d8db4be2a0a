namespace LiveOps.Devices.Types;

/// <summary>A single light or one of three colours. What files call a strip is LED1 on the board, of either type.</summary>
internal static class Led
{
    public static readonly DeviceType Type = new()
    {
        Word = "LED",
        Title = "Light",
        NamePrefix = "LED",
        Wirings =
        [
            ["light"],
            ["red", "green", "blue"],
        ],
        HardMaxMs = 3_600_000,
        UsualMaxMs = 60_000,
        Best = "BLINK",
        FileNames = ["led_strip", "led", "strip", "lamp"],
        Actions = Lights.Actions,
    };
}

/// <summary>What every light can do.</summary>
internal static class Lights
{
    public static readonly IReadOnlyList<DeviceAction> Actions =
    [
        new("ON", DeviceValue.Colour) { Counts = [0, 3], FileWords = ["on"] },
        new("COLOR", DeviceValue.Colour) { FileWords = ["color", "colour"], FileValues = [255, 255, 255] },
        new("BLINK", DeviceValue.Colour) { Counts = [0, 3], FileWords = ["blink", "flash"] },
    ];
}
