using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Ingestion;

/// <summary>Ingestion as it is shipped, in a process of its own: a kill is a kill.</summary>
internal sealed class IngestionProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-ingestion-").FullName;
    private readonly string _url = $"http://127.0.0.1:{ServerProcess.FreePorts(1)[0]}";
    private readonly Dictionary<string, string> _environment = [];
    private ServerProcess? _process;

    /// <summary>Watches no account until one is added by its API.</summary>
    public IngestionProcess(string database, string broker, Uri tiktok, double leaseSeconds)
    {
        foreach ((string key, string? value) in Hosts.IngestionSettings(database, broker, tiktok, DataFolder))
        {
            _environment[key.Replace(":", "__", StringComparison.Ordinal)] = value!;
        }
        _environment["Ingestion__LeaseSeconds"] = FormattableString.Invariant($"{leaseSeconds}");
        // Nobody does anything in a room for a while, and that is no loss of it.
        _environment["TikTok__StallSeconds"] = "60";
        _environment["Ingestion__RenewSeconds"] = "0.5";
        _environment["Logging__LogLevel__Default"] = "Warning";
        _environment["ASPNETCORE_URLS"] = _url;
    }

    public string DataFolder => Path.Combine(_folder, "data");

    public int? ProcessId => _process?.Id;

    public string Output => _process?.Output ?? "";

    public HttpClient Client() => Hosts.Client(new Uri(_url));

    public async Task StartAsync()
    {
        // The project's own output: its runtime configuration lies beside it.
        string output = AppContext.BaseDirectory.Replace(
            "LiveOps.IntegrationTests",
            "LiveOps.Ingestion",
            StringComparison.Ordinal
        );
        _process = ServerProcess.Start(
            _folder,
            null,
            _environment,
            "dotnet",
            Path.Combine(output, "LiveOps.Ingestion.dll")
        );
        using var http = new HttpClient { BaseAddress = new Uri(_url) };
        await RehearsalRoom.WaitAsync(
            async () =>
            {
                _process.HasExited.ShouldBeFalse(_process.Output);
                try
                {
                    return (await http.GetAsync("/health/ready")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "Ingestion to be ready",
            () => _process.Output
        );
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
