using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Bus;
using RabbitMQ.Client;

namespace LiveOps.Benchmarks.Broker;

/// <summary>Puts LiveEvents straight into one service's partitions, in the envelope in which Ingestion sends them.</summary>
internal sealed class LiveEventsPublisher(IConnection connection, IChannel channel, string exchange) : IAsyncDisposable
{
    private const int InFlight = 256;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>What travels.</summary>
    public static byte[] BodyOf(LiveEvents message) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messageId = Guid.NewGuid(),
                messageType = new[] { "urn:message:LiveOps.Contracts.Ingestion:LiveEvents" },
                message,
            },
            _json
        );

    /// <param name="broker">The broker.</param>
    /// <param name="service">Whose partitions.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<LiveEventsPublisher> OpenAsync(
        Uri broker,
        string service,
        CancellationToken cancellationToken
    )
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(cancellationToken);
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancellationToken
        );
        return new LiveEventsPublisher(connection, channel, ReceiveEndpoints.LiveEventsByAccountOf(service));
    }

    /// <summary>Publishes in order, confirmed and durable; returns when the broker has all of it.</summary>
    /// <param name="bodies">With the account that each is about.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task PublishAsync(IEnumerable<(Guid Account, byte[] Body)> bodies, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            ContentType = "application/vnd.masstransit+json",
            DeliveryMode = DeliveryModes.Persistent,
        };
        var flight = new Queue<Task>();
        foreach (var (account, body) in bodies)
        {
            if (flight.Count >= InFlight)
                await flight.Dequeue();
            flight.Enqueue(
                channel
                    .BasicPublishAsync(
                        exchange,
                        AccountBucket.Of(account),
                        mandatory: true,
                        properties,
                        body,
                        cancellationToken
                    )
                    .AsTask()
            );
        }
        await Task.WhenAll(flight);
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
