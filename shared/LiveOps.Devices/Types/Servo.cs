namespace LiveOps.Devices.Types;

/// <summary>A motor that turns to an angle and holds it.</summary>
internal static class Servo
{
    public static readonly DeviceType Type = new()
    {
        Word = "SERVO",
        Title = "Servo",
        NamePrefix = "SRV",
        Wirings =
        [
            ["signal"],
        ],
        HardMaxMs = 600_000,
        UsualMaxMs = 30_000,
        Best = "ROTATE",
        FileNames = ["servo", "servo_motor", "srv"],
        Actions =
        [
            new("ROTATE", new DeviceValue("angle", 0, 180, "degrees"))
            {
                FileWords = ["rotate", "turn"],
                FileValues = [90],
            },
            new("SWEEP", new DeviceValue("from", 0, 180, "degrees"), new DeviceValue("to", 0, 180, "degrees"))
            {
                FileWords = ["sweep", "swing"],
                FileValues = [0, 180],
            },
        ],
    };
}
