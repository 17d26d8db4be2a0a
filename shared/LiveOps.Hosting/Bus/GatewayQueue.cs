using LiveOps.Contracts.DeviceGateway;
using MassTransit;
using MassTransit.RabbitMqTransport;

namespace LiveOps.Hosting.Bus;

/// <summary>The queue from which one gateway takes its commands: the gateway declares it, others only send to it.</summary>
public static class GatewayQueue
{
    // The broker's own exchange, which leads to every queue by its name: it cannot be missing, so no send closes the
    // channel under the others; and the queue is not declared, in which commands for nobody would wait for ever. The
    // library knows it by what it uses it for itself.
    private static readonly Uri _defaultExchange = new($"exchange:{RabbitMqExchangeNames.ReplyTo}");

    /// <summary>Its name.</summary>
    /// <param name="gatewayId">As in <see cref="GatewayStatus.GatewayId"/>.</param>
    public static string NameOf(string gatewayId) => $"gateway.{gatewayId}";

    /// <summary>
    /// Hands a command to the gateway's queue and returns when the broker has confirmed it. The message id is the
    /// command's own.
    /// </summary>
    /// <param name="bus">
    /// Never a consumed message in its place: the library faults a message one of whose sends failed, caught or not.
    /// </param>
    /// <param name="gatewayId">The gateway that has the board.</param>
    /// <param name="command">What to do.</param>
    /// <param name="cancellationToken">Ends the wait for a broker that is away.</param>
    /// <returns>False when the gateway has no queue on this broker: nobody has the command, nor will have it.</returns>
    public static async Task<bool> TrySendAsync(
        this IBus bus,
        string gatewayId,
        DeviceCommand command,
        CancellationToken cancellationToken
    )
    {
        var queues = await bus.GetSendEndpoint(_defaultExchange);
        try
        {
            await queues.Send(
                command,
                sending =>
                {
                    sending.MessageId = command.CommandId;
                    sending.SetRoutingKey(NameOf(gatewayId));
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
