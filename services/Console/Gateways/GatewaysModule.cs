using LiveOps.Hosting;
using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Gateways;

/// <summary>Which PCs may speak for a workspace: codes, enrolment, the broker's users, and their logs.</summary>
internal static class GatewaysModule
{
    public static IServiceCollection AddGateways(this IServiceCollection services)
    {
        services.AddLiveOpsOptions<GatewaysOptions>(GatewaysOptions.Section);
        services.AddSingleton<GatewayStore>();
        services.AddSingleton<GatewayCodes>();
        services.AddSingleton<GatewayLogs>();
        services.AddSingleton<BrokerManagement>();
        services.AddSingleton<BrokerUsers>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerUsers>());
        return services;
    }

    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<GatewayLoggedConsumer>().ExcludeFromConfigureEndpoints();

    public static void ConfigureGateways(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.ConfigureConsumer<GatewayLoggedConsumer>(context);

    public static void MapGateways(this WebApplication app)
    {
        var gateways = app.MapGroup("/api/gateways").WithTags("Gateways");
        gateways.MapPost("/enroll", EnrolGateway.Handle).AllowAnonymous();
        var managed = gateways.MapGroup("").RequireAuthorization(Policies.Manager);
        managed.MapGet("", ListGateways.Handle);
        managed.MapPost("/codes", MakeCode.Handle);
        managed.MapPost("/{id}/revoke", RevokeGateway.Revoke);
        managed.MapDelete("/{id}", RevokeGateway.Delete);
        managed.MapGet("/{id}/log", ReadGatewayLog.Handle);
    }
}
