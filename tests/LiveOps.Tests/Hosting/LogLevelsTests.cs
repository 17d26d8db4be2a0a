using LiveOps.Contracts.Services;
using LiveOps.Hosting;
using LiveOps.Hosting.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveOps.Tests.Hosting;

/// <summary>Levels that change while a service runs, in a host as services make it.</summary>
public sealed class LogLevelsTests : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LogLevels _levels;

    public LogLevelsTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Information" }
        );
        builder.AddLiveOpsDefaults("trial", authenticate: false);
        _app = builder.Build();
        _levels = _app.Services.GetRequiredService<LogLevels>();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void A_change_reaches_loggers_that_are_there_and_the_last_list_counts()
    {
        var decider = Logger("LiveOps.Trial.Decider");
        var other = Logger("LiveOps.Trial.Other");
        var web = Logger("Microsoft.AspNetCore.Routing");
        decider.IsEnabled(LogLevel.Debug).ShouldBeFalse();

        _levels.Set([Setting("trial", null, ServiceLogLevel.Debug)]);
        decider.IsEnabled(LogLevel.Debug).ShouldBeTrue();
        Logger("LiveOps.Trial.Later").IsEnabled(LogLevel.Debug).ShouldBeTrue();
        // What the house keeps quiet stays so unless it is named.
        web.IsEnabled(LogLevel.Information).ShouldBeFalse();

        _levels.Set([Setting("trial", "LiveOps.Trial.Decider", ServiceLogLevel.Error)]);
        decider.IsEnabled(LogLevel.Warning).ShouldBeFalse();
        other.IsEnabled(LogLevel.Information).ShouldBeTrue();
        other.IsEnabled(LogLevel.Debug).ShouldBeFalse();

        _levels.Set([Setting("another", null, ServiceLogLevel.Critical)]);
        _levels.Changed.ShouldBeEmpty();
        decider.IsEnabled(LogLevel.Information).ShouldBeTrue();
        _levels.Configured.ShouldBe(ServiceLogLevel.Information);
    }

    [Fact]
    public async Task A_change_for_a_time_ends_by_itself()
    {
        var logger = Logger("LiveOps.Trial.Decider");
        var now = TimeProvider.System.GetUtcNow();
        _levels.Set([
            Setting("trial", null, ServiceLogLevel.Debug) with
            {
                Until = now.AddMilliseconds(300),
            },
            Setting("trial", "LiveOps.Trial.Gone", ServiceLogLevel.Debug) with
            {
                Until = now.AddSeconds(-1),
            },
        ]);
        logger.IsEnabled(LogLevel.Debug).ShouldBeTrue();
        _levels.Changed.Count.ShouldBe(1);
        for (var n = 0; logger.IsEnabled(LogLevel.Debug); n++)
        {
            n.ShouldBeLessThan(200, "it ends");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(now.AddMilliseconds(300));
        _levels.Changed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Folder", "logs", "Logging:Files:Folder: must be a whole path")]
    [InlineData("MaxMegabytes", "0", "Logging:Files:MaxMegabytes: must be 1 to 1024 MB")]
    [InlineData("MaxFiles", "1001", "Logging:Files:MaxFiles: must be 1 to 1000 files")]
    [InlineData("MaxDays", "7", "MaxDays")]
    public void A_setting_of_the_files_that_cannot_be_is_refused_by_name(string key, string value, string fault)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { [$"Logging:Files:{key}"] = value }
        );
        builder.AddLiveOpsDefaults("trial", authenticate: false);
        // The loggers are what needs it first.
        var refusal = Should.Throw<Exception>(() => builder.Build());
        refusal.ToString().ShouldContain(fault);
    }

    private ILogger Logger(string category) =>
        _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    private static LogLevelSetting Setting(string service, string? source, ServiceLogLevel level) =>
        new()
        {
            Service = service,
            Source = source,
            Level = level,
        };
}
