using System.Diagnostics;
using System.Globalization;
using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>
/// How fast events get on the books, with PostgreSQL as durable as it is shipped, beside the floor: a bare COPY of the
/// same rows. CPU seconds are told too, since a busy machine changes the clock but not the work. Run it by name with
/// <c>-explicit only</c>.
/// </summary>
public sealed class StoreSpeed(ITestOutputHelper output)
{
    /// <summary>Messages of 20 events; fewer on a machine that has other work.</summary>
    private static readonly int Messages = int.Parse(
        Environment.GetEnvironmentVariable("LIVEOPS_SPEED_MESSAGES") ?? "10000",
        CultureInfo.InvariantCulture
    );
    private const int Accounts = 8;

    [Fact(Explicit = true)]
    public async Task Store()
    {
        await using var postgres = new PostgresServer();
        await using var rabbit = new RabbitServer();
        await Task.WhenAll(postgres.StartAsync(), rabbit.StartAsync());
        var database = await postgres.CreateDatabaseAsync();
        await using var host = await AnalyticsHost.StartAsync(database, rabbit.ConnectionString);
        var lives = Enumerable.Range(1, Accounts).Select(seed => new SyntheticLive(seed)).ToArray();
        var messages = Enumerable.Range(0, Messages).Select(n => lives[n % Accounts].Next()).ToList();
        var rows = messages.ConvertAll(message => EventMapping.ToRows(message, redelivered: false, 8_192));
        var store = host.Services.GetRequiredService<EventStore>();
        var names = new Names();
        await store.StoreAsync([EventMapping.ToRows(lives[0].Next(), redelivered: false, 8_192)], names, default);

        await MeasureAsync("bare COPY, no index", postgres, rabbit, () => BareCopyAsync(host, rows, indexed: false));
        await MeasureAsync("bare COPY, same indexes", postgres, rabbit, () => BareCopyAsync(host, rows, indexed: true));
        await MeasureAsync(
            "books, one writer",
            postgres,
            rabbit,
            async () =>
            {
                foreach (var batch in rows.Chunk(256))
                    await store.StoreAsync(batch, names, default);
            }
        );
        await MeasureAsync("queue to books", postgres, rabbit, await FilledQueuesAsync(postgres, rabbit));
    }

    /// <summary>The queues hold the load before the service starts; the clock runs from its start to the last commit.</summary>
    private static async Task<Func<Task>> FilledQueuesAsync(PostgresServer postgres, RabbitServer rabbit)
    {
        var lives = Enumerable.Range(101, Accounts).Select(seed => new SyntheticLive(seed)).ToArray();
        // A first life makes the queues; nobody empties them while they fill.
        var address = await rabbit.CreateVirtualHostAsync();
        await using (await AnalyticsHost.StartAsync(await postgres.CreateDatabaseAsync(), address)) { }
        var bus = CrashTests.Publisher(address);
        await bus.StartAsync();
        foreach (var chunk in Enumerable.Range(0, Messages).Select(n => lives[n % Accounts].Next()).Chunk(200))
            await Task.WhenAll(chunk.Select(message => CrashTests.PublishAsync(bus, message)));
        await bus.StopAsync();
        var database = await postgres.CreateDatabaseAsync();
        return async () =>
        {
            await using var service = await AnalyticsHost.StartAsync(database, address);
            await service.EventuallyAsync(
                (long)Messages * 20,
                "select coalesce(sum(events), 0)::bigint from analytics.live_sessions"
            );
        };
    }

    private static async Task BareCopyAsync(AnalyticsHost host, List<EventMessage> messages, bool indexed)
    {
        await using var connection = await host.Database.OpenConnectionAsync();
        await ExecuteAsync(
            connection,
            $"drop table if exists floor; create table floor (like analytics.events {(indexed ? "including indexes" : "")})"
        );
        foreach (var batch in messages.Chunk(256))
        {
            var buffer = new CopyBuffer();
            foreach (var row in batch.SelectMany(message => message.Rows))
                EventCopy.Append(buffer, 1, new DateOnly(2026, 11, 21), row);
            buffer.End();
            await using var copy = await connection.BeginRawBinaryCopyAsync(
                $"copy floor ({EventCopy.Columns}) from stdin (format binary)"
            );
            await copy.WriteAsync(buffer.Bytes);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task MeasureAsync(string what, PostgresServer postgres, RabbitServer rabbit, Func<Task> run)
    {
        var (own, database, broker) = (Own(), Cpu(postgres.ProcessId), Cpu(rabbit.ProcessId));
        var started = Stopwatch.GetTimestamp();
        await run();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (ownCpu, databaseCpu, brokerCpu) = (
            Own() - own,
            Cpu(postgres.ProcessId) - database,
            Cpu(rabbit.ProcessId) - broker
        );
        var events = Messages * 20.0;
        var line =
            $"{what, -24} {events / seconds, 9:N0} events/s  {seconds, 6:N2} s  CPU: service {ownCpu, 5:N2} s, "
            + $"PostgreSQL {databaseCpu, 5:N2} s, RabbitMQ {brokerCpu, 5:N2} s, "
            + $"{events / (ownCpu + databaseCpu + brokerCpu), 9:N0} events per CPU second";
        output.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }

    private static double Own()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>CPU seconds of a process and its children, running and ended.</summary>
    private static double Cpu(int? process)
    {
        if (process is not { } id || !File.Exists($"/proc/{id}/stat"))
            return 0;
        var fields = File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ');
        // Fields 14 to 17 of proc(5): user and system time of the process and of its ended children, in 1/100 s.
        var own = fields[12..16].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0;
        var children = File.ReadAllText($"/proc/{id}/task/{id}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return own + children.Sum(child => Cpu(int.Parse(child, CultureInfo.InvariantCulture)));
    }
}
