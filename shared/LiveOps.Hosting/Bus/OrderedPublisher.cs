using System.Text;
using System.Text.Json;
using MassTransit;
using MassTransit.Logging;
using MassTransit.Serialization;
using MassTransit.Transports;
using RabbitMQ.Client;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// Publishes messages of one type in order, several in flight. The bus promises no order: a message that it hands on
/// again by itself after a lost connection comes behind younger ones. A channel of the client library sends what it is
/// given in the order of the calls, the broker routes it in that order, and after a failure the caller decides.
/// </summary>
/// <typeparam name="T">The message. Consumers read it like any other of the bus.</typeparam>
/// <param name="broker">Address: <c>amqp://user:password@host:port/vhost</c>.</param>
/// <param name="exchange">Name of the message's fanout exchange.</param>
/// <param name="name">Shown by the broker for the connection.</param>
/// <param name="awaited">
/// Queues that must be there before anything is published: a fanout gives nothing to a queue that is made later, so an
/// installation that starts for the first time would lose what came before its consumers.
/// </param>
public sealed class OrderedPublisher<T>(Uri broker, string exchange, string name, IReadOnlyList<string> awaited)
    : IAsyncDisposable
    where T : class
{
    private readonly ConnectionFactory _factory = FactoryOf(broker, name);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private IConnection? _connection;

    /// <summary>Opens a channel, connecting first where there is no connection.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.RabbitMQClientException">
    /// The broker is away or refuses, or an awaited queue is not there yet.
    /// </exception>
    public async Task<OrderedChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is not { IsOpen: true })
            {
                if (_connection is { } dead)
                    await dead.DisposeAsync();
                _connection = await _factory.CreateConnectionAsync(cancellationToken);
            }
            var channel = await _connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true
                ),
                cancellationToken
            );
            try
            {
                await channel.ExchangeDeclareAsync(
                    exchange,
                    ExchangeType.Fanout,
                    durable: true,
                    cancellationToken: cancellationToken
                );
                foreach (var queue in awaited)
                    await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            }
            catch
            {
                await channel.DisposeAsync();
                throw;
            }
            return new OrderedChannel(channel, exchange);
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connecting.Dispose();
    }

    private static ConnectionFactory FactoryOf(Uri broker, string name)
    {
        var factory = new ConnectionFactory
        {
            Uri = broker,
            ClientProvidedName = name,
            // A channel that failed is replaced, and its messages are sent again by whoever keeps them: a recovery
            // behind the caller's back would send them out of order.
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            ContinuationTimeout = TimeSpan.FromSeconds(5),
        };
        BrokerLine.UseFor(factory);
        return factory;
    }

    /// <summary>Messages arrive in the order of the calls. Once one has failed, nothing more may be sent on it.</summary>
    public sealed class OrderedChannel : IAsyncDisposable
    {
        private static readonly byte[] _messageType = JsonSerializer.SerializeToUtf8Bytes(
            new[] { MessageUrn.ForTypeString<T>() }
        );
        private readonly IChannel _channel;
        private readonly string _exchange;

        internal OrderedChannel(IChannel channel, string exchange) => (_channel, _exchange) = (channel, exchange);

        /// <summary>Hands a message to the broker; complete once the broker has it safe in at least one queue.</summary>
        /// <param name="message">The message as the bus writes it: JSON, camel case, enums by name.</param>
        /// <param name="routingKey">What consumers partition by.</param>
        /// <param name="traceParent">W3C id of the span that sends; null for none.</param>
        /// <param name="cancellationToken">Gives up waiting; the message may arrive all the same.</param>
        /// <exception cref="RabbitMQ.Client.Exceptions.PublishException">No queue takes it, or the broker refuses it.</exception>
        /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">The connection is lost.</exception>
        public Task PublishAsync(
            ReadOnlyMemory<byte> message,
            string routingKey,
            string? traceParent,
            CancellationToken cancellationToken
        )
        {
            var id = NewId.NextGuid();
            var properties = new BasicProperties
            {
                ContentType = SystemTextJsonMessageSerializer.JsonContentType.MediaType,
                DeliveryMode = DeliveryModes.Persistent,
                MessageId = id.ToString(),
            };
            if (traceParent is not null)
                properties.Headers = new Dictionary<string, object?> { [DiagnosticHeaders.ActivityId] = traceParent };
            return _channel
                .BasicPublishAsync(
                    _exchange,
                    routingKey,
                    // An installation whose consumers have never run has no queue: the message must not vanish there.
                    mandatory: true,
                    properties,
                    Envelope(id, message.Span),
                    cancellationToken
                )
                .AsTask();
        }

        public ValueTask DisposeAsync() => _channel.DisposeAsync();

        private static byte[] Envelope(Guid id, ReadOnlySpan<byte> message)
        {
            var head = Encoding.ASCII.GetBytes($"{{\"messageId\":\"{id}\",\"messageType\":");
            ReadOnlySpan<byte> middle = ",\"message\":"u8;
            var envelope = new byte[head.Length + _messageType.Length + middle.Length + message.Length + 1];
            var rest = envelope.AsSpan();
            foreach (var part in (ReadOnlySpan<byte[]>)[head, _messageType])
            {
                part.CopyTo(rest);
                rest = rest[part.Length..];
            }
            middle.CopyTo(rest);
            message.CopyTo(rest[middle.Length..]);
            envelope[^1] = (byte)'}';
            return envelope;
        }
    }
}
