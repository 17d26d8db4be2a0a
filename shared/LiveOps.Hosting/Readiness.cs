using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace LiveOps.Hosting;

/// <summary>
/// Writes into the log when the service becomes ready and when it ceases to be. The framework writes an error at every
/// question instead, also while the service starts, where not being ready yet is no fault.
/// </summary>
internal sealed class Readiness(ILogger<Readiness> log)
{
    private readonly Lock _gate = new();
    private bool _isReady;

    /// <summary>Takes what the checks found, whoever asked for it.</summary>
    public void Heard(HealthReport report)
    {
        var isReady = report.Status == HealthStatus.Healthy;
        lock (_gate)
        {
            if (isReady == _isReady)
                return;
            _isReady = isReady;
        }
        if (isReady)
            log.LogInformation("Ready");
        else
            log.LogError(
                "Not ready any more: {Checks}",
                string.Join(
                    "; ",
                    report
                        .Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
                        .Select(entry => $"{entry.Key}: {entry.Value.Description ?? entry.Value.Status.ToString()}")
                )
            );
    }
}
