using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Gateways;

/// <summary>A PC with the gateway's program and no settings but its serial port: nobody has enrolled it yet.</summary>
internal sealed class StudioPc : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-pc-").FullName;
    private ServerProcess? _process;

    private StudioPc(string? port, IReadOnlyDictionary<string, string>? settings)
    {
        var url = $"http://127.0.0.1:{ServerProcess.FreePorts(1)[0]}";
        Http = new HttpClient { BaseAddress = new Uri(url) };
        _environment["ASPNETCORE_URLS"] = url;
        _environment["Gateway__DataFolder"] = DataFolder;
        _environment["Gateway__Discover"] = "false";
        _environment["Gateway__AckTimeoutMs"] = "1000";
        if (port is not null)
            _environment["Gateway__Ports__0"] = port;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            _environment[name] = value;
    }

    public HttpClient Http { get; }
    public string DataFolder => Path.Combine(_folder, "data");
    public string? Output => _process?.Output;

    private static string Program =>
        Path.Combine(
            AppContext.BaseDirectory.Replace("LiveOps.IntegrationTests", "LiveOps.DeviceGateway"),
            "LiveOps.DeviceGateway.dll"
        );

    public static async Task<StudioPc> StartAsync(
        string? port = null,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        var pc = new StudioPc(port, settings);
        await pc.StartProgramAsync();
        return pc;
    }

    /// <summary>What the program ended with; null while it runs.</summary>
    public int? ExitCode => _process?.ExitCode;

    /// <summary>How often the program has a port open.</summary>
    public int OpeningsOf(string port)
    {
        var device = File.ResolveLinkTarget(port, returnFinalTarget: true)?.FullName ?? port;
        return Directory
            .EnumerateFiles($"/proc/{_process!.Id}/fd")
            .Count(descriptor => new FileInfo(descriptor).LinkTarget == device);
    }

    /// <summary>As a service manager does it when the program has ended.</summary>
    public async Task StartProgramAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = ServerProcess.Start(_folder, null, _environment, "dotnet", Program);
        await EventuallyAsync(async () => await StateAsync() is not null, "the gateway answers", () => Output);
    }

    /// <summary>How it says that it stands; null while it does not answer.</summary>
    public async Task<string?> StateAsync()
    {
        try
        {
            return (await Http.GetFromJsonAsync<JsonElement>("/api/gateway/enrolment"))
                .GetProperty("state")
                .GetString();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>By the gateway's own page.</summary>
    public Task<HttpResponseMessage> EnrollAsync(string console, string code) =>
        Http.PostAsJsonAsync("/api/gateway/enrolment", new { url = console, code });

    /// <summary>By the command line.</summary>
    public Task RunEnrollAsync(string console, string code) =>
        ServerProcess.RunAsync(_folder, null, _environment, "dotnet", Program, "enroll", console, code);

    public static async Task EventuallyAsync(Func<Task<bool>> holds, string what, Func<string?>? seen = null)
    {
        var deadline = Environment.TickCount64 + 90_000;
        while (!await holds())
        {
            if (Environment.TickCount64 > deadline)
                throw new TimeoutException($"Not within 90 s: {what}. Seen: {seen?.Invoke()}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
