using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>A program for an Uno or Nano (ATmega328P), as it lies in flash from address 0 on.</summary>
/// <param name="Bytes">What is written; gaps are 0xFF, which is what erased flash holds.</param>
/// <param name="Version">The version of the LiveOps firmware in it, for example 1.0.0; null when it is none.</param>
internal sealed partial record FirmwareImage(byte[] Bytes, Version? Version)
{
    /// <summary>
    /// Flash below the largest boot loader of these boards: the old Nano's takes 2,048 of the 32,768 bytes, Optiboot 512.
    /// </summary>
    public const int Capacity = 30_720;

    /// <summary>A page of the ATmega328P: the unit in which its flash is written.</summary>
    public const int PageSize = 128;

    private const byte Erased = 0xFF;

    /// <summary>Reads Intel HEX.</summary>
    /// <exception cref="FlashRefusedException">It is damaged, empty, or larger than the board has room for.</exception>
    public static FirmwareImage Parse(string name, IEnumerable<string> lines)
    {
        var flash = new byte[Capacity];
        Array.Fill(flash, Erased);
        var (number, end, above, ended) = (0, 0, 0, false);
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            number++;
            if (ended || Record(line) is not { } record)
                throw Damaged(name, $"line {number} is no record of Intel HEX, or its check does not match");
            var (length, type) = (record[0], record[3]);
            var address = above + (record[1] << 8 | record[2]);
            switch (type)
            {
                case 0 when address + length > Capacity:
                    throw new FlashRefusedException(
                        $"{name} does not fit: it goes up to byte {address + length} of {Capacity}. It is for another kind of board."
                    );
                case 0:
                    record.AsSpan(4, length).CopyTo(flash.AsSpan(address));
                    end = Math.Max(end, address + length);
                    break;
                case 1:
                    ended = true;
                    break;
                case 2 or 4 when length == 2:
                    above = (record[4] << 8 | record[5]) << (type == 2 ? 4 : 16);
                    break;
                case 3 or 5:
                    // Where a debugger would start: the chip starts at 0.
                    break;
                default:
                    throw Damaged(name, $"line {number} is of a kind that no program has");
            }
        }
        if (!ended)
            throw Damaged(name, "its last record is missing: it was cut");
        return end == 0
            ? throw Damaged(name, "there is no program in it")
            : new FirmwareImage(flash[..end], VersionIn(flash.AsSpan(0, end)));
    }

    /// <exception cref="FlashRefusedException">It cannot be read, or is no program for this board.</exception>
    public static FirmwareImage Load(string path)
    {
        try
        {
            return Parse(path, File.ReadLines(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FlashRefusedException($"The firmware {path} cannot be read: {error.Message}");
        }
    }

    /// <summary>The same as Intel HEX, 16 bytes a line.</summary>
    public static IEnumerable<string> Write(byte[] flash)
    {
        for (var at = 0; at < flash.Length; at += 16)
        {
            var part = flash.AsSpan(at, Math.Min(16, flash.Length - at));
            byte[] record = [(byte)part.Length, (byte)(at >> 8), (byte)at, 0, .. part];
            var check = (byte)-record.Sum(value => value);
            yield return $":{Convert.ToHexString(record)}{check.ToString("X2", CultureInfo.InvariantCulture)}";
        }
        yield return ":00000001FF";
    }

    /// <summary>True when the image carries this word as a text of its own: the board's name, for example.</summary>
    public bool Holds(string word) => Bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{word}\0")) >= 0;

    // :LLAAAATT...CC, the sum of all bytes being 0.
    private static byte[]? Record(string line)
    {
        if (line[0] != ':' || line.Length % 2 == 0 || line.AsSpan(1).ContainsAnyExcept("0123456789ABCDEFabcdef"))
            return null;
        var record = Convert.FromHexString(line.AsSpan(1));
        return record.Length >= 5 && record.Length == record[0] + 5 && record.Sum(value => value) % 256 == 0
            ? record
            : null;
    }

    /// <summary>The firmware answers HELLO with two texts of its own: its name and its version, wherever they stand.</summary>
    private static Version? VersionIn(ReadOnlySpan<byte> flash)
    {
        var text = Encoding.Latin1.GetString(flash);
        var found = VersionText().Matches(text).Select(match => match.Groups["version"].Value).Distinct().ToList();
        return text.Contains("LIVEOPS\0", StringComparison.Ordinal) && found.Count == 1
            ? Version.Parse(found[0])
            : null;
    }

    private static FlashRefusedException Damaged(string name, string why) =>
        new($"The firmware {name} is damaged: {why}. Get the file again.");

    [GeneratedRegex(@"(?<=\0)(?<version>\d{1,3}\.\d{1,3}\.\d{1,3})(?=\0)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionText();
}
