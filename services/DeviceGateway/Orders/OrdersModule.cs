using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.DeviceGateway.Orders;

/// <summary>What people order at the Console of this PC: other devices, newer firmware, another look for ports.</summary>
internal static class OrdersModule
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<OrderReports>();
        services.AddHostedService(provider => provider.GetRequiredService<OrderReports>());
        services.AddSingleton<OrderDesk>();
    }

    public static void AddOrderConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ChangeBoardDevicesConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<UpdateBoardFirmwareConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<ScanPortsConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<ChangeBoardLineConsumer>().ExcludeFromConfigureEndpoints();
    }

    /// <summary>
    /// A queue beside that of the commands, so that none of them waits behind an order. It goes with the gateway: who
    /// orders something of one that is away is told so at once.
    /// </summary>
    /// <param name="rabbit">The bus being configured.</param>
    /// <param name="gatewayId">Who it is.</param>
    /// <param name="ownUser">True: its user may publish no faults.</param>
    /// <param name="context">Of the bus.</param>
    public static void OrdersEndpoint(
        this IRabbitMqBusFactoryConfigurator rabbit,
        string gatewayId,
        bool ownUser,
        IBusRegistrationContext context
    ) =>
        rabbit.ReceiveEndpoint(
            GatewayQueue.OrdersNameOf(gatewayId),
            endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Durable = false;
                endpoint.AutoDelete = true;
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.PublishFaults = !ownUser;
                endpoint.ConfigureConsumer<ChangeBoardDevicesConsumer>(context);
                endpoint.ConfigureConsumer<UpdateBoardFirmwareConsumer>(context);
                endpoint.ConfigureConsumer<ScanPortsConsumer>(context);
                endpoint.ConfigureConsumer<ChangeBoardLineConsumer>(context);
            }
        );
}
