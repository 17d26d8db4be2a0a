using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.IntegrationTests.Servers;

/// <summary>
/// A private RabbitMQ node on free loopback ports with the consistent-hash exchange, its data in a temporary folder
/// and its own port mapper (epmd), cookie and home, so that it neither meets nor leaves anything of another node.
/// Usable as an xunit fixture or by hand. <see cref="KillAsync"/> then <see cref="StartAsync"/> is a crash and its
/// recovery with the same data and address.
/// </summary>
public sealed class RabbitServer : IAsyncLifetime
{
    private const string Binaries = "/usr/lib/rabbitmq/bin";
    private readonly string? _user = ServerProcess.UnprivilegedUser("rabbitmq", "nobody");
    private readonly int[] _ports = ServerProcess.FreePorts(4);
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private string? _folder;
    private ServerProcess? _mapper;
    private ServerProcess? _process;
    private int _virtualHosts;
    private int _calls;

    /// <summary>Why a test cannot have a RabbitMQ here; null when it can.</summary>
    public static string? Missing =>
        File.Exists($"{Binaries}/rabbitmq-server")
            ? null
            : "RabbitMQ is not installed (Debian: apt-get install rabbitmq-server)";

    /// <summary>True: with the management API, which makes the start slower. Set before the start.</summary>
    public bool Management { get; init; }

    /// <summary>The management API; answers as the user guest, who may do everything.</summary>
    public string ManagementUrl => $"http://127.0.0.1:{_ports[3].ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Process id of the running server; null while it is down.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>The default virtual host.</summary>
    public string ConnectionString => For("/");

    /// <summary>Starts the node and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        if (Missing is { } reason)
            throw new InvalidOperationException(reason);
        if (_folder is null)
            await CreateFolderAsync();
        _mapper ??= ServerProcess.Start(_folder!, _user, _environment, "epmd");
        _process = ServerProcess.Start(_folder!, _user, _environment, $"{Binaries}/rabbitmq-server");
        await WaitUntilItAnswersAsync(_process);
    }

    /// <summary>kill -9 for the node and its helpers.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        _process = null;
        // The mapper would refuse the name of a node that it still believes alive.
        await _mapper!.DisposeAsync();
        _mapper = null;
    }

    /// <summary>Crash and recovery.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>A new empty virtual host; returns its connection string.</summary>
    /// <remarks>
    /// Nearly every test wants one: the node is told directly what <c>rabbitmqctl</c> would tell it (<c>add_vhost</c>,
    /// <c>set_permissions</c>), because each start of that program takes a second of Erlang's.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The node refused; the message holds what it said.</exception>
    public async Task<string> CreateVirtualHostAsync()
    {
        var name = $"test{Interlocked.Increment(ref _virtualHosts)}";
        await EvaluateAsync(
            $"""
            ok = rabbit_vhost:add(<<"{name}">>, <<"guest">>),
            ok = rabbit_auth_backend_internal:set_permissions(
                <<"guest">>, <<"{name}">>, <<".*">>, <<".*">>, <<".*">>, <<"guest">>).
            """
        );
        return For(name);
    }

    /// <summary>Runs <c>rabbitmqctl</c> on this node.</summary>
    public Task ControlAsync(params string[] arguments) =>
        ServerProcess.RunAsync(_folder!, _user, _environment, $"{Binaries}/rabbitmqctl", arguments);

    /// <summary>Evaluates Erlang expressions, the last with a full stop, of which each must match, in this node.</summary>
    private async Task EvaluateAsync(string expressions)
    {
        // Comes with Erlang itself. Ends with 0 also when an expression failed. Its own random names (-r) are those of the
        // second: the node refuses the second of two.
        var client = $"c{Environment.ProcessId}x{Interlocked.Increment(ref _calls)}";
        var said = await ServerProcess.RunAsync(
            _folder!,
            _user,
            _environment,
            "erl_call",
            ["-sname", _environment["RABBITMQ_NODENAME"], "-h", client, "-e"],
            expressions + "\n"
        );
        if (!said.StartsWith("{ok,", StringComparison.Ordinal))
            throw new InvalidOperationException($"RabbitMQ does not do {expressions}: {said}");
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        _folder = null;
    }

    private string For(string virtualHost) =>
        $"amqp://guest:guest@127.0.0.1:{_ports[0].ToString(CultureInfo.InvariantCulture)}/{virtualHost.TrimStart('/')}";

    private async Task CreateFolderAsync()
    {
        _folder = await ServerProcess.CreateFolderAsync("liveops-rabbit", _user);
        string At(string name) => Path.Combine(_folder, name);
        await File.WriteAllTextAsync(
            At("rabbitmq.conf"),
            $"listeners.tcp.default = 127.0.0.1:{_ports[0].ToString(CultureInfo.InvariantCulture)}\n"
                + (
                    Management
                        ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {_ports[3].ToString(CultureInfo.InvariantCulture)}\n"
                        : ""
                )
        );
        await File.WriteAllTextAsync(
            At("enabled_plugins"),
            Management
                ? "[rabbitmq_consistent_hash_exchange,rabbitmq_management].\n"
                : "[rabbitmq_consistent_hash_exchange].\n"
        );
        _environment["HOME"] = _folder;
        _environment["RABBITMQ_NODENAME"] = $"test{_ports[0].ToString(CultureInfo.InvariantCulture)}@localhost";
        _environment["RABBITMQ_NODE_PORT"] = _ports[0].ToString(CultureInfo.InvariantCulture);
        _environment["RABBITMQ_DIST_PORT"] = _ports[1].ToString(CultureInfo.InvariantCulture);
        _environment["ERL_EPMD_PORT"] = _ports[2].ToString(CultureInfo.InvariantCulture);
        _environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        _environment["RABBITMQ_MNESIA_BASE"] = At("mnesia");
        _environment["RABBITMQ_LOG_BASE"] = At("log");
        _environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = At("enabled_plugins");
        _environment["RABBITMQ_CONFIG_FILE"] = At("rabbitmq");
        _environment["RABBITMQ_PID_FILE"] = At("pid");
        _environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
    }

    private async Task WaitUntilItAnswersAsync(ServerProcess process)
    {
        var factory = new ConnectionFactory { Uri = new Uri(ConnectionString) };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync();
                return;
            }
            catch (BrokerUnreachableException) when (attempt < 600 && !process.HasExited)
            {
                await Task.Delay(100);
            }
            catch (BrokerUnreachableException error)
            {
                throw new InvalidOperationException($"RabbitMQ does not start: {process.Output}", error);
            }
        }
    }
}
