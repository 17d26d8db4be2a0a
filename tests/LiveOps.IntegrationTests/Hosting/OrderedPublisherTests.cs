using System.Collections.Concurrent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Bus;
using LiveOps.Ingestion.Publishing;
using LiveOps.IntegrationTests.Servers;
using MassTransit;

namespace LiveOps.IntegrationTests.Hosting;

/// <summary>Rules take a message with a lower sequence for a repetition: one that overtakes loses the other's gifts.</summary>
public sealed class OrderedPublisherTests(SharedServers servers)
{
    private const string Exchange = LiveOpsBus.LiveEventsExchange;

    [Fact]
    public async Task Messages_arrive_in_order_from_the_first_one_on_however_large_they_are()
    {
        var broker = new Uri(await servers.CreateVirtualHostAsync());
        var arrived = new ConcurrentQueue<long>();
        var bus = await ListenAsync(broker, arrived);
        await using var publisher = new OrderedPublisher<LiveEvents>(broker, Exchange, "test", []);
        await using var channel = await publisher.OpenAsync(TestContext.Current.CancellationToken);

        const int Messages = 2_000;
        var sent = Enumerable.Range(0, Messages).Select(n => SendAsync(channel, n, n % 100 == 0 ? 500_000 : n % 900));
        await Task.WhenAll(sent.ToArray());

        await WaitAsync(() => arrived.Count >= Messages);
        arrived.ShouldBe(Enumerable.Range(0, Messages).Select(n => (long)n));
        await bus.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_message_that_no_queue_would_take_is_refused_instead_of_lost()
    {
        var broker = new Uri(await servers.CreateVirtualHostAsync());
        await using var publisher = new OrderedPublisher<LiveEvents>(broker, Exchange, "test", []);
        await using var channel = await publisher.OpenAsync(TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<RabbitMQ.Client.Exceptions.PublishException>(() =>
            SendAsync(channel, 1, 10)
        );

        refused.IsReturn.ShouldBeTrue();
        var arrived = new ConcurrentQueue<long>();
        var bus = await ListenAsync(broker, arrived);
        await SendAsync(channel, 2, 10);
        await WaitAsync(() => arrived.Count > 0);
        arrived.ShouldBe([2]);
        await bus.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nothing_is_published_before_the_awaited_queues_are_there()
    {
        var broker = new Uri(await servers.CreateVirtualHostAsync());
        await using var publisher = new OrderedPublisher<LiveEvents>(broker, Exchange, "test", ["test.ordered"]);

        await Should.ThrowAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() =>
            publisher.OpenAsync(TestContext.Current.CancellationToken)
        );

        var arrived = new ConcurrentQueue<long>();
        var bus = await ListenAsync(broker, arrived);
        await using var channel = await publisher.OpenAsync(TestContext.Current.CancellationToken);
        await SendAsync(channel, 1, 10);
        await WaitAsync(() => !arrived.IsEmpty);
        arrived.ShouldBe([1]);
        await bus.StopAsync(TestContext.Current.CancellationToken);
    }

    internal static Task SendAsync(OrderedPublisher<LiveEvents>.OrderedChannel channel, long sequence, int length)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        LiveEventsJson.Write(json, Message(sequence, length));
        return channel.PublishAsync(json.WrittenMemory, "account", null, TestContext.Current.CancellationToken);
    }

    internal static LiveEvents Message(long sequence, int length) =>
        new()
        {
            WorkspaceId = Guid.NewGuid(),
            AccountId = Guid.NewGuid(),
            RoomId = 1,
            Sequence = sequence,
            ReceivedAt = DateTimeOffset.UtcNow,
            Events =
            [
                new LiveEvent
                {
                    MessageId = sequence,
                    Kind = LiveEventKind.Chat,
                    At = DateTimeOffset.UtcNow,
                    Text = new string('x', length),
                },
            ],
        };

    private static async Task<IBusControl> ListenAsync(Uri broker, ConcurrentQueue<long> arrived)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            rabbit.UseLiveOpsJson();
            rabbit.MessageTopology.SetEntityNameFormatter(new KebabCaseEntityNameFormatter());
            rabbit.ReceiveEndpoint(
                "test.ordered",
                endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.ConcurrentMessageLimit = 1;
                    endpoint.Handler<LiveEvents>(context =>
                    {
                        arrived.Enqueue(context.Message.Sequence);
                        return Task.CompletedTask;
                    });
                }
            );
        });
        await bus.StartAsync(TestContext.Current.CancellationToken);
        return bus;
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var n = 0; n < 600 && !condition(); n++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
    }
}
