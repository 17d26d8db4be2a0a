using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LiveOps.AppHost.Local;

/// <summary>How one service of the topology is started as a process: its program and its environment.</summary>
internal static partial class ServiceStart
{
    public static ProcessStartInfo For(
        Service service,
        Installation installation,
        LocalSystem system,
        LocalOptions options
    )
    {
        var program = Path.Combine(
            installation.Root,
            "artifacts",
            "bin",
            $"LiveOps.{service.Folder}",
            options.Configuration.ToLowerInvariant(),
            $"LiveOps.{service.Folder}.dll"
        );
        if (!File.Exists(program))
            throw new InvalidOperationException($"{program} does not exist: build first (./run does).");
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [program]
        )
        {
            // Static web files are found from the content root.
            WorkingDirectory = Path.Combine(installation.Root, Path.GetDirectoryName(service.Project)!),
        };
        foreach (var (key, value) in EnvironmentOf(service, installation, system).Concat(options.Environment))
            start.Environment[key] = value;
        return start;
    }

    /// <summary>The same environment variables that Aspire sets.</summary>
    private static Dictionary<string, string> EnvironmentOf(
        Service service,
        Installation installation,
        LocalSystem system
    )
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = system.Urls[service.Name],
            ["Auth__PublicKey"] = installation.Secrets.AuthPublicKey,
        };
        const string logs = "Logging__Files__Folder";
        if (System.Environment.GetEnvironmentVariable(logs) is null)
            environment[logs] = installation.ServiceLogs;
        if (service.Rabbit)
            environment["ConnectionStrings__rabbit"] = system.Rabbit!.ConnectionString;
        if (service.Postgres)
            environment[$"ConnectionStrings__{Topology.Database}"] = system.Postgres!.ConnectionString;
        if (service.SignsTokens)
            environment["Auth__PrivateKey"] = installation.Secrets.AuthPrivateKey;
        foreach (var called in service.Calls)
            environment[$"services__{called}__http__0"] = system.Urls[called];
        foreach (var (key, value) in service.Settings)
            environment[key] = Reference()
                .Replace(
                    // What ./run was given in its environment wins, for example TikTok__SignUrl.
                    System.Environment.GetEnvironmentVariable(key)
                        is { Length: > 0 } chosen
                        ? chosen
                        : value,
                    match =>
                        match.Groups["kind"].Value switch
                        {
                            "url" when match.Groups["name"].Value == Topology.Rabbit => system.Rabbit!.ManagementUrl,
                            "url" => system.Urls[match.Groups["name"].Value],
                            "secret" => installation.Secrets.Named(match.Groups["name"].Value),
                            _ => installation.Data(service.Name),
                        }
                );
        // A simulated board shares the machine's cores with everything else: when they are busy it answers late.
        if (service.Name == "device-gateway" && system.Boards.Count > 0)
            environment["Gateway__AckTimeoutMs"] = "500";
        for (var n = 0; n < system.Boards.Count; n++)
        {
            if (service.Name == "device-gateway")
                environment[$"Gateway__Ports__{n}"] = system.Boards[n].SerialPath;
            if (service.Name == "rehearsal")
            {
                environment[$"Rehearsal__Boards__{n}__Id"] = system.Boards[n].Name;
                environment[$"Rehearsal__Boards__{n}__SerialPath"] = system.Boards[n].SerialPath;
                environment[$"Rehearsal__Boards__{n}__PinLog"] = system.Boards[n].PinLog;
            }
        }
        return environment;
    }

    [GeneratedRegex(@"\$\{(?<kind>url|secret|data)(:(?<name>[a-z-]+))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
