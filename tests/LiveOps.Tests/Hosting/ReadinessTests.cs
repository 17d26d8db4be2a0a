using LiveOps.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace LiveOps.Tests.Hosting;

public sealed class ReadinessTests : ILogger<Readiness>
{
    private readonly List<(LogLevel Level, string Line)> _lines = [];

    [Fact]
    public void A_service_that_starts_makes_no_errors_and_one_that_fails_later_says_so_once()
    {
        var readiness = new Readiness(this);

        readiness.Heard(Report(HealthStatus.Unhealthy));
        readiness.Heard(Report(HealthStatus.Degraded));
        _lines.ShouldBeEmpty();

        readiness.Heard(Report(HealthStatus.Healthy));
        readiness.Heard(Report(HealthStatus.Healthy));
        readiness.Heard(Report(HealthStatus.Degraded));
        readiness.Heard(Report(HealthStatus.Unhealthy));
        readiness.Heard(Report(HealthStatus.Healthy));
        _lines.ShouldBe([
            (LogLevel.Information, "Ready"),
            (LogLevel.Error, "Not ready any more: bus: no broker"),
            (LogLevel.Information, "Ready"),
        ]);
    }

    private static HealthReport Report(HealthStatus bus)
    {
        HealthReportEntry Entry(HealthStatus status, string text) => new(status, text, TimeSpan.Zero, null, null);
        return new HealthReport(
            new Dictionary<string, HealthReportEntry>
            {
                ["bus"] = Entry(bus, "no broker"),
                ["database"] = Entry(HealthStatus.Healthy, "answers"),
            },
            TimeSpan.Zero
        );
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _lines.Add((logLevel, formatter(state, exception)));
}
