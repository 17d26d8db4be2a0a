using System.Globalization;
using LiveOps.DeviceGateway.Flashing;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary>
/// A port and the board on it, asked while the gateway does not run. Opening a port resets most boards: what is on goes
/// off, as it would when the gateway starts.
/// </summary>
/// <param name="ports">The ports of this machine.</param>
/// <param name="files">Null where there is no /proc.</param>
/// <param name="shipped">The version that this gateway came with; null when it came without.</param>
internal sealed class PortCheck(ISerialPorts ports, LinuxFiles? files, Version? shipped)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_listen = TimeSpan.FromMilliseconds(500);

    public Finding Look(string path)
    {
        if (ports.Find(path) is not { } port)
            return Finding.Problem(
                path,
                "It is not there.",
                "Where the gateway is set to use this port (Gateway__Ports__0 and on), it finds no board.",
                "Plug the board in. If it is, look for the port's name (ls /dev/serial/by-path on Linux, the device manager on Windows), ask for that, and put it into Gateway__Ports__0 where this one was."
            );
        if (files?.HoldersOf(path) is { Count: > 0 } holders)
            return Busy(path, string.Join(", ", holders.Select(holder => $"{holder.Name} (process {holder.Id})")));
        try
        {
            using var talk = BoardTalk.Open(ports, port, s_patience);
            return talk is null ? Silent(port) : Speaking(path, talk);
        }
        catch (IOException error)
        {
            return Unusable(path, error);
        }
    }

    private static Finding Unusable(string path, IOException error) =>
        error.HResult switch
        {
            13 => Finding.Problem(
                path,
                "This user may not open it.",
                "The gateway cannot reach the board.",
                $"Add the user that the gateway runs as to the group of serial ports, then sign in again or restart the service: sudo usermod -aG dialout {Environment.UserName}"
            ),
            16 => Busy(path, "another program"),
            _ => Finding.Problem(
                path,
                error.Message,
                "The gateway cannot reach the board.",
                "Pull the cable, plug it in again, and look once more."
            ),
        };

    private static Finding Busy(string path, string who) =>
        Finding.Problem(
            path,
            $"It is in use by {who}.",
            "Two programs on one line take each other's bytes: the gateway leaves it alone.",
            "Close that program (Arduino IDE's monitor, another gateway). ModemManager lets go by itself after half a minute."
        );

    private Finding Speaking(string path, BoardTalk talk)
    {
        var board = $"Board {talk.Hello.Uid} ({talk.Hello.Board}) has firmware {talk.Hello.Version}";
        if (talk.IsLatched())
            return Finding.Warning(
                path,
                $"{board} and holds an emergency stop.",
                "It turns nothing on until the stop is reset.",
                "Release the stop button on it if it has one, then reset the emergency stop on the gateway's page."
            );
        return Version.TryParse(talk.Hello.Version, out var version) && version < shipped
            ? Finding.Warning(
                path,
                $"{board}; this gateway came with {shipped}.",
                "What the newer firmware can do, this board cannot.",
                $"Load it: flash --port {path}"
            )
            : Finding.Good(path, $"{board} and answers.");
    }

    /// <summary>Nothing that speaks LiveOps: another speed, another program, only the boot loader, or nothing at all.</summary>
    private Finding Silent(SerialPort port)
    {
        var heard = Listen(port);
        using (var loader = FindLoader(port))
        {
            if (loader is not null && heard == 0)
                return Finding.Problem(
                    port.Path,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A boot loader answers ({loader.Baud} baud), and no LiveOps firmware."
                    ),
                    "The board does nothing: it is new, has another program, or its last update broke off.",
                    $"Load the firmware: flash --port {port.Path} --force"
                );
            if (heard > 0)
                return Finding.Problem(
                    port.Path,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Something sends bytes that are no LiveOps lines ({heard} in half a second)."
                    ),
                    "It is another program, or a firmware made for another speed than 115200 baud.",
                    loader is null
                        ? "Take the port out of Gateway__Ports__0 and on if no board of LiveOps is meant to be there."
                        : $"Load the LiveOps firmware over it: flash --port {port.Path} --force"
                );
        }
        return Finding.Problem(
            port.Path,
            "Nothing answers, not even a boot loader.",
            "The board has no power, is broken, or is no Uno or Nano.",
            "Look whether its light is on; try another cable (some only charge) and another socket; press its reset button and look once more."
        );
    }

    private int Listen(SerialPort port)
    {
        using var line = BoardPort.Open(ports, port);
        var heard = 0;
        for (var end = Environment.TickCount64 + (long)s_listen.TotalMilliseconds; Environment.TickCount64 < end; )
            if (line.ReadByte(TimeSpan.FromMilliseconds(50)) >= 0)
                heard++;
        return heard;
    }

    private BootLoader? FindLoader(SerialPort port)
    {
        try
        {
            return BootLoader.Find(ports, port);
        }
        catch (FlashRefusedException)
        {
            // Another chip behind a boot loader of this kind: no board of ours either way.
            return null;
        }
    }
}
