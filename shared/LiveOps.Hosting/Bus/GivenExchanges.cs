using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// For a bus whose user may not declare what it shares with others: who may declare an exchange at RabbitMQ may delete
/// it too. The exchanges are there already, declared by those who consume from them or publish to them; where one is
/// missing the endpoint or the publish fails, and is tried again.
/// </summary>
public static class GivenExchanges
{
    /// <summary>Publishes <typeparamref name="T"/> without declaring its exchange.</summary>
    public static void PublishToGiven<T>(this IRabbitMqBusFactoryConfigurator rabbit)
        where T : class => rabbit.Publish<T>(topology => topology.Exclude = true);

    /// <summary>
    /// Binds the exchange of a <see cref="ReceiveEndpoints.TransientEndpoint"/> to exchanges without declaring them, in
    /// place of the endpoint's own topology.
    /// </summary>
    public static void BindToGiven(this IRabbitMqReceiveEndpointConfigurator endpoint, IReadOnlyList<string> exchanges)
    {
        endpoint.ConfigureConsumeTopology = false;
        var own = endpoint.InputAddress.Segments[^1];
        endpoint.ConfigureChannel(channel => channel.UseFilter(new Binding(own, exchanges)));
    }

    private sealed class Binding(string own, IReadOnlyList<string> exchanges) : IFilter<ChannelContext>
    {
        public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
        {
            // As the library declares it right after this; its bindings go with it.
            await context.ExchangeDeclare(
                own,
                ExchangeType.Fanout,
                durable: false,
                autoDelete: true,
                new Dictionary<string, object>(StringComparer.Ordinal)
            );
            foreach (var exchange in exchanges)
                await context.ExchangeBind(own, exchange, "", new Dictionary<string, object>(StringComparer.Ordinal));
            await next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("givenExchanges");
    }
}
