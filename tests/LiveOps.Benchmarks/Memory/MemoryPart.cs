using LiveOps.AppHost;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;

namespace LiveOps.Benchmarks.Memory;

/// <summary>Resident memory of each service that has nothing to do.</summary>
internal static class MemoryPart
{
    private const long LimitBytes = 150L * 1024 * 1024;
    private const int DefaultSeconds = 60;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        var seconds = options.Seconds ?? DefaultSeconds;
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        var services = Topology.Services.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, process) in system.Processes)
        {
            var isService = services.Contains(name);
            var bytes = isService ? ProcessUse.ResidentBytes(process) : ProcessUse.ProportionalBytes(process);
            rows.Add([
                isService ? name : $"({name})",
                bytes.Mebibytes(),
                isService ? (bytes < LimitBytes ? "yes" : "NO") : "",
            ]);
        }
        report.Table(["part", "MiB", "under 150 MiB"], rows);
        report.Line(
            $"\n{seconds} s after everything was ready, one room watched, nothing happening in it. Services: VmRSS. In brackets, not services: PSS of the process and its children."
        );
    }
}
