using System.Collections.Concurrent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Hosting;

/// <summary>The broker goes while more is being sent than the line takes: whoever lost it finds back, whoever waits hears.</summary>
public sealed class LostBrokerTests(SharedServers servers) : IAsyncLifetime
{
    // More than the buffers of two sockets and of the client library hold.
    private const int Messages = 200;
    private const int Length = 250_000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private CuttableLine _line = null!;

    public async ValueTask InitializeAsync() => _line = new CuttableLine(await servers.CreateVirtualHostAsync());

    public async ValueTask DisposeAsync() => await _line.DisposeAsync();

    [Fact]
    public async Task A_consumer_that_ends_after_its_broker_is_gone_does_not_keep_the_bus_from_finding_back()
    {
        // Whether one keeps it depends on who hears first of the end of a connection, and that differs each time.
        const int Losses = 8;
        var deliveries = 0;
        await using var app = await StartAsync(async context =>
        {
            if (Interlocked.Increment(ref deliveries) > Losses)
                return;
            await _line.CutAsync();
            // The library cancels what runs once it knows that the channel is closed.
            await Task.Delay(Timeout.Infinite, context.CancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _line.Mend();
        });
        await app.Services.GetRequiredService<IBus>().Publish(Message(0), TestContext.Current.CancellationToken);

        for (var loss = 1; loss <= Losses; loss++)
        {
            await WaitAsync(() => deliveries > loss);
            deliveries.ShouldBeGreaterThan(loss);
        }
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_publishes_in_order_hears_that_the_broker_is_gone_and_goes_on_over_a_new_channel(bool silently)
    {
        var arrived = new ConcurrentDictionary<long, bool>();
        await using var app = await StartAsync(arrived);
        await using var publisher = new OrderedPublisher<LiveEvents>(
            new Uri(_line.ConnectionString),
            LiveOpsBus.LiveEventsExchange,
            "test",
            []
        );
        var channel = await publisher.OpenAsync(TestContext.Current.CancellationToken);

        _line.Stall();
        var sent = Enumerable
            .Range(0, Messages)
            .Select(n => OrderedPublisherTests.SendAsync(channel, n, Length))
            .ToArray();
        await _line.FullAsync();
        if (silently)
            _line.Lose();
        else
        {
            await _line.CutAsync();
            _line.Mend();
        }

        await Should.ThrowAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(
            Task.WhenAll(sent).WaitAsync(_patience, TestContext.Current.CancellationToken)
        );
        await channel.DisposeAsync().AsTask().WaitAsync(_patience, TestContext.Current.CancellationToken);
        await using var next = await publisher.OpenAsync(TestContext.Current.CancellationToken).WaitAsync(_patience);
        await OrderedPublisherTests.SendAsync(next, Messages, Length);
        await WaitAsync(() => arrived.ContainsKey(Messages));
        arrived.ContainsKey(Messages).ShouldBeTrue();
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private Task<WebApplication> StartAsync(ConcurrentDictionary<long, bool> arrived) =>
        StartAsync(context =>
        {
            arrived[context.Message.Sequence] = true;
            return Task.CompletedTask;
        });

    /// <summary>A service's bus with one consumer, on the line.</summary>
    private async Task<WebApplication> StartAsync(MessageHandler<LiveEvents> consume)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:rabbit", _line.ConnectionString),
            new("urls", "http://127.0.0.1:0"),
        ]);
        builder.AddLiveOpsDefaults("test", authenticate: false);
        builder.Logging.LogToTest();
        builder.AddLiveOpsBus(
            endpoints: (_, rabbit) =>
                rabbit.ReceiveEndpoint(
                    "test.lost",
                    endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.Handler(consume);
                    }
                )
        );
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, _patience);
        return app;
    }

    private static LiveEvents Message(long sequence) => OrderedPublisherTests.Message(sequence, Length);

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var n = 0; n < 600 && !condition(); n++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
    }
}
