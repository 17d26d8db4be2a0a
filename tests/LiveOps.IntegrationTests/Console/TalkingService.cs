using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LiveOps.IntegrationTests.Console;

/// <summary>A service that says what the test has it say, with log files and a log that the Console hears.</summary>
internal sealed class TalkingService : IAsyncDisposable
{
    public const string Name = "talking";
    public const string Part = "LiveOps.Talking.Talker";
    private readonly WebApplication _app;

    private TalkingService(WebApplication app) => _app = app;

    public ILogger Log => _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Part);

    public static async Task<TalkingService> StartAsync(string broker, string folder)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:rabbit"] = broker,
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:Files:Folder"] = folder,
                ["Logging:Files:MaxMegabytes"] = "3",
                ["urls"] = "http://127.0.0.1:0",
            }
        );
        builder.AddLiveOpsDefaults(Name, authenticate: false);
        // What it says is for the Console and the files, not for who runs the tests.
        builder.Logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.None);
        builder.AddLiveOpsBus();
        var app = builder.Build();
        await app.StartAsync();
        await app
            .Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60));
        return new TalkingService(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
