using System.Data.Common;
using System.Diagnostics;
using LiveOps.AppHost.Local.Processes;

namespace LiveOps.AppHost.Local.Servers;

/// <summary>
/// A private PostgreSQL: Debian's server binaries, run as an ordinary user, on a loopback port, with scram passwords.
/// </summary>
/// <remarks>
/// PostgreSQL refuses to run as root. Started by root it runs as the user postgres (else nobody), and its data goes
/// where that user can enter: below <paramref name="folder"/>, or in <paramref name="fallbackFolder"/> when a parent
/// of it is closed to others.
/// </remarks>
internal sealed class PostgresServer(
    string folder,
    string fallbackFolder,
    string password,
    int port,
    Action<SupervisedProcess, string>? tell = null
) : IAsyncDisposable
{
    private const string Superuser = "liveops";
    private readonly string? _user = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? RunAs() : null;

    public int Port => port;
    public string? Data { get; private set; }
    public SupervisedProcess? Process { get; private set; }
    public string ConnectionString =>
        $"Host=127.0.0.1;Port={port};Username={Superuser};Password={password};Database={Topology.Database}";

    /// <summary>Makes the cluster at the first time, starts it and makes the database.</summary>
    public async Task StartAsync(string logFolder, CancellationToken cancellationToken)
    {
        var binaries = Binaries();
        Data ??= await PlaceAsync();
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")))
            await InitialiseAsync(binaries, cancellationToken);
        // INT is PostgreSQL's fast shutdown: it does not wait for clients that died with the host.
        Process = new SupervisedProcess("postgres", () => Program(binaries), logFolder, "INT", _user) { Tell = tell };
        await Process.StartAsync();
        await WaitUntilReadyAsync(binaries, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Process is not null)
            await Process.DisposeAsync();
    }

    /// <summary>Removes the data, also where it had to go elsewhere.</summary>
    public void DeleteData()
    {
        foreach (var place in new[] { folder, fallbackFolder })
            if (Directory.Exists(place))
                Directory.Delete(place, recursive: true);
    }

    private async Task<string> PlaceAsync()
    {
        Directory.CreateDirectory(folder);
        if (_user is null)
            return Path.Combine(folder, "data");
        var place = folder;
        await Command.RunAsync("chown", [_user, folder]);
        if (
            await Command.TryAsync(
                "setpriv",
                ["--reuid", _user, "--regid", _user, "--clear-groups", "test", "-w", folder]
            ) != 0
        )
        {
            place = fallbackFolder;
            Directory.CreateDirectory(place);
            await Command.RunAsync("chown", [_user, place]);
        }
        return Path.Combine(place, "data");
    }

    private async Task InitialiseAsync(string binaries, CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(Path.GetDirectoryName(Data!)!, "initial-password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        if (_user is not null)
            await Command.RunAsync("chown", [_user, passwordFile]);
        try
        {
            await Command.RunAsync(
                Path.Combine(binaries, "initdb"),
                [
                    "-D",
                    Data!,
                    "-U",
                    Superuser,
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                    "-A",
                    "scram-sha-256",
                    "--pwfile",
                    passwordFile,
                ],
                _user
            );
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private async Task WaitUntilReadyAsync(string binaries, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string> { ["PGPASSWORD"] = password, ["PGCONNECT_TIMEOUT"] = "3" };
        string[] server = ["-h", "127.0.0.1", "-p", $"{port}", "-U", Superuser];
        for (var patience = Stopwatch.StartNew(); ; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Process!.Restarts > 2)
                throw new InvalidOperationException($"PostgreSQL does not stay up; see {Process.LogPath}.");
            // A database of our own is the proof that it really answers, not only listens.
            var made = await Command.TryAsync(
                Path.Combine(binaries, "psql"),
                [
                    .. server,
                    "-d",
                    "postgres",
                    "-tAc",
                    $"select 1 from pg_database where datname = '{Topology.Database}'",
                ],
                environment: environment
            );
            if (made == 0)
                break;
            if (patience.Elapsed > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"PostgreSQL does not answer after a minute; see {Process.LogPath}.");
            await Task.Delay(150, cancellationToken);
        }
        // Exists already after the first start: then this fails, and that is fine.
        await Command.TryAsync(
            Path.Combine(binaries, "createdb"),
            [.. server, Topology.Database],
            environment: environment
        );
    }

    /// <summary>Runs a statement in a server that is running.</summary>
    /// <param name="connectionString">As in <c>endpoints.json</c>.</param>
    /// <exception cref="InvalidOperationException">It failed: with what the server says.</exception>
    public static Task ExecuteAsync(string connectionString, string sql)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        string[] server = ["-h", $"{parts["Host"]}", "-p", $"{parts["Port"]}", "-U", $"{parts["Username"]}"];
        return Command.RunAsync(
            Path.Combine(Binaries(), "psql"),
            [.. server, "-d", $"{parts["Database"]}", "-v", "ON_ERROR_STOP=1", "-qc", sql],
            environment: new Dictionary<string, string> { ["PGPASSWORD"] = $"{parts["Password"]}" }
        );
    }

    private ProcessStartInfo Program(string binaries) =>
        new(
            Path.Combine(binaries, "postgres"),
            [
                "-D",
                Data!,
                "-p",
                $"{port}",
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                $"unix_socket_directories={Data}",
                "-c",
                "max_connections=200",
                "-c",
                "shared_buffers=256MB",
                "-c",
                "max_wal_size=2GB",
            ]
        )
        {
            WorkingDirectory = "/",
        };

    private static string Binaries() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
                .OrderByDescending(bin => bin, StringComparer.Ordinal)
                .FirstOrDefault()
                ?? throw Missing()
            : throw Missing();

    private static InvalidOperationException Missing() =>
        new("PostgreSQL's server is not installed: apt-get install postgresql");

    private static string RunAs() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres"
            : "nobody";
}
