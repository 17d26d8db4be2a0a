using System.Diagnostics;
using System.Text.Json;

namespace LiveOps.Benchmarks.Devices;

/// <summary>What one pin of a simulated board did, on the clock that the board and the measurement share.</summary>
internal sealed class PinLog(string path, string pin)
{
    /// <summary>Nothing else moves meanwhile, so the last lines are enough.</summary>
    private const int Tail = 65_536;

    /// <summary>CLOCK_MONOTONIC, the clock of the pin log.</summary>
    public static long MonotonicNs() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>When the pin went to this level, ns; null when it has not since <paramref name="after"/>.</summary>
    public long? Went(int level, long after)
    {
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(file.Length, Tail), SeekOrigin.End);
        using var reader = new StreamReader(file);
        foreach (var line in reader.ReadToEnd().Split('\n').Reverse())
        {
            if (!line.StartsWith('{') || !line.EndsWith('}'))
                continue;
            var change = JsonDocument.Parse(line).RootElement;
            var at = change.GetProperty("wallNs").GetInt64();
            if (at < after)
                return null;
            if (change.GetProperty("pin").GetString() == pin && change.GetProperty("value").GetInt32() == level)
                return at;
        }
        return null;
    }
}
