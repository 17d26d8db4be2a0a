using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Machines;

/// <summary>PCs with boards as people look after them: names, devices and firmware of boards, ports, time-outs.</summary>
internal static class MachinesModule
{
    public static IServiceCollection AddMachines(this IServiceCollection services)
    {
        services.AddSingleton<MachineStore>();
        services.AddSingleton<MachineOrderStore>();
        services.AddSingleton<MachineOrders>();
        return services;
    }

    public static void AddMachineConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<GatewayOrderProgressedConsumer>().ExcludeFromConfigureEndpoints();

    /// <summary>A queue that outlives the process: what became of an order is written down, whenever.</summary>
    public static void ReceiveMachineOrders(
        this IRabbitMqBusFactoryConfigurator rabbit,
        IRegistrationContext context
    ) =>
        rabbit.ReceiveEndpoint(
            "console.machine-orders",
            endpoint =>
            {
                endpoint.SetQuorumQueue();
                endpoint.UseLiveOpsRetry();
                endpoint.ConfigureConsumer<GatewayOrderProgressedConsumer>(context);
            }
        );

    public static void MapMachines(this WebApplication app)
    {
        var machines = app.MapGroup("/api/machines").WithTags("Machines").RequirePermission(Permissions.DevicesEdit);
        machines
            .MapGet("", ListMachines.Handle)
            .RequirePermission(Permissions.DevicesRead)
            .WithName("listMachines")
            .WithSummary("The PCs with boards: state, boards, ports and how they are set up");
        machines
            .MapGet("/kinds", ListKinds.Handle)
            .RequirePermission(Permissions.DevicesRead)
            .WithName("listDeviceKinds")
            .WithSummary("Types of device and kinds of board, with pins, limits and actions");
        machines
            .MapPut("/{id}/name", RenameMachine.Handle)
            .RequirePermission(Permissions.GatewaysEdit)
            .WithName("renameMachine")
            .WithSummary("Gives a PC a name for people; the gateway's id stays")
            .Produces(204)
            .ProducesProblem(400)
            .ProducesProblem(404);
        machines
            .MapGet("/{id}/orders", ListOrders.Handle)
            .RequirePermission(Permissions.DevicesRead)
            .WithName("listMachineOrders")
            .WithSummary("What was ordered of a PC lately, and what came of it")
            .Produces<IReadOnlyList<MachineOrder>>()
            .ProducesProblem(404);
        Order(
            machines.MapPost("/{id}/scan", ScanAgain.Handle),
            "scanPorts",
            "Has the gateway look for ports at once and try failed ones again; follow the answer's id"
        );
        Order(
            machines.MapPut("/{id}/line", ChangeLine.Handle),
            "changeBoardLine",
            "Sets the time-outs between the gateway and its boards; follow the answer's id"
        );
        Order(
            machines.MapPut("/{id}/boards/{boardId}/devices", ChangeDevices.Handle),
            "changeBoardDevices",
            "Gives a board another table of devices, while nothing is on; follow the answer's id"
        );
        Order(
            machines.MapPost("/{id}/boards/{boardId}/firmware", UpdateFirmware.Handle),
            "updateBoardFirmware",
            "Loads the newer firmware that the gateway came with, while nothing is on; follow the answer's id"
        );
    }

    private static void Order(RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint
            .WithName(name)
            .WithSummary(summary)
            .Produces<MachineOrder>(202)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
}
