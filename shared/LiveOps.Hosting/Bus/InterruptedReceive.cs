using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// A message whose consumer ends when the connection is gone goes back to its queue, and nothing more. The library
/// (MassTransit up to 8.4, issue 6001) closes the channel from inside the delivery; the client's closing waits for all
/// deliveries to end, this one among them, and the connection's end waits for the closing: the bus would never connect
/// again.
/// </summary>
internal sealed class InterruptedReceive : IReceiveObserver
{
    /// <exception cref="TransportUnavailableException">In place of the error from which the library would close.</exception>
    public async Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        if (exception is not (OperationInterruptedException or EndOfStreamException))
            return;
        if (
            context.TryGetPayload(out ChannelContext? channel)
            && context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery)
        )
            // A closed channel takes this for done: its messages are back already.
            await channel.BasicNack(delivery.DeliveryTag, multiple: false, requeue: true);
        throw new TransportUnavailableException(
            "The connection was lost before the message was acknowledged",
            exception
        );
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;
}
