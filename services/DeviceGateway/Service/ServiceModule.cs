using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace LiveOps.DeviceGateway.Service;

/// <summary>The gateway under the service manager of its system.</summary>
internal static class ServiceModule
{
    /// <summary>Said by the Windows service manager, through install.ps1.</summary>
    public const string ServiceOption = "--service";

    /// <summary>How a service is asked to run: from the folder of its program and not from where the manager happens to be.</summary>
    public static WebApplicationOptions Options(string[] arguments) =>
        IsWindowsService(arguments)
            ? new WebApplicationOptions
            {
                Args = [.. arguments.Where(argument => argument != ServiceOption)],
                ContentRootPath = AppContext.BaseDirectory,
            }
            : new WebApplicationOptions { Args = arguments };

    public static WebApplicationBuilder AddService(this WebApplicationBuilder builder, string[] arguments)
    {
        if (IsWindowsService(arguments) && OperatingSystem.IsWindows())
        {
            // Settings that install.ps1 leaves in a file only the service and administrators may read.
            builder.Configuration.AddJsonFile(
                Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData),
                    "LiveOps",
                    "gateway.json"
                ),
                optional: true
            );
            builder.Services.AddSingleton<IHostLifetime, WindowsService>();
        }
        if (OperatingSystem.IsLinux())
            builder.Services.AddHostedService<SystemdNotices>();
        return builder;
    }

    /// <summary>Whether a service manager starts this process again when it ends with a fault.</summary>
    public static bool IsManaged(string[] arguments) =>
        IsWindowsService(arguments) || Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 1 };

    private static bool IsWindowsService(string[] arguments) =>
        OperatingSystem.IsWindows() && arguments.Contains(ServiceOption, StringComparer.Ordinal);
}
