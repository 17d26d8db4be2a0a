using System.Text;

namespace LiveOps.Rehearsal.Boards;

/// <summary>A line of a pin log and where the next one begins.</summary>
internal sealed record PinLine(string Json, long Next);

/// <summary>Reads the file to which a board's simulator appends one JSON line for each pin change.</summary>
internal static class PinLog
{
    private const int MostBytes = 1_000_000;

    public static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>
    /// Whole lines from a byte offset on. A line that is still being written is left for the next time; a file that
    /// became shorter (the simulator began anew) is read from its start.
    /// </summary>
    public static List<PinLine> Read(string path, long after, int limit)
    {
        var lines = new List<PinLine>();
        if (!File.Exists(path))
        {
            return lines;
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = after > file.Length ? 0 : after;
        file.Seek(start, SeekOrigin.Begin);
        var buffer = new byte[(int)Math.Min(MostBytes, file.Length - start)];
        var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var from = 0;
        while (lines.Count < limit && Array.IndexOf(buffer, (byte)'\n', from, length - from) is var end and >= 0)
        {
            var text = Encoding.UTF8.GetString(buffer, from, end - from).Trim();
            from = end + 1;
            if (text.Length > 0)
            {
                lines.Add(new PinLine(text, start + from));
            }
        }
        return lines;
    }
}
