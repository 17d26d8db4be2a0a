using MassTransit;
using MassTransit.RabbitMqTransport;

namespace LiveOps.Hosting.Bus;

/// <summary>Sends to a queue that only its consumer declares, and knows whether anybody has the message.</summary>
public static class MandatorySend
{
    // The broker's own exchange, which leads to every queue by its name: it cannot be missing, so no send closes the
    // channel under the others; and the queue is not declared, in which messages for nobody would wait for ever. The
    // library knows it by what it uses it for itself.
    private static readonly Uri _defaultExchange = new($"exchange:{RabbitMqExchangeNames.ReplyTo}");

    /// <summary>Hands a message to a queue and returns when the broker has confirmed it.</summary>
    /// <param name="bus">
    /// Never a consumed message in its place: the library faults a message one of whose sends failed, caught or not.
    /// </param>
    /// <param name="queue">The consumer's queue.</param>
    /// <param name="messageId">The name under which the message is applied once.</param>
    /// <param name="message">What is sent.</param>
    /// <param name="cancellationToken">Ends the wait for a broker that is away.</param>
    /// <returns>False when there is no such queue on this broker: nobody has the message, nor will have it.</returns>
    public static async Task<bool> TrySendAsync<T>(
        this IBus bus,
        string queue,
        Guid messageId,
        T message,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var queues = await bus.GetSendEndpoint(_defaultExchange);
        try
        {
            await queues.Send(
                message,
                sending =>
                {
                    sending.MessageId = messageId;
                    sending.SetRoutingKey(queue);
                    // The broker drops, and confirms, what has no queue, unless it must say so.
                    if (sending.TryGetPayload(out RabbitMqSendContext? rabbit))
                        rabbit.Mandatory = true;
                },
                cancellationToken
            );
            return true;
        }
        catch (MessageReturnedException)
        {
            return false;
        }
    }
}
