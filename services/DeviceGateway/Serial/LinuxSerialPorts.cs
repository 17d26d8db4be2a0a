using System.Globalization;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>
/// Ports of Linux by walking /sys, which needs no udev: every tty with a device is followed up to the folder that
/// carries the USB ids.
/// </summary>
/// <param name="system">The mount of sysfs; another folder in tests.</param>
internal sealed class LinuxSerialPorts(string system = "/sys") : ISerialPorts
{
    public IReadOnlyList<FoundPort> List()
    {
        var folder = Path.Combine(system, "class", "tty");
        if (!Directory.Exists(folder))
            return [];
        var ports = new List<FoundPort>();
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
        {
            var name = Path.GetFileName(entry);
            if (
                !name.StartsWith("ttyUSB", StringComparison.Ordinal)
                && !name.StartsWith("ttyACM", StringComparison.Ordinal)
            )
                continue;
            if (UsbDevice(Path.Combine(entry, "device")) is { } usb)
                ports.Add(
                    new FoundPort(
                        new SerialPort($"/dev/{name}", usb.Place, usb.Description),
                        UsbBoards.IsNominated(usb.Vendor, usb.Product),
                        UsbBoards.Id(usb.Vendor, usb.Product)
                    )
                );
        }
        return ports;
    }

    public SerialPort? Find(string path)
    {
        if (!File.Exists(path))
            return null;
        var real = RealPath(path);
        var usb = UsbDevice(Path.Combine(system, "class", "tty", Path.GetFileName(real), "device"));
        return new SerialPort(path, usb?.Place ?? path, usb?.Description);
    }

    public ISerialLink Open(SerialPort port, ISerialListener listener, int baud) =>
        LinuxSerialLink.Open(port.Path, listener, baud);

    private static string RealPath(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static (ushort Vendor, ushort Product, string Place, string? Description)? UsbDevice(string deviceLink)
    {
        if (!Directory.Exists(deviceLink))
            return null;
        var folder = new DirectoryInfo(deviceLink).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? deviceLink;
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (!File.Exists(Path.Combine(at.FullName, "idVendor")))
                continue;
            if (!TryHex(at, "idVendor", out var vendor) || !TryHex(at, "idProduct", out var product))
                return null;
            // The folder's name is the USB socket, for example 1-1.2: it stays when ttyUSB numbers change.
            return (vendor, product, $"usb-{at.Name}", Text(at, "product"));
        }
        return null;
    }

    private static bool TryHex(DirectoryInfo folder, string file, out ushort value) =>
        ushort.TryParse(Text(folder, file), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value);

    private static string? Text(DirectoryInfo folder, string file)
    {
        try
        {
            var path = Path.Combine(folder.FullName, file);
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (IOException)
        {
            // Unplugged between the two calls.
            return null;
        }
    }
}
