using System.Globalization;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>
/// USB ids that nominate a port (usb.ids 2025.07.26 and the Arduino core's boards.txt). A listed port is asked by
/// HELLO whether it is a board of ours; a port that is neither listed nor configured never gets a byte.
/// </summary>
internal static class UsbBoards
{
    private const ushort Arduino = 0x2341;
    private const ushort ArduinoOrg = 0x2A03;
    private const ushort Espressif = 0x303A;

    /// <summary>As people look it up, for example 1a86:7523.</summary>
    public static string Id(ushort vendor, ushort product) =>
        string.Create(CultureInfo.InvariantCulture, $"{vendor:x4}:{product:x4}");

    public static bool IsNominated(ushort vendor, ushort product) =>
        (vendor, product) switch
        {
            (Arduino, 0x0043 or 0x0001 or 0x0243 or 0x006A) => true, // Uno R3
            (ArduinoOrg, 0x0043) => true,
            (Arduino, 0x0010 or 0x0042 or 0x0210 or 0x0242) => true, // Mega 2560
            (ArduinoOrg, 0x0010 or 0x0042) => true,
            (Arduino or ArduinoOrg, 0x8036 or 0x8037) => true, // Leonardo, Micro
            (0x1A86, 0x7523 or 0x7522 or 0x5523) => true, // CH340, CH341
            (0x0403, 0x6001 or 0x6015) => true, // FT232R, FT231X
            (0x10C4, 0xEA60 or 0xEA70) => true, // CP210x
            (Espressif, _) => true, // native USB of ESP32-S2, S3, C3
            _ => false,
        };
}
