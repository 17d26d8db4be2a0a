using System.Security.Claims;
using LiveOps.Hosting.Identity;
using MassTransit;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Health;

/// <summary>
/// How well it goes: for a workspace what happens in it, for who runs the installation the services, the broker's queues
/// and the messages that failed.
/// </summary>
internal static class HealthModule
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<WorkspaceFigures>();
        services.AddSingleton<InstallationFigures>();
        services.AddSingleton<FailedMessages>();
        services.AddSingleton<QueueWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<QueueWatch>());
        return services;
    }

    public static void AddHealthConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WorkspaceFiguresConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<ServiceReportedConsumer>().ExcludeFromConfigureEndpoints();
    }

    /// <summary>On the live screen's queue.</summary>
    public static void ConfigureFigures(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.ConfigureConsumer<WorkspaceFiguresConsumer>(context);

    public static void ConfigureHealth(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.ConfigureConsumer<ServiceReportedConsumer>(context);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet(
                "/api/health/figures",
                (ClaimsPrincipal user, [FromServices] WorkspaceFigures figures) =>
                    TypedResults.Ok(figures.View(user.WorkspaceId()))
            )
            .RequirePermission(Permissions.SystemRead)
            .WithTags("Services")
            .WithName("readFigures")
            .WithSummary("The workspace's last hour by minute: events, gifts, actions and how fast the boards were");

        var installation = app.MapGroup("/api/installation")
            .WithTags("Installation")
            .RequirePermission(Permissions.InstallationRead);
        installation
            .MapGet("/services", ([FromServices] InstallationFigures figures) => TypedResults.Ok(figures.View()))
            .WithName("readServiceFigures")
            .WithSummary("Every process: memory, processor, disk, and what it measured over the last hour");
        installation
            .MapGet("/queues", QueueWatch.Handle)
            .WithName("readQueues")
            .WithSummary("The broker and its queues, as asked within the last seconds");
        installation
            .MapGet("/failed/{queue}", FailedEndpoints.Read)
            .WithName("readFailed")
            .WithSummary("The oldest messages of a queue of failed messages: why, when, whose; not what is in them")
            .Produces<FailedPage>()
            .ProducesProblem(404)
            .ProducesProblem(503);
        installation
            .MapPost("/failed/{queue}/resend", FailedEndpoints.Resend)
            .RequirePermission(Permissions.InstallationEdit)
            .WithName("resendFailed")
            .WithSummary("Sends failed messages again to where they failed")
            .Produces<FailedMoved>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
        installation
            .MapPost("/failed/{queue}/discard", FailedEndpoints.Discard)
            .RequirePermission(Permissions.InstallationEdit)
            .WithName("discardFailed")
            .WithSummary("Throws failed messages away, for good")
            .Produces<FailedMoved>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(503);
    }
}
