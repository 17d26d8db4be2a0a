using LiveOps.Contracts.Ingestion;
using MassTransit;

namespace LiveOps.Ingestion.Publishing;

/// <summary>Hands a message to the broker. Complete once the broker has confirmed it.</summary>
internal interface IEventPublisher
{
    Task PublishAsync(LiveEvents message, CancellationToken cancellationToken);
}

/// <summary>Over the bus, with the account id as routing key, so that consumers can partition by account.</summary>
internal sealed class BusEventPublisher(IBus bus) : IEventPublisher
{
    public Task PublishAsync(LiveEvents message, CancellationToken cancellationToken) =>
        bus.Publish(message, sent => sent.SetRoutingKey(message.AccountId.ToString()), cancellationToken);
}
