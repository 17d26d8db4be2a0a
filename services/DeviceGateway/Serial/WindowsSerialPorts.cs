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

    public IReadOnlyList<SerialPort> Nominate()
    {
        var present = PresentPorts();
        if (present.Count == 0)
            return [];
        return
        [
            .. _buses.SelectMany(UsbPorts).Where(port => present.Contains(port.Path)).DistinctBy(port => port.Path),
        ];
    }

    public SerialPort? Find(string path) =>
        PresentPorts().Contains(path)
            ? Nominate().FirstOrDefault(port => string.Equals(port.Path, path, StringComparison.OrdinalIgnoreCase))
                ?? new SerialPort(path, path)
            : null;

    public ISerialLink Open(SerialPort port, ISerialListener listener, int baud) =>
        WindowsSerialLink.Open(port.Path, listener, baud);

    private static HashSet<string> PresentPorts()
    {
        using var key = Registry.LocalMachine.OpenSubKey(Present);
        return new HashSet<string>(
            key?.GetValueNames().Select(name => key.GetValue(name) as string ?? "") ?? [],
            StringComparer.OrdinalIgnoreCase
        );
    }

    private static IEnumerable<SerialPort> UsbPorts(string bus)
    {
        using var devices = Registry.LocalMachine.OpenSubKey(bus);
        foreach (var device in devices?.GetSubKeyNames() ?? [])
        {
            if (!TryIds(device, out var vendor, out var product) || !UsbBoards.IsNominated(vendor, product))
                continue;
            using var instances = devices!.OpenSubKey(device);
            foreach (var instance in instances?.GetSubKeyNames() ?? [])
            {
                using var parameters = instances!.OpenSubKey($@"{instance}\Device Parameters");
                if (parameters?.GetValue("PortName") is string name)
                    yield return new SerialPort(name, $@"usb-{device}\{instance}", device);
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
