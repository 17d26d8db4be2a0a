using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Commands;
using LiveOps.DeviceGateway.Configuring;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Fallback;
using LiveOps.DeviceGateway.Flashing;
using LiveOps.DeviceGateway.Journal;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.LocalPage;
using LiveOps.DeviceGateway.Orders;
using LiveOps.DeviceGateway.Reporting;
using LiveOps.DeviceGateway.Serial;
using LiveOps.DeviceGateway.StopKeys;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using MassTransit;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace LiveOps.DeviceGateway;

/// <summary>What the gateway adds to a host.</summary>
internal static class DeviceGatewayModule
{
    /// <summary>How long a finished command is remembered: longer than the broker takes to deliver again.</summary>
    private static readonly TimeSpan _retention = TimeSpan.FromMinutes(10);

    /// <param name="builder">The host.</param>
    /// <param name="hasBroker">False while the gateway belongs to nobody: it serves its own PC alone.</param>
    public static WebApplicationBuilder AddDeviceGateway(this WebApplicationBuilder builder, bool hasBroker)
    {
        var services = builder.Services;
        services.AddLiveOpsOptions<GatewayOptions>(GatewayOptions.Section);
        services.AddSingleton<ISerialPorts>(_ => SystemPorts.Open());
        services.AddSingleton<DataFolder>();
        services.AddSingleton<OpenLinks>();
        services.AddSingleton<EmergencyLatch>();
        services.AddSingleton<KnownBoards>();
        services.AddSingleton<LineSettings>();
        services.AddSingleton<FirmwareOffer>();
        services.AddSingleton<GatewayLoop>();
        services.AddSingleton<StatusSignal>();
        services.AddSingleton<ResultQueue>();
        services.AddSingleton<AcknowledgementQueue>();
        services.AddSingleton(provider =>
            CommandJournal.Open(
                provider.GetRequiredService<DataFolder>().FullName,
                _retention,
                provider.GetRequiredService<TimeProvider>().GetUtcNow()
            )
        );
        services.AddSingleton<CommandDesk>();
        services.AddSingleton<BoardTables>();
        services.AddSingleton<Combos>();
        services.AddSingleton<PortRegistry>();
        services.AddSingleton<ConfigureBoard>();
        services.AddSingleton<CommandArrival>();
        services.AddSingleton<EmergencyStopSwitch>();
        services.AddSingleton<StatusView>();
        services.AddSingleton<DeviceTest>();
        services.AddSingleton<FirmwareUpdates>();
        services.AddStopKeys();
        services.AddHostedService<GatewayRun>();
        services.AddSingleton<PortScan>();
        services.AddHostedService(provider => provider.GetRequiredService<PortScan>());
        services.AddSingleton<BrokerWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerWatch>());
        services.AddFallback(hasBroker);
        if (!hasBroker)
            return builder;
        builder.AddGatewayBus();
        services.AddOrders();
        services.AddHostedService<ResultReports>();
        services.AddHostedService<AcknowledgementReports>();
        services.AddHostedService<StatusReports>();
        return builder;
    }

    private static void AddGatewayBus(this WebApplicationBuilder builder)
    {
        var ownUser = GatewayUser.TryParse(
            new ConnectionFactory { Uri = LiveOpsBus.AddressOf(builder.Configuration) }.UserName,
            out _
        );
        builder.AddLiveOpsBus(
            bus =>
            {
                bus.AddConsumer<FallbackRulesConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<DeviceCommandConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<EmergencyStopConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<ResetEmergencyStopConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddOrderConsumers();
            },
            (context, rabbit) =>
            {
                var gateway = context.GetRequiredService<IOptions<GatewayOptions>>().Value;
                if (ownUser)
                    PublishToGiven(rabbit);
                rabbit.TransientEndpoint(
                    $"gateway.{gateway.Id}.emergency-stop",
                    endpoint =>
                    {
                        if (ownUser)
                            endpoint.BindToGiven(GatewayUser.ConsumedFrom);
                        endpoint.PublishFaults = !ownUser;
                        endpoint.ConfigureConsumer<EmergencyStopConsumer>(context);
                        endpoint.ConfigureConsumer<ResetEmergencyStopConsumer>(context);
                    }
                );
                rabbit.FallbackEndpoint(gateway, ownUser, context);
                rabbit.OrdersEndpoint(gateway.Id, ownUser, context);
                rabbit.CommandEndpoint(
                    GatewayQueue.NameOf(gateway.Id),
                    endpoint =>
                    {
                        endpoint.PrefetchCount = 64;
                        // One after the other: first come, first served holds from the queue to the lane.
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.PublishFaults = !ownUser;
                        endpoint.UseLiveOpsRetry();
                        endpoint.ConfigureConsumer<DeviceCommandConsumer>(context);
                    }
                );
            },
            // Its log is its workspace's: RemoteLog tells it.
            tellsLog: false
        );
    }

    /// <summary>With a user of its own the gateway may declare nothing that others use too.</summary>
    private static void PublishToGiven(IRabbitMqBusFactoryConfigurator rabbit)
    {
        rabbit.PublishToGiven<GatewayStatus>();
        rabbit.PublishToGiven<GatewayLogged>();
        rabbit.PublishToGiven<DeviceCommandAcknowledged>();
        rabbit.PublishToGiven<DeviceCommandCompleted>();
        rabbit.PublishToGiven<GatewayOrderProgressed>();
    }
}
