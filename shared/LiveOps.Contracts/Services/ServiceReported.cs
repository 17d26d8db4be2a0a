namespace LiveOps.Contracts.Services;

/// <summary>
/// How one process of a service was over the last few seconds, for whoever runs the installation. Transient: one that is
/// lost leaves a gap and no more. Holds figures of all workspaces together, and nothing of any customer.
/// </summary>
public sealed record ServiceReported
{
    /// <summary>The service's name, as in the topology.</summary>
    public required string Service { get; init; }

    /// <summary>Tells processes of one service apart: <c>machine:process id</c>.</summary>
    public required string Instance { get; init; }
    public required string Version { get; init; }

    /// <summary>When the process began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Begin and end of the stretch that this is about, UTC.</summary>
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset Until { get; init; }

    /// <summary>Memory of the process that is in RAM, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Of it, what the program's own objects take, bytes.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>Processor time that was used in the stretch, ms; above its length where several cores worked.</summary>
    public required double CpuMs { get; init; }

    /// <summary>The disk that the process keeps its data on; null where it cannot be read.</summary>
    public DiskReport? Disk { get; init; }

    /// <summary>What was measured, at most 60.</summary>
    public IReadOnlyList<FigureReport> Figures { get; init; } = [];

    /// <summary>How the process writes its log; null from one of an earlier version.</summary>
    public LogReport? Log { get; init; }
}

/// <summary>How a process writes its log.</summary>
public sealed record LogReport
{
    /// <summary>From which level on it writes by its configuration.</summary>
    public required ServiceLogLevel Level { get; init; }

    /// <summary>What was changed at run time and is in force; null where the process takes no such changes.</summary>
    public IReadOnlyList<LogLevelSetting>? Changed { get; init; }

    /// <summary>Its files; null where it writes none.</summary>
    public LogFilesReport? Files { get; init; }
}

/// <summary>Log files of a process.</summary>
public sealed record LogFilesReport
{
    public required string Folder { get; init; }

    /// <summary>A file that has grown to this is followed by a new one, bytes. Each day begins a new one too.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Files that are kept, the newest.</summary>
    public required int MaxFiles { get; init; }
}

/// <summary>Room on a disk.</summary>
public sealed record DiskReport
{
    /// <summary>A folder on it.</summary>
    public required string Folder { get; init; }

    /// <summary>What this user may still write, bytes.</summary>
    public required long FreeBytes { get; init; }
    public required long TotalBytes { get; init; }
}

/// <summary>One measurement over the stretch.</summary>
public sealed record FigureReport
{
    /// <summary>The instrument's name, for example <c>liveops.rules.decide</c>.</summary>
    public required string Name { get; init; }
    public required FigureKind Kind { get; init; }

    /// <summary>How often it was measured in the stretch.</summary>
    public required long Count { get; init; }

    /// <summary>Of a <see cref="FigureKind.Level"/> the value now; else the sum over the stretch. Times are in ms.</summary>
    public required double Sum { get; init; }

    /// <summary>The largest of the stretch; 0 where none was measured.</summary>
    public double Max { get; init; }

    /// <summary>
    /// Of a distribution: how many values were at most 1, 2, 5, 10, 20, 50, 100, 200, 500, 1,000, 2,000, 5,000, 10,000,
    /// and more, each counted in the first that fits. Null for the other kinds.
    /// </summary>
    public IReadOnlyList<long>? Buckets { get; init; }
}

/// <summary>Kinds of <see cref="FigureReport"/>. Travels by name.</summary>
public enum FigureKind
{
    /// <summary>Counts what happened.</summary>
    Count,

    /// <summary>How much there is now.</summary>
    Level,

    /// <summary>How values were distributed: times above all.</summary>
    Distribution,
}
