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
        gateways
            .MapPost("/enroll", EnrolGateway.Handle)
            .AllowAnonymous()
            .WithName("enrolGateway")
            .WithSummary(
                "A PC with boards comes with its one-time code and leaves with a user of its own at the broker"
            )
            .Produces<EnrolGateway.Enrolled>()
            .ProducesProblem(401)
            .ProducesProblem(409);
        var managed = gateways.MapGroup("").RequirePermission(Permissions.GatewaysEdit);
        managed
            .MapGet("", ListGateways.Handle)
            .RequirePermission(Permissions.GatewaysRead)
            .WithName("listGateways")
            .WithSummary("The PCs of the workspace: who enrolled them, and what they say");
        managed
            .MapPost("/codes", MakeCode.Handle)
            .WithName("makeGatewayCode")
            .WithSummary("Makes a one-time code to enrol a PC with")
            .Produces<MakeCode.NewCode>()
            .ProducesProblem(400)
            .ProducesProblem(409)
            .ProducesProblem(503);
        managed
            .MapPost("/{id}/revoke", RevokeGateway.Revoke)
            .WithName("revokeGateway")
            .WithSummary("Locks a PC out at once; it stays on the list")
            .Produces(204)
            .ProducesProblem(404)
            .ProducesProblem(503);
        managed
            .MapDelete("/{id}", RevokeGateway.Delete)
            .WithName("deleteGateway")
            .WithSummary("Locks a PC out and takes it from the list; its name is free again")
            .Produces(204)
            .ProducesProblem(404)
            .ProducesProblem(503);
        managed
            .MapGet("/{id}/log", ReadGatewayLog.Handle)
            .RequirePermission(Permissions.GatewaysRead)
            .WithName("readGatewayLog")
            .WithSummary("What a PC's gateway wrote since; pass the answer's last as after to read on");
    }
}
