namespace LiveOps.DeviceGateway.Doctor;

/// <summary>Where the kernel and the distribution keep what the doctor reads; other folders in tests.</summary>
/// <param name="Sys">The mount of sysfs.</param>
/// <param name="Proc">The mount of procfs.</param>
/// <param name="Rules">Folders of udev's rules.</param>
internal sealed record LinuxFiles(string Sys, string Proc, IReadOnlyList<string> Rules)
{
    public static LinuxFiles OfThisMachine { get; } =
        new("/sys", "/proc", ["/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"]);

    /// <summary>Programs that run, by their short names. Names of other users' programs are readable, too.</summary>
    public IEnumerable<(int Id, string Name)> Processes()
    {
        foreach (var folder in Folders(Proc))
            if (int.TryParse(Path.GetFileName(folder), out var id) && Text(Path.Combine(folder, "comm")) is { } name)
                yield return (id, name);
    }

    /// <summary>Programs that have the file open. Without root only the user's own are seen.</summary>
    public IReadOnlyList<(int Id, string Name)> HoldersOf(string path)
    {
        var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return
        [
            .. Processes()
                .Where(process => process.Id != Environment.ProcessId && Holds(process.Id, real))
                .OrderBy(process => process.Id),
        ];
    }

    private bool Holds(int process, string path)
    {
        try
        {
            return Directory
                .EnumerateFileSystemEntries(Path.Combine(Proc, $"{process}", "fd"))
                .Any(entry => new FileInfo(entry).LinkTarget == path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or somebody else's.
            return false;
        }
    }

    public static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path) : [];

    public static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
