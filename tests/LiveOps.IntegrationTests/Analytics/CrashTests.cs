using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Npgsql;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>kill -9 in the middle of the load: the books are exact once all is up again.</summary>
public sealed class CrashTests(SharedServers servers)
{
    private const string Totals =
        "select events || ' ' || coins || ' ' || gifts || ' ' || likes from analytics.live_sessions where account_id = $1";

    [Fact]
    public async Task The_books_are_exact_after_PostgreSQL_was_killed_under_load()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var postgres = new PostgresServer();
        await postgres.StartAsync();
        await using var host = await AnalyticsHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync(),
            ("Analytics:BatchMessages", "8")
        );
        var live = new SyntheticLive(21, viewers: 200);
        await PublishAsync(host.Bus, live, 200);

        await postgres.KillAsync();
        await PublishAsync(host.Bus, live, 200);
        await postgres.StartAsync();
        await PublishAsync(host.Bus, live, 100);

        await host.EventuallyAsync(Truth(live), Totals, live.AccountId);
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBe(live.Events);
    }

    [Fact]
    public async Task The_books_are_exact_after_the_service_was_killed_under_load()
    {
        var (database, rabbit) = (await servers.CreateDatabaseAsync(), await servers.CreateVirtualHostAsync());
        var live = new SyntheticLive(22, viewers: 200);
        var bus = Publisher(rabbit);
        await bus.StartAsync();
        try
        {
            using (var victim = StartService(database, rabbit))
            {
                // The queues are there when a message arrives in the end; until then nobody hears it.
                var herald = new SyntheticLive(23, viewers: 200);
                while (await CountAsync(database) == 0)
                {
                    victim.HasExited.ShouldBeFalse();
                    await PublishAsync(bus, herald, 1);
                    await Task.Delay(100);
                }
                await PublishAsync(bus, live, 300);
                victim.Kill();
                await victim.WaitForExitAsync();
            }
            await PublishAsync(bus, live, 100);
            using var successor = StartService(database, rabbit);
            try
            {
                await PublishAsync(bus, live, 100);
                await EventuallyAsync(Truth(live), () => TotalsAsync(database, live.AccountId));
            }
            finally
            {
                successor.Kill();
                await successor.WaitForExitAsync();
            }
        }
        finally
        {
            await bus.StopAsync();
        }
    }

    internal static IBusControl Publisher(string rabbit) =>
        MassTransit.Bus.Factory.CreateUsingRabbitMq(configure =>
        {
            configure.Host(new Uri(rabbit), host => host.UseBrokerLine());
            configure.Message<LiveEvents>(message => message.SetEntityName("live-events"));
            configure.ConfigureJsonSerializerOptions(json =>
            {
                json.Converters.Add(new JsonStringEnumConverter());
                return json;
            });
        });

    /// <summary>The service as it is shipped, in a process of its own.</summary>
    internal static Process StartService(string database, string rabbit)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var service = Path.Combine(
            own.Parent!.Parent!.FullName,
            "LiveOps.Analytics",
            own.Name,
            "LiveOps.Analytics.dll"
        );
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Process.Start(
            new ProcessStartInfo("dotnet")
            {
                ArgumentList = { "exec", service },
                Environment =
                {
                    ["ConnectionStrings__liveops"] = database,
                    ["ConnectionStrings__rabbit"] = rabbit,
                    ["Auth__PublicKey"] = AnalyticsHost.PublicKeyOf(key),
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                },
            }
        )!;
    }

    private static string Truth(SyntheticLive live) => $"{live.Events} {live.Coins} {live.Gifts} {live.Likes}";

    private static async Task PublishAsync(IBus bus, SyntheticLive live, int messages)
    {
        for (var n = 0; n < messages; n++)
            await PublishAsync(bus, live.Next());
    }

    internal static Task PublishAsync(IBus bus, LiveEvents message) =>
        bus.Publish(message, context => context.SetRoutingKey(AccountBucket.Of(message.AccountId)));

    private static async Task<long> CountAsync(string database)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("select count(*) from analytics.live_sessions", connection);
            return (long)(await command.ExecuteScalarAsync())!;
        }
        catch (PostgresException error) when (error.SqlState is "42P01" or "3F000")
        {
            // The service has not made its tables yet.
            return 0;
        }
    }

    private static async Task<string?> TotalsAsync(string database, Guid account)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Totals, connection);
        command.Parameters.Add(new() { Value = account });
        return (string?)await command.ExecuteScalarAsync();
    }

    private static async Task EventuallyAsync(string expected, Func<Task<string?>> read)
    {
        string? last = null;
        for (var attempt = 0; attempt < 600 && last != expected; attempt++)
        {
            last = await read();
            if (last != expected)
                await Task.Delay(100);
        }
        last.ShouldBe(expected);
    }
}
