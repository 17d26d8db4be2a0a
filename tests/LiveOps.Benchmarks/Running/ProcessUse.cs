using System.Globalization;

namespace LiveOps.Benchmarks.Running;

/// <summary>What processes use, read from Linux's /proc.</summary>
internal static class ProcessUse
{
    /// <summary>Linux counts CPU time in hundredths of a second, whatever the kernel's own tick.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>CPU seconds so far of a process and all its descendants, and of the children that they waited for.</summary>
    public static double CpuSeconds(int root) => Tree(root).Sum(Ticks) / TicksPerSecond;

    /// <summary>Resident bytes (VmRSS) of one process; 0 when it is gone.</summary>
    public static long ResidentBytes(int process) => Kibibytes($"/proc/{process}/status", "VmRSS:") * 1024;

    /// <summary>
    /// Memory of a process and its descendants, shared pages divided among those that share them (PSS): the sum of
    /// VmRSS would count PostgreSQL's shared buffers once per connection.
    /// </summary>
    public static long ProportionalBytes(int root) =>
        Tree(root).Sum(process => Kibibytes($"/proc/{process}/smaps_rollup", "Pss:")) * 1024;

    /// <summary>
    /// Resident bytes of a service; for a server, which is several processes, their memory with shared pages divided.
    /// </summary>
    public static long TreeResidentBytes(int root) =>
        Tree(root).Count == 1 ? ResidentBytes(root) : ProportionalBytes(root);

    private static List<int> Tree(int root)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                !int.TryParse(
                    Path.GetFileName(folder),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var process
                )
            )
                continue;
            if (Fields(process) is not { } fields)
                continue;
            var parent = int.Parse(fields[1], CultureInfo.InvariantCulture);
            if (!children.TryGetValue(parent, out var list))
                children[parent] = list = [];
            list.Add(process);
        }
        var tree = new List<int> { root };
        for (var n = 0; n < tree.Count; n++)
            tree.AddRange(children.GetValueOrDefault(tree[n]) ?? []);
        return tree;
    }

    private static long Ticks(int process) =>
        Fields(process) is { } fields
            ? fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture))
            : 0;

    /// <summary>Fields of /proc/PID/stat behind the name, from the state on; null when the process is gone.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Kibibytes(string path, string name)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(
                    line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
                    CultureInfo.InvariantCulture
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}

/// <summary>CPU time of several processes from one moment to another.</summary>
internal sealed class CpuMeter
{
    private readonly IReadOnlyDictionary<string, int> _processes;
    private readonly Dictionary<string, double> _from;
    private readonly long _started = System.Diagnostics.Stopwatch.GetTimestamp();

    public CpuMeter(IReadOnlyDictionary<string, int> processes)
    {
        _processes = processes;
        _from = Read();
    }

    /// <summary>Cores that each used since then, busiest first.</summary>
    public IReadOnlyList<(string Name, double Cores)> Cores()
    {
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var now = Read();
        return
        [
            .. now.Select(process => (process.Key, Cores: (process.Value - _from[process.Key]) / seconds))
                .OrderByDescending(process => process.Cores),
        ];
    }

    private Dictionary<string, double> Read() =>
        _processes.ToDictionary(process => process.Key, process => ProcessUse.CpuSeconds(process.Value));
}
