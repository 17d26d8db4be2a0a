using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using LiveOps.AppHost.Local.Processes;

namespace LiveOps.AppHost.Local.Servers;

/// <summary>
/// A private RabbitMQ node: Debian's package, run as whoever calls, everything on loopback, with its own cookie, so
/// that it neither meets nor uses a node that the system runs.
/// </summary>
internal sealed class RabbitServer(
    string folder,
    string password,
    int port,
    Action<SupervisedProcess, string>? tell = null
) : IAsyncDisposable
{
    public const string User = "liveops";
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private readonly int _distributionPort = FreePort.Take();

    // A port mapper of our own, which ends with the node; the system's would outlive it.
    private readonly int _mapperPort = FreePort.Take();
    private readonly int _managementPort = FreePort.Take();

    public int Port => port;

    /// <summary>The management API, by which the Console makes users for gateways.</summary>
    public string ManagementUrl => $"http://127.0.0.1:{_managementPort}";
    public SupervisedProcess? Process { get; private set; }
    public string ConnectionString => $"amqp://{User}:{password}@127.0.0.1:{port}/";

    /// <summary>Starts the node and waits until it accepts connections.</summary>
    public async Task StartAsync(string logFolder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Server))
            throw new InvalidOperationException("RabbitMQ is not installed: apt-get install rabbitmq-server");
        EndLeftoverMappers(folder);
        Configure();
        Process = new SupervisedProcess("rabbit", Program, logFolder) { Tell = tell };
        await Process.StartAsync();
        await WaitUntilReadyAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Process is not null)
            await Process.DisposeAsync();
        await Command.TryAsync("epmd", ["-port", $"{_mapperPort}", "-kill"]);
    }

    /// <summary>
    /// Ends the port mappers of this folder's node. The mapper leaves its parent at its start, so it outlives a host
    /// that was killed; it is told from others' by the home that it was given.
    /// </summary>
    public static void EndLeftoverMappers(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var home = $"\0HOME={Home(folder)}\0";
        foreach (var mapper in System.Diagnostics.Process.GetProcessesByName("epmd"))
            using (mapper)
            {
                try
                {
                    if ($"\0{File.ReadAllText($"/proc/{mapper.Id}/environ")}".Contains(home, StringComparison.Ordinal))
                        mapper.Kill();
                }
                // Another user's, or gone meanwhile.
                catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception) { }
            }
    }

    private static string Home(string folder) => Path.Combine(folder, "home");

    private ProcessStartInfo Program()
    {
        var start = new ProcessStartInfo(Server) { WorkingDirectory = folder };
        foreach (var (key, value) in Environment())
            start.Environment[key] = value;
        return start;
    }

    private void Configure()
    {
        Directory.CreateDirectory(Home(folder));
        // The configuration below holds the password, the home the cookie.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(folder, "enabled_plugins"), $"[{string.Join(',', Topology.RabbitPlugins)}].\n");
        // The management counts nothing: its statistics cost every message something, and nobody reads them here.
        // Quorum queues keep in memory what their write-ahead log holds, 512 MiB by default: too much for one PC.
        // The user is made by the node itself at its first start, so no tool and no cookie has to reach it.
        File.WriteAllText(
            Path.Combine(folder, "rabbitmq.conf"),
            $"""
            listeners.tcp.default = 127.0.0.1:{port}
            default_user = {User}
            default_pass = {password}
            loopback_users = none
            disk_free_limit.absolute = 200MB
            vm_memory_high_watermark.relative = 0.3
            raft.wal_max_size_bytes = 67108864
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {_managementPort}
            management.disable_stats = true
            log.file = false
            log.console = true
            log.console.level = warning

            """
        );
    }

    private Dictionary<string, string> Environment() =>
        new()
        {
            ["HOME"] = Home(folder),
            // The name holds the folder's identity: the data below it belongs to this name.
            ["RABBITMQ_NODENAME"] = $"liveops{Math.Abs(StableHash(folder)):x}@localhost",
            ["RABBITMQ_NODE_PORT"] = $"{port}",
            ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{_mapperPort}",
            // Few schedulers that never spin: the broker shares its cores with everything else.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
                "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
        };

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        for (var patience = Stopwatch.StartNew(); ; )
        {
            if (Process!.Restarts > 2)
                throw new InvalidOperationException($"RabbitMQ does not stay up; see {Process.LogPath}.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancellationToken);
                // The node answers the protocol header only when it has booted.
                await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), cancellationToken);
                var answer = new byte[1];
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                wait.CancelAfter(2_000);
                if (await client.GetStream().ReadAsync(answer, wait.Token) == 1)
                    return;
            }
            catch (Exception error)
                when (error is SocketException or IOException
                    || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                if (patience.Elapsed > TimeSpan.FromSeconds(90))
                    throw new TimeoutException($"RabbitMQ does not answer after 90 s; see {Process.LogPath}.", error);
            }
            await Task.Delay(200, cancellationToken);
        }
    }

    private static int StableHash(string text) =>
        text.Aggregate(17, (hash, character) => unchecked((hash * 31) + character));
}
