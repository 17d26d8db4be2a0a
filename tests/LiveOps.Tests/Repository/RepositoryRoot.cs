namespace LiveOps.Tests.Repository;

/// <summary>The tree that the tests were built from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string File(string relative) => System.IO.Path.Combine(Path, relative);

    public static string Read(string relative) => System.IO.File.ReadAllText(File(relative));

    /// <summary>The folder beside the repository that holds recorded data, or null: such tests skip without it.</summary>
    public static string? SharedData { get; } =
        new[]
        {
            Environment.GetEnvironmentVariable("LIVEOPS_SHARED_DATA"),
            System.IO.Path.Combine(Path, "..", "shared", "data"),
        }.FirstOrDefault(folder => !string.IsNullOrEmpty(folder) && Directory.Exists(folder));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "LiveOps.sln")))
                return folder.FullName;
        throw new InvalidOperationException("LiveOps.sln is in no parent folder of the tests.");
    }
}
