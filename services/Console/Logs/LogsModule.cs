using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Logs;

/// <summary>What services and gateways write down: the last lines, what they amount to, and how much is written.</summary>
internal static class LogsModule
{
    public static IServiceCollection AddLogs(this IServiceCollection services)
    {
        services.AddSingleton<LogStore>();
        services.AddSingleton<ServiceLogs>();
        services.AddSingleton<LogCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<LogCounts>());
        services.AddSingleton<LevelKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<LevelKeeper>());
        return services;
    }

    public static void AddLogConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ServiceLoggedConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<LogCountsConsumer>().ExcludeFromConfigureEndpoints();
    }

    /// <summary>The last lines: each console has them all.</summary>
    public static void ConfigureLogs(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.ConfigureConsumer<ServiceLoggedConsumer>(context);

    /// <summary>What is counted: consoles share the queue, which goes with the last of them.</summary>
    public static void ReceiveLogCounts(this IRabbitMqBusFactoryConfigurator rabbit, IRegistrationContext context) =>
        rabbit.ReceiveEndpoint(
            "console.log-counts",
            endpoint =>
            {
                endpoint.Durable = false;
                endpoint.AutoDelete = true;
                endpoint.PrefetchCount = 16;
                endpoint.ConfigureConsumer<LogCountsConsumer>(context);
            }
        );

    public static void MapLogs(this WebApplication app)
    {
        var logs = app.MapGroup("/api/logs").WithTags("Logs").RequirePermission(Permissions.InstallationRead);
        logs.MapGet("", ReadLogs.Services)
            .WithName("readLogs")
            .WithSummary("The last lines that services wrote; pass the answer's last as after to read on")
            .Produces<ReadLogs.LogPage>()
            .ProducesProblem(400);
        logs.MapGet("/machines", ReadLogs.Machines)
            .RequirePermission(Permissions.GatewaysRead)
            .WithName("readMachineLogs")
            .WithSummary(
                "The last lines that the workspace's gateways wrote; pass the answer's last as after to read on"
            )
            .Produces<ReadLogs.LogPage>()
            .ProducesProblem(400);
        logs.MapGet("/analysis", AnalyseLogs.Handle)
            .WithName("analyseLogs")
            .WithSummary("Which kinds of lines services wrote in the last hour or day, how often, and which are new")
            .Produces<AnalyseLogs.LogAnalysis>()
            .ProducesProblem(400);
        logs.MapGet("/settings", LogLevelEndpoints.Read)
            .WithName("readLogSettings")
            .WithSummary("From which level on processes write, what was changed, and their log files");
        logs.MapPut("/levels", LogLevelEndpoints.Set)
            .RequirePermission(Permissions.InstallationEdit)
            .WithName("setLogLevel")
            .WithSummary("Changes from which level on a service, or a part of it, writes: for a time or for ever")
            .Produces(204)
            .ProducesProblem(400)
            .ProducesProblem(503);
        logs.MapPost("/levels/reset", LogLevelEndpoints.Reset)
            .RequirePermission(Permissions.InstallationEdit)
            .WithName("resetLogLevel")
            .WithSummary("A service, or a part of it, writes as configured again")
            .Produces(204)
            .ProducesProblem(404)
            .ProducesProblem(503);
    }
}
