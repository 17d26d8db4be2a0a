using Npgsql;
using RabbitMQ.Client;

namespace LiveOps.IntegrationTests.Servers;

public sealed class ServersTests
{
    [Fact]
    public async Task What_PostgreSQL_committed_survives_a_kill_and_nothing_else_does()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var server = new PostgresServer();
        await server.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "create table t (n int); insert into t values (1)");
        await using (var open = new NpgsqlConnection(database))
        {
            await open.OpenAsync();
            await using var transaction = await open.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand("insert into t values (2)", open, transaction);
            await insert.ExecuteNonQueryAsync();
            await server.KillAsync();
        }

        await server.StartAsync();

        (await ExecuteAsync(database, "select sum(n)::int from t")).ShouldBe(1);
        (await ExecuteAsync(database, "select current_setting('fsync')")).ShouldBe("on");
    }

    [Fact]
    public async Task What_RabbitMQ_confirmed_survives_a_kill()
    {
        Assert.SkipWhen(RabbitServer.Missing is not null, RabbitServer.Missing ?? "");
        await using var server = new RabbitServer();
        await server.StartAsync();
        var factory = new ConnectionFactory { Uri = new Uri(await server.CreateVirtualHostAsync()) };
        await using (var connection = await factory.CreateConnectionAsync())
        {
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true
                )
            );
            await channel.QueueDeclareAsync(
                "q",
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }
            );
            // The node writes the names of new queues to disk within seconds, not at once: a queue declared in the
            // moment of a crash does not come back. Messages are on disk when they are confirmed.
            await Task.Delay(TimeSpan.FromSeconds(5));
            await channel.BasicPublishAsync("", "q", mandatory: true, new byte[] { 42 });
            await server.KillAsync();
        }

        await server.StartAsync();

        await using var again = await factory.CreateConnectionAsync();
        await using var reading = await again.CreateChannelAsync();
        BasicGetResult? found = null;
        for (var attempt = 0; attempt < 100 && found is null; attempt++)
        {
            found = await reading.BasicGetAsync("q", autoAck: true);
            if (found is null)
                await Task.Delay(50);
        }
        found.ShouldNotBeNull().Body.ToArray().ShouldBe([42]);
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
