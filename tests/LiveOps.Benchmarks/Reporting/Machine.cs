using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LiveOps.Benchmarks.Reporting;

/// <summary>What the numbers were taken on.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(string root)
    {
        var commit = await TryAskAsync("git", "-C", root, "rev-parse", "--short", "HEAD");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"# {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, commit {commit ?? "unknown"}, {Configuration}\n\n"
                + $"{Environment.ProcessorCount} cores ({Processor()}), {Gibibytes():0} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}. {Load()}"
        );
    }

    /// <summary>Load average over 1, 5 and 15 minutes: what else the cores have to do shows in every number.</summary>
    public static string Load() =>
        File.Exists("/proc/loadavg")
            ? $"Load average {string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3))}."
            : "No load average on this system.";

    private static string Configuration =>
#if DEBUG
        "DEBUG BUILD: no result";
#else
        "Release build";
#endif

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':', 2)[1]
                .Trim()
                ?? "unknown"
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static double Gibibytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);

    private static async Task<string?> TryAskAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? text.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
