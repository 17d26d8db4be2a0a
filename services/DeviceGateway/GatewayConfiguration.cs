using LiveOps.DeviceGateway.Enrolment;
using LiveOps.DeviceGateway.Service;
using Microsoft.Extensions.Configuration;

namespace LiveOps.DeviceGateway;

/// <summary>The configuration that the gateway would run with, its enrolment included, for commands that run without it.</summary>
internal static class GatewayConfiguration
{
    public static IConfiguration Read()
    {
        var configuration = new ConfigurationManager();
        configuration
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .AddServiceSettings()
            .AddEnvironmentVariables();
        EnrolmentModule.Complete(configuration);
        return configuration;
    }
}
