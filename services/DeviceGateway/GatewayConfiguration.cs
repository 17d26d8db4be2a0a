using Microsoft.Extensions.Configuration;

namespace LiveOps.DeviceGateway;

/// <summary>The configuration that the gateway would run with, for commands that run without it.</summary>
internal static class GatewayConfiguration
{
    public static IConfiguration Read() =>
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();
}
