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
            builder.Configuration.AddServiceSettings();
            builder.Services.AddSingleton<IHostLifetime, WindowsService>();
        }
        if (OperatingSystem.IsLinux())
            builder.Services.AddHostedService<SystemdNotices>();
        return builder;
    }

    /// <summary>
    /// On Windows: the settings that install.ps1 leaves in a file which only the service and administrators may read.
    /// Somebody else goes without them. (systemd puts a service's settings into its environment.)
    /// </summary>
    public static IConfigurationBuilder AddServiceSettings(this IConfigurationBuilder configuration)
    {
        var path = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData),
            "LiveOps",
            "gateway.json"
        );
        return OperatingSystem.IsWindows() && IsReadable(path) ? configuration.AddJsonFile(path) : configuration;
    }

    private static bool IsReadable(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a service manager starts this process again when it ends with a fault.</summary>
    public static bool IsManaged(string[] arguments) =>
        IsWindowsService(arguments) || Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 1 };

    private static bool IsWindowsService(string[] arguments) =>
        OperatingSystem.IsWindows() && arguments.Contains(ServiceOption, StringComparer.Ordinal);
}
