using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.AppHost;
using LiveOps.AppHost.Local;
using LiveOps.IntegrationTests.MainPath;

[assembly: AssemblyFixture(typeof(RunningSystem))]

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>
/// The whole system as <c>./run</c> starts it, in a folder of its own: private servers, all services as processes,
/// the rehearsal room, a simulated Arduino. Started by the first test that asks for it.
/// </summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private static int _systems;
    private readonly string _state = Path.Combine(
        Path.GetTempPath(),
        $"liveops-system-{Environment.ProcessId}-{Interlocked.Increment(ref _systems)}"
    );
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Lock _log = new();
    private readonly List<string> _said = [];
    private LocalSystem? _system;
    private Installation? _installation;

    public RunningSystem()
        : this(new Dictionary<string, string>()) { }

    /// <summary>A system of its own, for a test that wants it different from the one that all share.</summary>
    /// <param name="environment">Of every service.</param>
    internal RunningSystem(IReadOnlyDictionary<string, string> environment) => _environment = environment;

    /// <summary>For whoever signed in as the admin of the demonstration's workspace.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    internal LocalSystem System => _system ?? throw new InvalidOperationException("Call StartAsync first.");

    public string Password => _installation!.Secrets.AdminPassword;
    public string Console => System.Urls["console"];
    public string Rehearsal => System.Urls["rehearsal"];
    public string Broker => System.Rabbit!.ConnectionString;
    public string Database => System.Postgres!.ConnectionString;
    public string PinLog => System.Boards[0].PinLog;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts the system once and signs in.</summary>
    public async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_system is not null)
                return;
            var options = new LocalOptions
            {
                Root = Root(),
                State = _state,
                Configuration =
#if DEBUG
                    "Debug",
#else
                    "Release",
#endif
                PreferredPorts = false,
                Environment = _environment,
            };
            _installation = new Installation(options.Root, options.State);
            var system = new LocalSystem(_installation, options, Say);
            try
            {
                await system.StartAsync(TestContext.Current.CancellationToken);
            }
            catch (Exception error)
            {
                await system.DisposeAsync();
                throw new InvalidOperationException($"The system does not start: {string.Join(" | ", _said)}", error);
            }
            _system = system;
            await SignInAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task<JsonElement> GetAsync(string path) =>
        await Http.GetFromJsonAsync<JsonElement>($"{Console}{path}", TestContext.Current.CancellationToken);

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync($"{Console}{path}", body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path} answers {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Does in the rehearsal room what viewers do.</summary>
    public Task<JsonElement> InRoomAsync(string what, object body) =>
        PostAsync($"/api/rehearsal/rooms/{Topology.Handle}/{what}", body);

    /// <summary>What the room has served.</summary>
    public Task<JsonElement> TruthAsync() => GetAsync($"/api/rehearsal/rooms/{Topology.Handle}/truth");

    /// <summary>Ends the room that is on air and starts a new one, so that a test has totals of its own.</summary>
    public async Task<string> NewRoomAsync()
    {
        await InRoomAsync("stop", new { });
        await EventuallyAsync(async () => (await ConnectionAsync()) != "Live", "the room ends", seconds: 60);
        var room = await InRoomAsync("start", new { title = "Test" });
        var roomId = room.GetProperty("roomId").GetString()!;
        await EventuallyAsync(
            async () => (await ConnectionAsync()) == "Live" && await SessionAsync(roomId) is not null,
            "the new room is watched",
            seconds: 60
        );
        return roomId;
    }

    /// <summary>The live session on the books of one room; null while there is none.</summary>
    public async Task<JsonElement?> SessionAsync(string roomId)
    {
        var sessions = await GetAsync($"/api/analytics/live-sessions?accountId={Topology.AccountId}");
        var list = sessions.ValueKind == JsonValueKind.Array ? sessions : sessions.GetProperty("items");
        foreach (var session in list.EnumerateArray())
            if (session.GetProperty("roomId").GetString() == roomId)
                return session;
        return null;
    }

    /// <summary>State of the connection to the demonstration's account.</summary>
    public async Task<string> ConnectionAsync()
    {
        var account = await GetAsync($"/api/ingestion/accounts/{Topology.AccountId}");
        return account.GetProperty("status").GetProperty("state").GetString()!;
    }

    /// <summary>Lines of the board's pin log: one per change, with the CPU's cycle.</summary>
    public IReadOnlyList<PinChange> Pins()
    {
        // The first change makes the file.
        if (!File.Exists(PinLog))
            return [];
        using var reader = new StreamReader(
            new FileStream(PinLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        );
        var changes = new List<PinChange>();
        while (reader.ReadLine() is { } line)
            if (line.EndsWith('}'))
                changes.Add(JsonSerializer.Deserialize<PinChange>(line, JsonSerializerOptions.Web)!);
        return changes;
    }

    /// <summary>How often a pin went high.</summary>
    public int Rises(string pin) => Pins().Count(change => change.Pin == pin && change.Value == 1);

    /// <summary>Kill -9; the host starts it again.</summary>
    public void Kill(string name)
    {
        var process = name switch
        {
            Topology.Rabbit => System.Rabbit!.Process!,
            Topology.Postgres => System.Postgres!.Process!,
            _ => System.Processes[name],
        };
        process.Kill();
    }

    /// <summary>Waits for something that must come true by itself.</summary>
    public static async Task EventuallyAsync(
        Func<Task<bool>> holds,
        string what,
        int seconds = 30,
        Func<Task<string>>? describe = null
    )
    {
        Exception? last = null;
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(seconds); )
        {
            try
            {
                if (await holds())
                    return;
                last = null;
            }
            catch (Exception error) when (error is HttpRequestException or JsonException or TaskCanceledException)
            {
                last = error;
            }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        var found = describe is null ? "" : $"; found: {await describe()}";
        throw new TimeoutException($"Not within {seconds} s: {what}{found}", last);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_system is null)
            return;
        await _system.DisposeAsync();
        LocalSystem.DeleteData(_installation!);
        Directory.Delete(_state, recursive: true);
        _starting.Dispose();
    }

    private async Task SignInAsync()
    {
        var answer = await PostAsync("/api/auth/login", new { user = "admin", password = Password });
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            answer.GetProperty("token").GetString()
        );
    }

    private void Say(string text)
    {
        lock (_log)
            _said.Add(text);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LiveOps.sln")))
                return folder.FullName;
        throw new InvalidOperationException("LiveOps.sln is in no parent folder of the tests.");
    }
}

/// <summary>One line of a board's pin log.</summary>
public sealed record PinChange(string Board, string Pin, int Value, long Cycle, double SimUs, string Wall, long WallNs);
