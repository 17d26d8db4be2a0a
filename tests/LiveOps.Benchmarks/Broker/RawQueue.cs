using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace LiveOps.Benchmarks.Broker;

/// <summary>A quorum queue used with RabbitMQ's own client and nothing around it: what the broker itself can do.</summary>
internal sealed class RawQueue : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _publishing;
    private readonly IChannel _consuming;
    private readonly string _queue;

    private RawQueue(IConnection connection, IChannel publishing, IChannel consuming, string queue)
    {
        _connection = connection;
        _publishing = publishing;
        _consuming = consuming;
        _queue = queue;
    }

    public static async Task<RawQueue> OpenAsync(
        Uri broker,
        ushort prefetch,
        Func<ReadOnlyMemory<byte>, Task> received,
        CancellationToken cancellationToken
    )
    {
        var factory = new ConnectionFactory { Uri = broker };
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        var publishing = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancellationToken
        );
        var consuming = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await consuming.BasicQosAsync(0, prefetch, global: false, cancellationToken);
        var queue = $"bench-{Guid.NewGuid():N}";
        await consuming.QueueDeclareAsync(
            queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            cancellationToken: cancellationToken
        );
        var consumer = new AsyncEventingBasicConsumer(consuming);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await received(delivery.Body);
            await consuming.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await consuming.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
        return new RawQueue(connection, publishing, consuming, queue);
    }

    /// <summary>Completes when the broker has confirmed the message.</summary>
    public ValueTask PublishAsync(byte[] body, CancellationToken cancellationToken) =>
        _publishing.BasicPublishAsync(
            "",
            _queue,
            mandatory: false,
            new BasicProperties { Persistent = true },
            body,
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await _consuming.QueueDeleteAsync(_queue);
        await _publishing.DisposeAsync();
        await _consuming.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
