using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.RemoteLog;

/// <summary>The gateway's log for people who are not at its PC.</summary>
internal static class RemoteLogModule
{
    /// <param name="builder">The host.</param>
    /// <param name="log">The lines of this process.</param>
    /// <param name="backlog">Which of them are still to be published.</param>
    /// <param name="publish">Whether there is a broker to publish them to.</param>
    public static void AddRemoteLog(this WebApplicationBuilder builder, LocalLog log, LogBacklog backlog, bool publish)
    {
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<ILoggerProvider>(log);
        builder.Services.AddSingleton(backlog);
        if (publish)
            builder.Services.AddHostedService<LogReports>();
    }
}
