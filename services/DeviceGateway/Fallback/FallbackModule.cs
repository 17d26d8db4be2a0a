using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>Going on without the centre.</summary>
internal static class FallbackModule
{
    /// <param name="services">Of the host.</param>
    /// <param name="hasBroker">False: nothing is followed. A gateway that was revoked drives nothing for anybody.</param>
    public static void AddFallback(this IServiceCollection services, bool hasBroker)
    {
        services.AddSingleton<FallbackRulesStore>();
        services.AddSingleton<FallbackRun>();
        if (hasBroker)
            services.AddHostedService(provider => provider.GetRequiredService<FallbackRun>());
    }

    /// <summary>The queue for its rules: it goes with the gateway, which is told anew when it comes back.</summary>
    /// <param name="rabbit">The bus being configured.</param>
    /// <param name="gateway">Who it is.</param>
    /// <param name="ownUser">True: its user may publish no faults.</param>
    /// <param name="context">Of the bus.</param>
    public static void FallbackEndpoint(
        this IRabbitMqBusFactoryConfigurator rabbit,
        GatewayOptions gateway,
        bool ownUser,
        IBusRegistrationContext context
    )
    {
        if (!gateway.Fallback.Enabled)
            return;
        rabbit.ReceiveEndpoint(
            GatewayQueue.FallbackNameOf(gateway.Id),
            endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Durable = false;
                endpoint.AutoDelete = true;
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.PublishFaults = !ownUser;
                endpoint.ConfigureConsumer<FallbackRulesConsumer>(context);
            }
        );
    }
}
