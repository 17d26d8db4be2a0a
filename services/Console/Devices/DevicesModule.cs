using LiveOps.Hosting.Identity;
using MassTransit;
using Microsoft.OpenApi;

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
        var devices = app.MapGroup("/api/devices").WithTags("Devices").RequirePermission(Permissions.DevicesRead);
        devices
            .MapGet("", ListDevices.Handle)
            .WithName("listDevices")
            .WithSummary("Gateways, boards and devices as last heard, and the emergency stop");
        devices
            .MapPost("/{boardId}/{deviceId}/test", TestDevice.Handle)
            .RequirePermission(Permissions.DevicesFire)
            .WithName("testDevice")
            .WithSummary("Moves a device once, by hand; follow the answer's id on the live screen")
            .Produces<TestDevice.Response>(202)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
        devices
            .MapPost("/emergency-stop", PressEmergencyStop.Handle)
            .RequirePermission(Permissions.DevicesStop, evenWaiting: true)
            .DisableRateLimiting()
            .Takes(EmergencyStopForm.Described)
            .WithName("pressEmergencyStop")
            .WithSummary(
                "Turns everything off, or one gateway, board or account, until somebody resets it; never limited"
            )
            .Produces<LatchView>(202)
            .ProducesProblem(400)
            .ProducesProblem(503);
        devices
            .MapPost("/emergency-stop/reset", ResetEmergencyStop.Handle)
            .RequirePermission(Permissions.DevicesReset)
            .Takes(EmergencyStopForm.Described)
            .WithName("resetEmergencyStop")
            .WithSummary("Lets devices move again: all of them, or those of one gateway, board or account")
            .Produces(204)
            .ProducesProblem(400);
    }

    private static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, Func<OpenApiRequestBody> body) =>
        endpoint.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                operation.RequestBody = body();
                return Task.CompletedTask;
            }
        );
}
