using LiveOps.DeviceGateway.Enrolment;
using LiveOps.DeviceGateway.LocalPage;
using LiveOps.DeviceGateway.RemoteLog;
using LiveOps.DeviceGateway.Service;
using LiveOps.Hosting;
using MassTransit;

namespace LiveOps.DeviceGateway;

/// <summary>The gateway's process: one host after the other, each as the gateway stands then; one only under a service manager.</summary>
internal static class GatewayHost
{
    /// <returns>What the process ends with.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // Outlives the hosts: what was said before one ended is what people want to read afterwards.
        using var log = new LocalLog(TimeProvider.System);
        var backlog = new LogBacklog(log);
        while (true)
        {
            try
            {
                await using var app = Build(args, log, backlog);
                var restart = app.Services.GetRequiredService<GatewayRestart>();
                await app.RunAsync();
                if (!restart.InProcess)
                    return Environment.ExitCode;
            }
            catch (Exception error) when (StartFault.Of(error) is not null)
            {
                await Console.Error.WriteLineAsync($"The gateway does not start: {StartFault.Of(error)}");
                return 1;
            }
        }
    }

    private static WebApplication Build(string[] args, LocalLog log, LogBacklog backlog)
    {
        var builder = WebApplication.CreateBuilder(ServiceModule.Options(args));
        builder.AddService(args);
        var standing = builder.AddEnrolment(ServiceModule.IsManaged(args));
        builder.AddLiveOpsDefaults("device-gateway");
        builder.AddRemoteLog(log, backlog, standing.HasBroker);
        builder.AddDeviceGateway(standing.HasBroker);
        var app = builder.Build();
        // The bus library keeps the first host's loggers for the whole process, and fails on them once they are gone.
        LogContext.ConfigureCurrentLogContext(app.Services.GetRequiredService<ILoggerFactory>());
        app.MapLiveOpsDefaults();
        app.MapDeviceGateway();
        return app;
    }
}
