using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace LiveOps.IntegrationTests.Servers;

/// <summary>
/// A private PostgreSQL on a free loopback port, with its data in a temporary folder and the durability that a fresh
/// installation has (fsync and synchronous_commit on). Usable as an xunit fixture or by hand.
/// </summary>
/// <remarks>
/// <see cref="KillAsync"/> then <see cref="StartAsync"/> is a crash and its recovery: port, data and connection
/// strings stay the same.
/// </remarks>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Owner = "liveops";
    private const string Password = "liveops";
    private readonly string? _user = ServerProcess.UnprivilegedUser("postgres", "nobody");
    private readonly int _port = ServerProcess.FreePorts(1)[0];
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _prepared = new(StringComparer.Ordinal);
    private string? _folder;
    private ServerProcess? _process;
    private int _databases;

    /// <summary>Settings handed to the server as <c>-c name=value</c>. Set before the start.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Why a test cannot have a PostgreSQL here; null when it can.</summary>
    public static string? Missing =>
        Binaries is null ? "PostgreSQL is not installed (Debian: apt-get install postgresql)" : null;

    /// <summary>Process id of the running server; null while it is down.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>The superuser's connection to the database <c>postgres</c>.</summary>
    public string ConnectionString => For("postgres");

    private static string? Binaries =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .EnumerateDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
                .OrderByDescending(bin => bin, StringComparer.Ordinal)
                .FirstOrDefault()
            : null;

    /// <summary>Starts the server (and creates its data the first time) and waits until it answers.</summary>
    public async Task StartAsync()
    {
        if (Missing is { } reason)
            throw new InvalidOperationException(reason);
        if (_folder is null)
            await CreateDataAsync();
        string[] arguments =
        [
            "-D",
            Path.Combine(_folder!, "data"),
            "-p",
            _port.ToString(CultureInfo.InvariantCulture),
            .. Settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            $"unix_socket_directories={_folder}",
        ];
        _process = ServerProcess.Start(_folder!, _user, null, Path.Combine(Binaries!, "postgres"), arguments);
        await WaitUntilItAnswersAsync(_process);
    }

    /// <summary>kill -9: what was not committed is gone, what was committed must survive.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        _process = null;
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Crash and recovery.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>A new empty database; returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() => CreateDatabaseAsync("template1");

    /// <summary>A new database like the one that <paramref name="prepare"/> has made of an empty one.</summary>
    /// <param name="kind">What is prepared; it is prepared once, then copied.</param>
    /// <param name="prepare">Gets a connection string, and leaves no connection open: what is in use cannot be copied.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string kind, Func<string, Task> prepare)
    {
        var prepared = _prepared.GetOrAdd(kind, _ => new(() => PrepareAsync(prepare)));
        return await CreateDatabaseAsync(await prepared.Value);
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

    private async Task<string> PrepareAsync(Func<string, Task> prepare)
    {
        var database = new NpgsqlConnectionStringBuilder(await CreateDatabaseAsync()) { Pooling = false };
        await prepare(database.ConnectionString);
        return database.Database!;
    }

    private async Task<string> CreateDatabaseAsync(string template)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name} template {template}", connection);
        await create.ExecuteNonQueryAsync();
        return For(name);
    }

    private string For(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Username = Owner,
            Password = Password,
            Database = database,
            Timeout = 5,
        }.ConnectionString;

    private async Task CreateDataAsync()
    {
        _folder = await ServerProcess.CreateFolderAsync("liveops-postgres", _user);
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, Password);
        await ServerProcess.RunAsync(
            _folder,
            _user,
            null,
            Path.Combine(Binaries!, "initdb"),
            $"--pgdata={Path.Combine(_folder, "data")}",
            $"--username={Owner}",
            $"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            // The files of an empty cluster need no fsync: a crash now loses nothing.
            "--no-sync"
        );
    }

    private async Task WaitUntilItAnswersAsync(ServerProcess process)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString
                );
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 600 && !process.HasExited)
            {
                await Task.Delay(100);
            }
            catch (NpgsqlException error)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {process.Output}", error);
            }
        }
    }
}
