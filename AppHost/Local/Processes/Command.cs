using System.Diagnostics;

namespace LiveOps.AppHost.Local.Processes;

/// <summary>Short commands of the system.</summary>
internal static class Command
{
    /// <summary>Runs it and returns its exit code.</summary>
    public static async Task<int> TryAsync(
        string file,
        IEnumerable<string> arguments,
        string? user = null,
        IReadOnlyDictionary<string, string>? environment = null
    ) => (await ExecuteAsync(file, arguments, user, environment)).Code;

    /// <summary>Runs it.</summary>
    /// <exception cref="InvalidOperationException">It failed: with what it printed.</exception>
    public static async Task RunAsync(
        string file,
        IEnumerable<string> arguments,
        string? user = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var (code, output) = await ExecuteAsync(file, arguments, user, environment);
        if (code != 0)
            throw new InvalidOperationException($"{file} failed with code {code}: {output}");
    }

    private static async Task<(int Code, string Output)> ExecuteAsync(
        string file,
        IEnumerable<string> arguments,
        string? user,
        IReadOnlyDictionary<string, string>? environment
    )
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = OperatingSystem.IsWindows() ? "" : "/",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        using var process = await Spawner.StartAsync(start, user: user);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await errors}".Trim());
    }
}
