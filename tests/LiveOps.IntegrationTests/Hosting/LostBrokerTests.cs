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
    private const int Messages = 400;
    private const int Length = 100_000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private CuttableLine _line = null!;

    public async ValueTask InitializeAsync() => _line = new CuttableLine(await servers.CreateVirtualHostAsync());

    public async ValueTask DisposeAsync() => await _line.DisposeAsync();

    [Fact]
    public async Task A_bus_that_loses_its_broker_in_the_middle_of_much_finds_back_by_itself()
    {
        var arrived = new ConcurrentDictionary<long, bool>();
        await using var app = await StartAsync(arrived);
        var bus = app.Services.GetRequiredService<IBus>();

        var sent = Enumerable.Range(0, Messages).Select(n => bus.Publish(Message(n))).ToArray();
        await _line.StallAsync();
        await _line.CutAsync();
        _line.Mend();

        await Task.WhenAll(sent).WaitAsync(_patience, TestContext.Current.CancellationToken);
        await WaitAsync(() => arrived.Count == Messages);
        arrived.Count.ShouldBe(Messages);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_publishes_in_order_hears_that_the_broker_is_gone_and_goes_on_over_a_new_channel()
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

        var sent = Enumerable
            .Range(0, Messages)
            .Select(n => OrderedPublisherTests.SendAsync(channel, n, Length))
            .ToArray();
        await _line.StallAsync();
        await _line.CutAsync();
        _line.Mend();

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

    /// <summary>A service's bus with one consumer, on the line.</summary>
    private async Task<WebApplication> StartAsync(ConcurrentDictionary<long, bool> arrived)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:rabbit", _line.ConnectionString),
            new("urls", "http://127.0.0.1:0"),
        ]);
        builder.AddLiveOpsDefaults("test", authenticate: false);
        builder.AddLiveOpsBus(
            endpoints: (_, rabbit) =>
                rabbit.ReceiveEndpoint(
                    "test.lost",
                    endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.Handler<LiveEvents>(context =>
                        {
                            arrived[context.Message.Sequence] = true;
                            return Task.CompletedTask;
                        });
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
