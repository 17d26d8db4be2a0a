using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.RemoteLog;

/// <summary>The gateway's log for people who are not at its PC.</summary>
internal static class RemoteLogModule
{
    public static void AddRemoteLog(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LocalLog>();
        builder.Services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LocalLog>());
    }
}
