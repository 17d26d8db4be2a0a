using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Auditing;

/// <summary>The audit log: who did what, here and in the other services.</summary>
internal static class AuditingModule
{
    public static IServiceCollection AddAuditing(this IServiceCollection services)
    {
        services.AddSingleton<AuditReader>();
        return services;
    }

    public static void AddAuditConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<RecordChangeConsumer>().ExcludeFromConfigureEndpoints();

    /// <summary>A queue that outlives the process: what others have changed is written down, whenever.</summary>
    public static void ReceiveAudit(this IRabbitMqBusFactoryConfigurator rabbit, IRegistrationContext context) =>
        rabbit.ReceiveEndpoint(
            "console.audit",
            endpoint =>
            {
                endpoint.SetQuorumQueue();
                endpoint.UseLiveOpsRetry();
                endpoint.ConfigureConsumer<RecordChangeConsumer>(context);
            }
        );

    public static void MapAuditing(this WebApplication app)
    {
        var audit = app.MapGroup("/api/audit").WithTags("Audit log").RequirePermission(Permissions.AuditRead);
        audit.MapGet("", ReadAudit.Page).WithSummary("The audit log, newest first").Produces<ReadAudit.AuditPage>();
        audit.MapGet("/words", ReadAudit.Words).WithSummary("What the log can be filtered by").Produces<AuditWords>();
        audit
            .MapGet("/export", ReadAudit.Export)
            .WithSummary("The audit log as a CSV file")
            .Produces<string>(contentType: "text/csv");
    }
}
