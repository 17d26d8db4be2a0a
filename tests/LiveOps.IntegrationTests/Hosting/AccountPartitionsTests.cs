using System.Collections.Concurrent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace LiveOps.IntegrationTests.Hosting;

/// <summary>What happens to an account comes by one queue, whatever becomes of the broker: two would have no order.</summary>
public sealed class AccountPartitionsTests
{
    private const int Partitions = 4;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private readonly Guid[] _accounts = [.. Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7())];
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<int>> _taken = new();

    [Fact]
    public async Task An_account_keeps_its_queue_when_the_broker_is_killed_and_an_older_ones_exchange_is_taken_away()
    {
        Assert.SkipWhen(RabbitServer.Missing is not null, RabbitServer.Missing ?? "");
        await using var broker = new RabbitServer();
        await broker.StartAsync();
        await OlderExchangeAsync(broker.ConnectionString);
        await using var app = await StartAsync(broker.ConnectionString);
        await RetiredAsync(broker.ConnectionString);
        await PublishAsync(app, taken: 1);
        // The node writes the names of new queues to disk within seconds, not at once.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await broker.RestartAsync();
        await HealthyAsync(app);
        await PublishAsync(app, taken: 2);

        _taken.Values.ShouldAllBe(partitions => partitions.Distinct().Count() == 1);
        // They share the accounts.
        _taken.Values.Select(partitions => partitions.First()).Distinct().Count().ShouldBe(Partitions);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task<WebApplication> StartAsync(string broker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:rabbit", broker),
            new("urls", "http://127.0.0.1:0"),
        ]);
        builder.AddLiveOpsDefaults("test", authenticate: false);
        builder.Logging.LogToTest();
        builder.RetireHashExchange("test");
        builder.AddLiveOpsBus(
            endpoints: (_, rabbit) =>
                rabbit.LiveEventsPartitions(
                    "test",
                    Partitions,
                    prefetch: 16,
                    (partition, endpoint) =>
                        endpoint.Handler<LiveEvents>(context =>
                        {
                            _taken.GetOrAdd(context.Message.AccountId, _ => new()).Enqueue(partition);
                            return Task.CompletedTask;
                        })
                )
        );
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await HealthyAsync(app);
        return app;
    }

    private static async Task HealthyAsync(WebApplication app) =>
        (
            await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, _patience)
        ).ShouldBe(BusHealthStatus.Healthy);

    private async Task PublishAsync(WebApplication app, int taken)
    {
        foreach (var account in _accounts)
            await app
                .Services.GetRequiredService<IBus>()
                .Publish(
                    OrderedPublisherTests.Message(taken, 10) with
                    {
                        AccountId = account,
                    },
                    context => context.SetRoutingKey(AccountBucket.Of(account)),
                    TestContext.Current.CancellationToken
                );
        for (
            var n = 0;
            n < 300 && (_taken.Count < _accounts.Length || _taken.Values.Any(all => all.Count < taken));
            n++
        )
            await Task.Delay(100, TestContext.Current.CancellationToken);
        _taken.Values.Sum(all => all.Count).ShouldBe(taken * _accounts.Length, "each comes once");
    }

    /// <summary>As versions before had it: an exchange of that name, bound to the events and to a queue of the service.</summary>
    private static async Task OlderExchangeAsync(string broker)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("live-events", ExchangeType.Fanout, durable: true);
        await channel.ExchangeDeclareAsync("test.live-events", "x-consistent-hash", durable: true);
        await channel.ExchangeBindAsync("test.live-events", "live-events", "");
        await channel.QueueDeclareAsync(
            "test.live-events.0",
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true }
        );
        await channel.QueueBindAsync("test.live-events.0", "test.live-events", "1");
    }

    private static async Task RetiredAsync(string broker)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        for (var n = 0; n < 100; n++)
        {
            try
            {
                await using var channel = await connection.CreateChannelAsync();
                await channel.ExchangeDeclarePassiveAsync("test.live-events");
                await Task.Delay(200);
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
            {
                return;
            }
        }
        throw new TimeoutException("The exchange of before is still there.");
    }
}
