using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Bus;

namespace LiveOps.Ingestion.Publishing;

/// <summary>Where messages of live events go.</summary>
internal interface IEventBroker
{
    /// <summary>Opens a way for one account's messages. Throws when the broker is away.</summary>
    Task<IEventChannel> OpenAsync(Guid accountId, CancellationToken cancellationToken);
}

/// <summary>
/// Messages arrive in the order of the calls, which need not wait for each other. After a failure the channel is done:
/// what it has not confirmed is sent again over a new one.
/// </summary>
internal interface IEventChannel : IAsyncDisposable
{
    /// <summary>Complete once the broker has confirmed the message.</summary>
    /// <param name="json">A <see cref="LiveEvents"/> as <see cref="LiveEventsJson"/> writes it.</param>
    /// <param name="traceParent">The span that sends; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task PublishAsync(ReadOnlyMemory<byte> json, string? traceParent, CancellationToken cancellationToken);
}

/// <summary>RabbitMQ, with the account's bucket as routing key, so that consumers can partition by account.</summary>
internal sealed class RabbitEventBroker(OrderedPublisher<LiveEvents> publisher) : IEventBroker
{
    public async Task<IEventChannel> OpenAsync(Guid accountId, CancellationToken cancellationToken) =>
        new Channel(await publisher.OpenAsync(cancellationToken), AccountBucket.Of(accountId));

    private sealed class Channel(OrderedPublisher<LiveEvents>.OrderedChannel channel, string bucket) : IEventChannel
    {
        public Task PublishAsync(ReadOnlyMemory<byte> json, string? traceParent, CancellationToken cancellationToken) =>
            channel.PublishAsync(json, bucket, traceParent, cancellationToken);

        public ValueTask DisposeAsync() => channel.DisposeAsync();
    }
}
