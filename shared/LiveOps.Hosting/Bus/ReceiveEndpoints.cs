using MassTransit;

namespace LiveOps.Hosting.Bus;

/// <summary>The kinds of queue that LiveOps uses beside the ordinary one per consumer.</summary>
public static class ReceiveEndpoints
{
    // Two hosts in one process must not share a queue that each wants to itself.
    private static int _transients;

    /// <summary>
    /// Order and ownership by account: <paramref name="partitions"/> quorum queues that share the accounts by
    /// <see cref="AccountBucket"/>, each with a single active consumer, so that every replica of the service declares all
    /// of them and the broker gives each to one replica at a time and moves it over by itself when that one dies.
    /// Queues: <c>{service}.live-events.{n}</c>.
    /// </summary>
    /// <param name="rabbit">The bus being configured.</param>
    /// <param name="service">Name of the consuming service: its queues and their exchange carry it.</param>
    /// <param name="partitions">1 to 64; keep it the same over the life of an installation.</param>
    /// <param name="prefetch">Messages in flight per partition.</param>
    /// <param name="configure">Adds the consumer and its policies to one partition.</param>
    public static void LiveEventsPartitions(
        this IRabbitMqBusFactoryConfigurator rabbit,
        string service,
        int partitions,
        ushort prefetch,
        Action<int, IRabbitMqReceiveEndpointConfigurator> configure
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, AccountBucket.Count);
        for (var n = 0; n < partitions; n++)
        {
            var partition = n;
            rabbit.ReceiveEndpoint(
                LiveEventsQueueOf(service, partition),
                endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.SetQuorumQueue();
                    endpoint.SingleActiveConsumer = true;
                    endpoint.PrefetchCount = prefetch;
                    foreach (var key in AccountBucket.OfPartition(partition, partitions))
                        endpoint.Bind(
                            LiveEventsByAccountOf(service),
                            exchange =>
                            {
                                exchange.ExchangeType = "direct";
                                exchange.RoutingKey = key;
                                exchange.Bind(LiveOpsBus.LiveEventsExchange, source => source.ExchangeType = "fanout");
                            }
                        );
                    configure(partition, endpoint);
                }
            );
        }
    }

    /// <summary>Name of the queue of one partition of a consuming service.</summary>
    public static string LiveEventsQueueOf(string service, int partition) =>
        $"{service}.{LiveOpsBus.LiveEventsExchange}.{partition}";

    /// <summary>
    /// Name of the direct exchange of a consuming service that gives accounts to its partitions, by
    /// <see cref="AccountBucket.Of"/>.
    /// </summary>
    public static string LiveEventsByAccountOf(string service) =>
        $"{service}.{LiveOpsBus.LiveEventsExchange}.by-account";

    /// <summary>
    /// What only this process cares about and only now (live screens, the emergency stop): a queue of its own that
    /// goes with it, never written to disk.
    /// </summary>
    public static void TransientEndpoint(
        this IRabbitMqBusFactoryConfigurator rabbit,
        string name,
        Action<IRabbitMqReceiveEndpointConfigurator> configure
    ) =>
        rabbit.ReceiveEndpoint(
            $"{name}.{Environment.MachineName}-{Environment.ProcessId}-{Interlocked.Increment(ref _transients)}".ToLowerInvariant(),
            endpoint =>
            {
                endpoint.Durable = false;
                endpoint.AutoDelete = true;
                endpoint.PrefetchCount = 128;
                configure(endpoint);
            }
        );

    /// <summary>A durable quorum queue with a name of its own, for commands to one service or gateway.</summary>
    public static void CommandEndpoint(
        this IRabbitMqBusFactoryConfigurator rabbit,
        string queue,
        Action<IRabbitMqReceiveEndpointConfigurator> configure
    ) =>
        rabbit.ReceiveEndpoint(
            queue,
            endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.SetQuorumQueue();
                configure(endpoint);
            }
        );
}
