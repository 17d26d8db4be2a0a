using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.AppHost;
using LiveOps.AppHost.Local;
using LiveOps.AppHost.Local.Servers;
using LiveOps.Benchmarks.Reporting;
using Npgsql;

namespace LiveOps.Benchmarks.Running;

/// <summary>
/// The whole system as <c>./run</c> starts it, in a folder of its own, from Release builds: private servers, all
/// services as processes, the rehearsal room, one simulated Arduino.
/// </summary>
internal sealed class MeasuredSystem : IAsyncDisposable
{
    private readonly LocalSystem _system;
    private readonly Installation _installation;
    private readonly bool _keep;
    private readonly CuttableBroker? _line;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private MeasuredSystem(LocalSystem system, Installation installation, bool keep, CuttableBroker? line)
    {
        _system = system;
        _installation = installation;
        _keep = keep;
        _line = line;
        Database = NpgsqlDataSource.Create(system.Postgres!.ConnectionString);
        Broker = new Uri(system.Rabbit!.ConnectionString);
    }

    public NpgsqlDataSource Database { get; }
    public Uri Broker { get; }

    /// <summary>The services' way to the broker, where the measurement asked for one that can be cut.</summary>
    public CuttableBroker Line =>
        _line ?? throw new InvalidOperationException("The broker was not asked to be cuttable.");

    /// <summary>Process of each part, by name: the services, the servers, the board.</summary>
    public IReadOnlyDictionary<string, int> Processes =>
        _system
            .Processes.Select(process => (Name: process.Key, process.Value.ProcessId))
            .Append((Name: Topology.Postgres, _system.Postgres!.Process!.ProcessId))
            .Append((Name: Topology.Rabbit, _system.Rabbit!.Process!.ProcessId))
            .Where(process => process.ProcessId is not null)
            .ToDictionary(process => process.Name, process => process.ProcessId!.Value);

    /// <summary>Where it keeps its data.</summary>
    public Installation Installation => _installation;

    /// <summary>How often a part ended by itself and was started again.</summary>
    public int Restarts => _system.Processes.Values.Sum(process => process.Restarts);

    /// <summary>The gateway's own address on its PC.</summary>
    public string GatewayUrl => _system.Urls["device-gateway"];

    public string ConsoleUrl => _system.Urls["console"];

    /// <summary>A service's own address, past the console.</summary>
    public string UrlOf(string service) => _system.Urls[service];

    /// <summary>Asks as the signed-in admin.</summary>
    public HttpClient Http => _http;

    /// <summary>Pin logs of the simulated boards.</summary>
    public IReadOnlyList<string> PinLogs => [.. _system.Boards.Select(board => board.PinLog)];

    /// <param name="options">What the command line asks for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="boards">Simulated boards to attach.</param>
    /// <param name="environment">Environment of the services beyond the usual.</param>
    /// <param name="cuttable">The services reach the broker by <see cref="Line"/>; the measurement itself does not.</param>
    public static async Task<MeasuredSystem> StartAsync(
        BenchOptions options,
        CancellationToken cancellationToken,
        int boards = 1,
        IReadOnlyDictionary<string, string>? environment = null,
        bool cuttable = false
    )
    {
        var watch = Stopwatch.StartNew();
        Report.Progress("starting the system");
        var said = new List<string>();
        var state = Path.Combine(Path.GetTempPath(), $"liveops-bench-{Environment.ProcessId}");
        var installation = new Installation(options.Root, state);
        var line = cuttable ? new CuttableBroker(FreePort.Take()) : null;
        var local = new LocalOptions
        {
            Root = options.Root,
            State = state,
            Configuration = "Release",
            PreferredPorts = false,
            Boards = boards,
            Environment = With(environment, line, installation),
        };
        var system = new LocalSystem(installation, local, said.Add);
        if (line is not null)
            line.BrokerPort = () => system.Rabbit!.Port;
        line?.Mend();
        try
        {
            await system.StartAsync(cancellationToken);
            var started = new MeasuredSystem(system, installation, options.Keep, line);
            await started.SignInAsync(cancellationToken);
            await started.UntilAsync(started.IsWatchedAsync, "the room is watched", 60, cancellationToken);
            Report.Progress($"the system runs after {watch.Elapsed.TotalSeconds:0} s, in {state}");
            return started;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await system.DisposeAsync();
            line?.Dispose();
            throw new InvalidOperationException(
                $"The system does not start ({error.Message}); logs are in {installation.Logs}: {string.Join(" | ", said)}",
                error
            );
        }
    }

    /// <summary>Ends the room that is on air and starts a new one, so that a measurement has books of its own.</summary>
    public async Task<long> NewRoomAsync(CancellationToken cancellationToken)
    {
        await InRoomAsync("stop", new { }, cancellationToken);
        await UntilAsync(async token => !await IsWatchedAsync(token), "the room ends", 60, cancellationToken);
        var room = await InRoomAsync("start", new { title = "Benchmark", realisticSize = true }, cancellationToken);
        await UntilAsync(IsWatchedAsync, "the new room is watched", 60, cancellationToken);
        return long.Parse(room.GetProperty("roomId").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Does in the rehearsal room what viewers do.</summary>
    public Task<JsonElement> InRoomAsync(string what, object body, CancellationToken cancellationToken) =>
        PostAsync($"{_system.Urls["rehearsal"]}/api/rooms/{Topology.Handle}/{what}", body, cancellationToken);

    /// <summary>What the room has served: the truth that the books are checked against.</summary>
    public async Task<JsonElement> ServedAsync(CancellationToken cancellationToken) =>
        (
            await _http.GetFromJsonAsync<JsonElement>(
                $"{_system.Urls["rehearsal"]}/api/rooms/{Topology.Handle}/truth",
                cancellationToken
            )
        ).GetProperty("served");

    /// <summary>A mix of comments, likes, joins, follows and shares in the background; ends by itself.</summary>
    public Task LoadAsync(
        double perSecond,
        double seconds,
        int gifts,
        string gift,
        CancellationToken cancellationToken
    ) =>
        InRoomAsync(
            "load",
            new
            {
                perSecond,
                seconds,
                users = 2_000,
                gift,
                // Of 100 events.
                mix = new
                {
                    gift = gifts,
                    chat = 37,
                    like = 37,
                    join = 23 - gifts,
                    follow = 2,
                    share = 1,
                },
            },
            cancellationToken
        );

    /// <summary>Waits until no run plays in the room any more and all that was offered has left on the socket.</summary>
    public async Task LoadEndedAsync(CancellationToken cancellationToken)
    {
        var room = $"{_system.Urls["rehearsal"]}/api/rooms/{Topology.Handle}";
        await UntilAsync(
            async token =>
                (await _http.GetFromJsonAsync<JsonElement>($"{room}/runs", token))
                    .EnumerateArray()
                    .All(run => run.GetProperty("state").GetString() != "running"),
            "the load ends",
            3_600,
            cancellationToken
        );
        await UntilAsync(
            async token =>
            {
                var truth = await _http.GetFromJsonAsync<JsonElement>($"{room}/truth", token);
                return truth.GetProperty("offered").GetProperty("messages").GetInt64()
                    == truth.GetProperty("served").GetProperty("messages").GetInt64();
            },
            "everything offered is served",
            60,
            cancellationToken
        );
    }

    /// <summary>A rule of the measurement: each such gift switches a device on.</summary>
    public async Task AddRuleAsync(string gift, string device, int durationMs, CancellationToken cancellationToken)
    {
        await PostAsync(
            $"{_system.Urls["console"]}/api/rules",
            new
            {
                accountId = Topology.AccountId,
                name = $"{gift} moves {device} for {durationMs} ms",
                trigger = new { type = "gift", giftNames = new[] { gift } },
                policy = new { expiresAfterMs = 10_000 },
                action = new
                {
                    type = "device",
                    deviceId = device,
                    action = "ON",
                    durationMs,
                },
            },
            cancellationToken
        );
        // Replicas read changed rules within moments of the answer.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
    }

    public async Task UntilAsync(
        Func<CancellationToken, Task<bool>> holds,
        string what,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(seconds); )
        {
            if (await holds(cancellationToken))
                return;
            await Task.Delay(100, cancellationToken);
        }
        throw new TimeoutException($"Not within {seconds} s: {what}. Logs: {_installation.Logs}");
    }

    public async ValueTask DisposeAsync()
    {
        Report.Progress("stopping the system");
        _http.Dispose();
        await Database.DisposeAsync();
        await _system.DisposeAsync();
        _line?.Dispose();
        if (_keep)
            return;
        LocalSystem.DeleteData(_installation);
        Directory.Delete(_installation.State, recursive: true);
    }

    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string>? environment,
        CuttableBroker? line,
        Installation installation
    )
    {
        var all = new Dictionary<string, string>(environment ?? new Dictionary<string, string>());
        if (line is not null)
            all["ConnectionStrings__rabbit"] =
                $"amqp://{RabbitServer.User}:{installation.Secrets.RabbitPassword}@127.0.0.1:{line.Port}/";
        return all;
    }

    private async Task<bool> IsWatchedAsync(CancellationToken cancellationToken)
    {
        var account = await _http.GetFromJsonAsync<JsonElement>(
            $"{_system.Urls["console"]}/api/ingestion/accounts/{Topology.AccountId}",
            cancellationToken
        );
        return account.GetProperty("status").GetProperty("state").GetString() == "Live";
    }

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        var answer = await PostAsync(
            $"{_system.Urls["console"]}/api/auth/login",
            new { user = "admin", password = _installation.Secrets.AdminPassword },
            cancellationToken
        );
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            answer.GetProperty("token").GetString()
        );
    }

    private async Task<JsonElement> PostAsync(string url, object body, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync(url, body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{url} answers {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
