using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>
/// Ports of Windows by the registry: SERIALCOMM lists those that exist now, the Enum tree of the USB bus and of FTDI's
/// own bus tells which USB device is behind a port name.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsSerialPorts : ISerialPorts
{
    private const string Present = @"HARDWARE\DEVICEMAP\SERIALCOMM";
    private static readonly string[] _buses =
    [
        @"SYSTEM\CurrentControlSet\Enum\USB",
        @"SYSTEM\CurrentControlSet\Enum\FTDIBUS",
    ];

    public IReadOnlyList<FoundPort> List()
    {
        var present = PresentPorts();
        if (present.Count == 0)
            return [];
        // The registry keeps what was plugged in earlier: of two under one name the board's counts.
        var usb = _buses
            .SelectMany(UsbPorts)
            .OrderByDescending(found => found.LooksLikeBoard)
            .DistinctBy(found => found.Port.Path)
            .ToArray();
        return
        [
            .. usb.Where(found => present.Remove(found.Port.Path)),
            .. present
                .Order(StringComparer.Ordinal)
                .Select(path => new FoundPort(new SerialPort(path, path), false, null)),
        ];
    }

    public SerialPort? Find(string path) =>
        PresentPorts().Contains(path) ? UsbPort(path) ?? new SerialPort(path, path) : null;

    public ISerialLink Open(SerialPort port, ISerialListener listener, int baud) =>
        WindowsSerialLink.Open(port.Path, listener, baud);

    /// <summary>Named by its USB socket where its ids are a board's, by its path otherwise.</summary>
    private static SerialPort? UsbPort(string path) =>
        _buses
            .SelectMany(UsbPorts)
            .FirstOrDefault(found =>
                found.LooksLikeBoard && string.Equals(found.Port.Path, path, StringComparison.OrdinalIgnoreCase)
            )
            ?.Port;

    private static HashSet<string> PresentPorts()
    {
        using var key = Registry.LocalMachine.OpenSubKey(Present);
        return new HashSet<string>(
            key?.GetValueNames().Select(name => key.GetValue(name) as string ?? "") ?? [],
            StringComparer.OrdinalIgnoreCase
        );
    }

    private static IEnumerable<FoundPort> UsbPorts(string bus)
    {
        using var devices = Registry.LocalMachine.OpenSubKey(bus);
        foreach (var device in devices?.GetSubKeyNames() ?? [])
        {
            if (!TryIds(device, out var vendor, out var product))
                continue;
            var looks = UsbBoards.IsNominated(vendor, product);
            using var instances = devices!.OpenSubKey(device);
            foreach (var instance in instances?.GetSubKeyNames() ?? [])
            {
                using var parameters = instances!.OpenSubKey($@"{instance}\Device Parameters");
                if (parameters?.GetValue("PortName") is string name)
                    yield return new FoundPort(
                        new SerialPort(name, $@"usb-{device}\{instance}", device),
                        looks,
                        UsbBoards.Id(vendor, product)
                    );
            }
        }
    }

    /// <summary>VID_2341&amp;PID_0043, or on FTDI's bus VID_0403+PID_6001+A50285BI.</summary>
    internal static bool TryIds(string device, out ushort vendor, out ushort product)
    {
        product = 0;
        return TryHex(device, "VID_", out vendor) && TryHex(device, "PID_", out product);
    }

    private static bool TryHex(string text, string mark, out ushort value)
    {
        value = 0;
        var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        return at >= 0
            && text.Length >= at + 8
            && ushort.TryParse(text.AsSpan(at + 4, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value);
    }
}
