using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Alerts;

/// <summary>Tells people what is wrong: on their pages, by mail, and to programs.</summary>
internal static class AlertsModule
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddLiveOpsOptions<MailOptions>(MailOptions.Section);
        services.AddLiveOpsOptions<AlertsOptions>(AlertsOptions.Section);
        services.AddLiveOpsOptions<AlertHosts>(AlertHosts.Section);
        services.AddSingleton<AlertStore>();
        services.AddSingleton<AlertRules>();
        services.AddSingleton<AlertSources>();
        services.AddSingleton<AlertMail>();
        services.AddSingleton<AlertWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
        services.AddHostedService<AlertDelivery>();
        return services;
    }

    public static void AddAlertConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<AlertSourcesConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<LiveEndedConsumer>().ExcludeFromConfigureEndpoints();
    }

    /// <summary>How gateways and accounts are: on the queue of what is only of interest now.</summary>
    public static void ConfigureAlertSources(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext context
    ) => endpoint.ConfigureConsumer<AlertSourcesConsumer>(context);

    /// <summary>A queue that outlives the process: the end of a LIVE is told even if nobody was there to hear it.</summary>
    public static void ReceiveLiveEnds(this IRabbitMqBusFactoryConfigurator rabbit, IRegistrationContext context) =>
        rabbit.ReceiveEndpoint(
            "console.alerts",
            endpoint =>
            {
                endpoint.SetQuorumQueue();
                endpoint.UseLiveOpsRetry();
                endpoint.ConfigureConsumer<LiveEndedConsumer>(context);
            }
        );

    public static void MapAlerts(this WebApplication app)
    {
        var alerts = app.MapGroup("/api/alerts").WithTags("Alerts").RequirePermission(Permissions.AlertsEdit);
        alerts
            .MapGet("", AlertEndpoints.List)
            .RequirePermission(Permissions.AlertsRead)
            .WithName("listAlerts")
            .WithSummary("What is wrong now, or what was, newest first");
        alerts
            .MapGet("/settings", AlertEndpoints.Read)
            .WithName("readAlertSettings")
            .WithSummary("The rules of all kinds of alert, and who is told of them");
        alerts
            .MapPut("/rules/{kind}", AlertEndpoints.SetRule)
            .WithName("setAlertRule")
            .WithSummary("Sets one kind: on or off, its bound, how long it has to last, where it goes")
            .Produces(204)
            .ProducesProblem(400)
            .ProducesProblem(404);
        alerts
            .MapPut("/channels", AlertEndpoints.SetChannels)
            .WithName("setAlertChannels")
            .WithSummary("Sets who gets mail, and which address is called")
            .Produces(204)
            .ProducesProblem(400);
        alerts
            .MapPost("/channels/secret", AlertEndpoints.MakeSecret)
            .WithName("makeAlertSecret")
            .WithSummary("Makes the secret that calls are signed with; the old one ends");
        alerts
            .MapPost("/channels/test", AlertEndpoints.Test)
            .WithName("testAlertChannels")
            .WithSummary("Sends a test to all pages, addresses and programs")
            .Produces<Alert>();
        alerts
            .MapPost("/{id:guid}/close", AlertEndpoints.Close)
            .WithName("closeAlert")
            .WithSummary("Closes an alert by hand; it comes again where its cause lasts")
            .Produces(204)
            .ProducesProblem(404);
    }
}
