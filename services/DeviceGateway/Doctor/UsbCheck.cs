using System.Globalization;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary>Adapters that are plugged in and have no serial port, and programs of the system that take boards for their own.</summary>
internal static class UsbCheck
{
    private const string Cable = "USB";

    public static IEnumerable<Finding> Look(LinuxFiles files)
    {
        var running = files.Processes().Select(process => process.Name).ToHashSet(StringComparer.Ordinal);
        var boards = Boards(files).ToList();
        foreach (var board in boards.Where(board => !board.HasPort))
            yield return board.Vendor == 0x1A86 && running.Contains("brltty")
                ? Finding.Problem(
                    Cable,
                    $"A {board.Name} is plugged in, and brltty, the driver of Braille displays, has taken it for one.",
                    "The board on it cannot be reached.",
                    "Remove brltty if nobody here needs it (apt-get remove brltty), then pull the cable and plug it in again."
                )
                : Finding.Problem(
                    Cable,
                    $"A {board.Name} is plugged in but has no serial port: its driver {board.Driver} is missing.",
                    "The board on it cannot be reached.",
                    $"Load it: modprobe {board.Driver}. If the kernel does not have it, install the distribution's full kernel package (Ubuntu: linux-modules-extra-$(uname -r))."
                );
        if (boards.Count > 0 && running.Contains("ModemManager") && !IgnoredByModemManager(files))
            yield return Finding.Warning(
                Cable,
                "ModemManager runs, and no rule tells it to leave boards alone.",
                "It sends modem commands to every new serial port for some seconds: a board that is plugged in then is late, or counts line errors.",
                "Install the gateway by its install.sh, which brings the rule, or remove ModemManager (apt-get remove modemmanager)."
            );
        if (boards.Count > 0 && boards.TrueForAll(board => board.HasPort))
            yield return Finding.Good(
                Cable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{boards.Count} adapters of boards are plugged in, each with its serial port."
                )
            );
    }

    private sealed record UsbBoard(ushort Vendor, string Name, string Driver, bool HasPort);

    private static IEnumerable<UsbBoard> Boards(LinuxFiles files)
    {
        foreach (var folder in LinuxFiles.Folders(Path.Combine(files.Sys, "bus", "usb", "devices")))
        {
            if (!TryHex(folder, "idVendor", out var vendor) || !TryHex(folder, "idProduct", out var product))
                continue;
            if (!UsbBoards.IsNominated(vendor, product))
                continue;
            var (name, driver) = Bridge(vendor);
            yield return new UsbBoard(vendor, name, driver, HasPort(folder));
        }
    }

    /// <summary>An interface of the device, 1-1:1.0 for example, has ttyUSB0 in it, or tty/ttyACM0.</summary>
    private static bool HasPort(string device) =>
        LinuxFiles
            .Folders(device)
            .Where(part => Path.GetFileName(part).Contains(':', StringComparison.Ordinal))
            .SelectMany(LinuxFiles.Folders)
            .Any(part => Path.GetFileName(part).StartsWith("tty", StringComparison.Ordinal));

    private static (string Name, string Driver) Bridge(ushort vendor) =>
        vendor switch
        {
            0x1A86 => ("CH340 or CH341 adapter (Nano, Uno clone)", "ch341"),
            0x0403 => ("FTDI adapter (Nano)", "ftdi_sio"),
            0x10C4 => ("CP210x adapter (ESP32)", "cp210x"),
            _ => ("board with an USB port of its own (Uno, Mega)", "cdc_acm"),
        };

    private static bool IgnoredByModemManager(LinuxFiles files) =>
        files
            .Rules.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*liveops*.rules"))
            .Any(rule => LinuxFiles.Text(rule)?.Contains("ID_MM_DEVICE_IGNORE", StringComparison.Ordinal) == true);

    private static bool TryHex(string folder, string file, out ushort value) =>
        ushort.TryParse(
            LinuxFiles.Text(Path.Combine(folder, file)),
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture,
            out value
        );
}
