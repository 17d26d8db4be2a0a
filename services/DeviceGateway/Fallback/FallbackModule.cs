using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>Going on without the centre.</summary>
internal static class FallbackModule
{
    public static void AddFallback(this IServiceCollection services)
    {
        services.AddSingleton<FallbackRulesStore>();
        services.AddSingleton<FallbackRun>();
        services.AddHostedService(provider => provider.GetRequiredService<FallbackRun>());
    }

    /// <summary>The queue for its rules: it goes with the gateway, which is told anew when it comes back.</summary>
    public static void FallbackEndpoint(
        this IRabbitMqBusFactoryConfigurator rabbit,
        GatewayOptions gateway,
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
                endpoint.ConfigureConsumer<FallbackRulesConsumer>(context);
            }
        );
    }
}
