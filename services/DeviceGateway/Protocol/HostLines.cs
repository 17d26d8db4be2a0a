using System.Globalization;
using System.Text;

namespace LiveOps.DeviceGateway.Protocol;

/// <summary>Writes the lines that the host sends, each with its check and its LF (protocol v1).</summary>
internal static class HostLines
{
    /// <summary>The emergency stop: one byte, taken in the board's receive interrupt, never part of a line.</summary>
    public const byte StopByte = 0x18;

    public const int Version = 1;
    public const int MaxDurationMs = 3_600_000;
    public const int MaxParams = 3;

    /// <summary>Opens a session. The check in it makes the board strict: from then on nothing runs without one.</summary>
    /// <param name="session">1 to 65,535; a new one clears the board's memory of sequence numbers.</param>
    /// <param name="hostMs">How long the host may be silent before the board turns everything off.</param>
    public static byte[] Hello(ushort session, int hostMs) =>
        Seal(string.Create(CultureInfo.InvariantCulture, $"HELLO:{Version}:{session}:{hostMs}"));

    public static byte[] Ping(uint number) => Seal(string.Create(CultureInfo.InvariantCulture, $"PING:{number}"));

    public static byte[] Capabilities() => Seal("CAP");

    /// <summary>Makes the board keep its table and its id in EEPROM.</summary>
    public static byte[] Save(ushort seq) => Seal(string.Create(CultureInfo.InvariantCulture, $"CFG:SAVE#{seq}"));

    /// <summary>Releases the board's latch.</summary>
    public static byte[] Clear(ushort seq) => Command("ALL", "CLEAR", 0, [], seq);

    /// <summary>Sets one row of the board's table; it counts at once and is kept by <see cref="Save"/>.</summary>
    public static byte[] Configure(int index, DeviceSetup setup, ushort seq) =>
        Seal(
            string.Create(
                CultureInfo.InvariantCulture,
                $"CFG:{index}:{setup.Name}:{setup.Type}:{string.Join(',', setup.Pins)}:{setup.MaxMs}:{setup.DutyPct}:{setup.WindowS}:{setup.Flags}{(setup.Size > 0 ? $":{setup.Size}" : "")}#{seq}"
            )
        );

    /// <summary>Empties one row of the board's table.</summary>
    public static byte[] Remove(int index, ushort seq) =>
        Seal(string.Create(CultureInfo.InvariantCulture, $"CFG:{index}:X:NONE:0:0:0:0:0#{seq}"));

    /// <summary>One action on one device. The caller has checked the form.</summary>
    public static byte[] Command(string device, string action, int durationMs, IReadOnlyList<int> values, ushort seq) =>
        Action("CMD", device, action, durationMs, values, seq);

    /// <summary>The same, but the board only keeps it until <see cref="Go"/>.</summary>
    public static byte[] Arm(string device, string action, int durationMs, IReadOnlyList<int> values, ushort seq) =>
        Action("ARM", device, action, durationMs, values, seq);

    /// <summary>Starts everything that is armed, all at one moment.</summary>
    public static byte[] Go(ushort seq) => Seal(string.Create(CultureInfo.InvariantCulture, $"GO#{seq}"));

    private static byte[] Action(
        string verb,
        string device,
        string action,
        int durationMs,
        IReadOnlyList<int> values,
        ushort seq
    )
    {
        var line = new StringBuilder(64);
        line.Append(CultureInfo.InvariantCulture, $"{verb}:{device}:{action}:{durationMs}:");
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                line.Append(',');
            line.Append(CultureInfo.InvariantCulture, $"{values[i]}");
        }
        line.Append(CultureInfo.InvariantCulture, $"#{seq}");
        return Seal(line.ToString());
    }

    /// <summary>The text with its check and its LF.</summary>
    public static byte[] Seal(string text)
    {
        var line = new byte[text.Length + 6];
        Encoding.ASCII.GetBytes(text, line);
        var crc = Crc16.Of(line.AsSpan(0, text.Length));
        line[text.Length] = (byte)'*';
        crc.TryFormat(line.AsSpan(text.Length + 1), out _, "X4", CultureInfo.InvariantCulture);
        line[^1] = (byte)'\n';
        return line;
    }
}
