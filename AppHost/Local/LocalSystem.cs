using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.AppHost.Local.Processes;
using LiveOps.AppHost.Local.Servers;

namespace LiveOps.AppHost.Local;

/// <summary>The topology as plain processes: starts everything in order, keeps it running, stops it in order.</summary>
internal sealed class LocalSystem(Installation installation, LocalOptions options, Action<string> say)
    : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly Dictionary<string, string> _urls = [];
    private readonly SortedDictionary<string, int> _restarts = new(StringComparer.Ordinal);
    private readonly List<SimulatedBoard> _boards = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public PostgresServer? Postgres { get; private set; }
    public RabbitServer? Rabbit { get; private set; }
    public IReadOnlyDictionary<string, string> Urls => _urls;
    public IReadOnlyList<SimulatedBoard> Boards => _boards;
    public Dictionary<string, SupervisedProcess> Processes { get; } = [];

    /// <summary>Starts the whole system and writes <c>endpoints.json</c> when all of it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        File.Delete(installation.EndpointsFile);
        File.Delete(installation.RestartsFile);
        await StartServersAsync(cancellationToken);
        foreach (var service in Topology.Services)
            _urls[service.Name] = $"http://127.0.0.1:{FreePort.Take(options.PreferredPorts ? service.Port : 0)}";
        for (var n = 1; n <= options.Boards; n++)
            await StartBoardAsync(SimulatedBoard.In(installation, $"board-{n}"));
        foreach (var service in Topology.Services)
            await StartServiceAsync(service);
        say($"Services started: {string.Join(", ", _urls.Keys)}; waiting until they are ready");
        foreach (var service in Topology.Services)
            await WaitReadyAsync(service, cancellationToken);
        var boards = await DescribeBoardsAsync(cancellationToken);
        WriteEndpoints(boards, await AdminPasswordAsync(cancellationToken));
        say($"Everything is ready after {watch.Elapsed.TotalSeconds:0} s");
    }

    public async ValueTask DisposeAsync()
    {
        // What was started last stops first: services finish what they hold while broker and database still answer.
        // They do not wait for one another.
        var services = Processes.Values.Reverse().ToList();
        await Task.WhenAll(services.Select(service => service.DisposeAsync().AsTask()));
        while (_running.TryPop(out var last))
            await last.DisposeAsync();
        File.Delete(installation.EndpointsFile);
        File.Delete(installation.RestartsFile);
        _http.Dispose();
    }

    /// <summary>Deletes what lies outside the state folder.</summary>
    public static void DeleteData(Installation installation) => PostgresOf(installation).DeleteData();

    /// <summary>Ends what a host that was killed has left running.</summary>
    public static void EndLeftovers(Installation installation) =>
        RabbitServer.EndLeftoverMappers(installation.Data("rabbit"));

    private static PostgresServer PostgresOf(
        Installation installation,
        Action<SupervisedProcess, string>? tell = null
    ) =>
        new(
            installation.Data("postgres"),
            Path.Combine(Path.GetTempPath(), $"liveops-postgres-{installation.Fingerprint}"),
            installation.Secrets.PostgresPassword,
            FreePort.Take(),
            tell
        );

    private async Task StartServersAsync(CancellationToken cancellationToken)
    {
        say("Starting PostgreSQL and RabbitMQ");
        Postgres = PostgresOf(installation, Tell);
        _running.Push(Postgres);
        Rabbit = new RabbitServer(
            installation.Data("rabbit"),
            installation.Secrets.RabbitPassword,
            FreePort.Take(),
            Tell
        );
        _running.Push(Rabbit);
        await Task.WhenAll(
            Postgres.StartAsync(installation.Logs, cancellationToken),
            Rabbit.StartAsync(installation.Logs, cancellationToken)
        );
        say($"PostgreSQL answers on port {Postgres.Port}, RabbitMQ on port {Rabbit.Port}");
    }

    private async Task StartBoardAsync(SimulatedBoard board)
    {
        File.Delete(board.PinLog);
        _boards.Add(board);
        await SuperviseAsync(board.Name, () => board.Start(installation, options.BoardFaults));
        say($"Simulated Arduino Uno {board.Name} on {Path.GetRelativePath(installation.Root, board.SerialPath)}");
    }

    private Task StartServiceAsync(Service service) =>
        SuperviseAsync(
            service.Name,
            () => ServiceStart.For(service, installation, this, options),
            stop => AnswersAsync($"{_urls[service.Name]}/health/live", stop)
        );

    private async Task SuperviseAsync(
        string name,
        Func<ProcessStartInfo> start,
        Func<CancellationToken, Task<bool>>? answers = null
    )
    {
        var process = new SupervisedProcess(name, start, installation.Logs) { Tell = Tell, Answers = answers };
        Processes[name] = process;
        await process.StartAsync();
    }

    /// <summary>Tells that a process ended or hung, and keeps for <c>--status</c> how often each was started again.</summary>
    private void Tell(SupervisedProcess process, string text)
    {
        say($"{process.Name} {text}");
        lock (_restarts)
        {
            _restarts[process.Name] = process.Restarts;
            installation.WritePrivate(installation.RestartsFile, _restarts);
        }
    }

    private async Task<bool> AnswersAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(url, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The password made for this installation; null when the admin has changed it, found by signing in.</summary>
    private async Task<string?> AdminPasswordAsync(CancellationToken cancellationToken)
    {
        var password = installation.Secrets.AdminPassword;
        // A refusal costs one of the few wrong passwords that a name has free, and is forgotten with the next start.
        using var answer = await _http.PostAsJsonAsync(
            $"{_urls["console"]}/api/auth/login",
            new { user = "admin", password },
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            return null;
        // Nobody finds a session among the admin's that no person has opened. The cookie came with the answer.
        using var leave = new HttpRequestMessage(HttpMethod.Post, $"{_urls["console"]}/api/auth/logout");
        leave.Headers.Add("X-LiveOps", "1");
        using var left = await _http.SendAsync(leave, cancellationToken);
        return password;
    }

    private async Task WaitReadyAsync(Service service, CancellationToken cancellationToken)
    {
        for (var patience = Stopwatch.StartNew(); ; )
        {
            try
            {
                using var answer = await _http.GetAsync($"{_urls[service.Name]}/health/ready", cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
            if (patience.Elapsed > TimeSpan.FromSeconds(120))
                throw new TimeoutException(
                    $"{service.Name} is not ready after two minutes; see {Processes[service.Name].LogPath}."
                );
            await Task.Delay(150, cancellationToken);
        }
    }

    /// <summary>Each board with the id that it gave the gateway; the board's name where it has given none in 20 s.</summary>
    private async Task<List<BoardEndpoint>> DescribeBoardsAsync(CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(20); )
        {
            var status = await _http.GetFromJsonAsync<JsonElement>(
                $"{_urls["device-gateway"]}/api/gateway/status",
                cancellationToken
            );
            foreach (var board in status.GetProperty("boards").EnumerateArray())
                if (board.GetProperty("boardId").GetString() is { Length: > 0 } id)
                    known[board.GetProperty("port").GetString()!] = id;
            if (_boards.TrueForAll(board => known.ContainsKey(board.SerialPath)))
                break;
            await Task.Delay(200, cancellationToken);
        }
        return
        [
            .. _boards.Select(board => new BoardEndpoint(
                known.GetValueOrDefault(board.SerialPath, board.Name),
                board.SerialPath,
                board.PinLog
            )),
        ];
    }

    private void WriteEndpoints(IReadOnlyList<BoardEndpoint> boards, string? password) =>
        installation.WritePrivate(
            installation.EndpointsFile,
            new Endpoints(
                _urls["console"],
                _urls,
                Rabbit!.ConnectionString,
                Postgres!.ConnectionString,
                boards,
                new("admin", password)
            )
        );
}

/// <summary>What <c>endpoints.json</c> holds: where everything is.</summary>
internal sealed record Endpoints(
    string Console,
    IReadOnlyDictionary<string, string> Services,
    string Rabbit,
    string Postgres,
    IReadOnlyList<BoardEndpoint> Boards,
    AdminEndpoint Admin
);

internal sealed record BoardEndpoint(string Id, string SerialPath, string PinLog);

/// <param name="Password">Null when the admin has changed the one that was made for this installation.</param>
internal sealed record AdminEndpoint(string User, string? Password);
