using LiveOps.DeviceGateway.Flashing;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Configuration;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary><c>doctor [--port P ...]</c>: looks at everything that the gateway needs and says what is wrong with it.</summary>
internal static class DoctorCommand
{
    private const string Usage = """
        doctor [--port PORT ...]
          --port PORT   a port to ask, for example COM7 or /dev/ttyACM0; without it, those of Gateway:Ports and all that
                        look like a board. Opening a port resets most boards.
        Reads the gateway's configuration. While the gateway runs its boards are its own: GET /api/gateway/doctor asks it.
        """;

    /// <returns>0 nothing is wrong, 1 there is a problem, 2 the options are wrong.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        IConfiguration configuration,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken = default
    )
    {
        if (arguments.Length % 2 != 0 || arguments.Where((_, n) => n % 2 == 0).Any(name => name != "--port"))
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        var findings = new List<Finding>();
        await foreach (var finding in LookAsync(arguments, configuration, cancellationToken))
        {
            findings.Add(finding);
            await WriteAsync(finding, output);
        }
        return findings.Exists(finding => finding.Severity == Severity.Problem) ? 1 : 0;
    }

    /// <summary>Neither found nor configured, whether the gateway runs or not.</summary>
    public static Finding NoBoard { get; } =
        Finding.Warning(
            "Boards",
            "No board is plugged in, and none is configured.",
            "There is nothing that the gateway could move.",
            "Plug a board in; where its adapter is not known as a board's, name its port: Gateway__Ports__0=COM7 (Linux: /dev/ttyUSB0) among the gateway's settings."
        );

    private static async IAsyncEnumerable<Finding> LookAsync(
        string[] arguments,
        IConfiguration configuration,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var serial = SystemPorts.Open();
        var files = OperatingSystem.IsLinux() ? LinuxFiles.OfThisMachine : null;
        foreach (var finding in files is null ? [] : UsbCheck.Look(files))
            yield return finding;
        string[] named = [.. arguments.Where((_, n) => n % 2 == 1)];
        if (named.Length == 0)
            named =
            [
                .. configuration.GetSection("Gateway:Ports").Get<string[]>() ?? [],
                .. serial.Nominate().Select(port => port.Path),
            ];
        var check = new PortCheck(serial, files, ShippedFirmware.Version());
        foreach (var path in named.Distinct(StringComparer.Ordinal))
            yield return check.Look(path);
        if (named.Length == 0)
            yield return NoBoard;
        foreach (var finding in DataFolderCheck.Look(configuration["Gateway:DataFolder"]))
            yield return finding;
        await foreach (var finding in CentreChecks.LookAsync(configuration, TimeProvider.System, cancellationToken))
            yield return finding;
    }

    private static async Task WriteAsync(Finding finding, TextWriter output)
    {
        var mark = finding.Severity switch
        {
            Severity.Good => "ok     ",
            Severity.Warning => "WARNING",
            _ => "PROBLEM",
        };
        await output.WriteLineAsync($"{mark}  {finding.About}: {finding.What}");
        if (finding.Why is { } why)
            await output.WriteLineAsync($"         {why}");
        if (finding.Todo is { } what)
            await output.WriteLineAsync($"         -> {what}");
    }
}
