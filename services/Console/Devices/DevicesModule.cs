using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Devices;

/// <summary>Gateways, boards and devices as last heard; tests; the emergency stop.</summary>
internal static class DevicesModule
{
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        services.AddSingleton<GatewayReadModel>();
        services.AddSingleton<EmergencyStopLatch>();
        services.AddSingleton<EmergencyStopStore>();
        services.AddSingleton<EmergencyStopRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<EmergencyStopRecorder>());
        return services;
    }

    public static void AddDeviceConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<GatewayStatusConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<EmergencyStopConsumer>().ExcludeFromConfigureEndpoints();
    }

    public static void ConfigureDevices(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.ConfigureConsumer<GatewayStatusConsumer>(context);
        endpoint.ConfigureConsumer<EmergencyStopConsumer>(context);
    }

    public static void MapDevices(this WebApplication app)
    {
        var devices = app.MapGroup("/api/devices").WithTags("Devices");
        devices.MapGet("", ListDevices.Handle);
        devices.MapPost("/{boardId}/{deviceId}/test", TestDevice.Handle).RequireAuthorization(Policies.Manager);
        devices.MapPost("/emergency-stop", PressEmergencyStop.Handle);
        devices.MapPost("/emergency-stop/reset", ResetEmergencyStop.Handle).RequireAuthorization(Policies.Manager);
    }
}
