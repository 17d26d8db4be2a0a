using LiveOps.IntegrationTests.Servers;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace LiveOps.IntegrationTests.Servers;

/// <summary>
/// One PostgreSQL and one RabbitMQ for the whole run, started by the first test that asks. Take it in a test class's
/// constructor; ask for a database or virtual host of your own. Tests that kill a server start one of their own.
/// </summary>
public sealed class SharedServers : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private PostgresServer? _postgres;
    private RabbitServer? _rabbit;

    /// <summary>Connection string of a new empty database; skips the test where PostgreSQL is not installed.</summary>
    public async Task<string> CreateDatabaseAsync() => await (await PostgresAsync()).CreateDatabaseAsync();

    /// <summary>The same for a prepared one: see <see cref="PostgresServer.CreateDatabaseAsync(string, Func{string, Task})"/>.</summary>
    public async Task<string> CreateDatabaseAsync(string kind, Func<string, Task> prepare) =>
        await (await PostgresAsync()).CreateDatabaseAsync(kind, prepare);

    /// <summary>Address of a new empty virtual host; skips the test where RabbitMQ is not installed.</summary>
    public async Task<string> CreateVirtualHostAsync()
    {
        Assert.SkipWhen(RabbitServer.Missing is not null, RabbitServer.Missing ?? "");
        await _gate.WaitAsync();
        try
        {
            if (_rabbit is null)
            {
                var server = new RabbitServer();
                await server.StartAsync();
                _rabbit = server;
            }
        }
        finally
        {
            _gate.Release();
        }
        return await _rabbit.CreateVirtualHostAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_rabbit is not null)
            await _rabbit.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<PostgresServer> PostgresAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await _gate.WaitAsync();
        try
        {
            if (_postgres is null)
            {
                var server = new PostgresServer
                {
                    // Tests run beside each other, and each service has a pool of its own.
                    Settings = new Dictionary<string, string> { ["max_connections"] = "300" },
                };
                await server.StartAsync();
                _postgres = server;
            }
            return _postgres;
        }
        finally
        {
            _gate.Release();
        }
    }
}
