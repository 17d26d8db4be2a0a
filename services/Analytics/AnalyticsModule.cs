using LiveOps.Analytics.Actions;
using LiveOps.Analytics.Exporting;
using LiveOps.Analytics.Importing;
using LiveOps.Analytics.Privacy;
using LiveOps.Analytics.Progress;
using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Sessions;
using LiveOps.Analytics.Statistics;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerEditing;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using LiveOps.Hosting.Outbox;
using MassTransit;
using Microsoft.Extensions.Options;

namespace LiveOps.Analytics;

/// <summary>The books: every event of every LIVE, what follows from them, and how to read it.</summary>
internal static class AnalyticsModule
{
    public static void AddAnalytics(this WebApplicationBuilder builder)
    {
        // Npgsql tells of every command; at thousands a second only its complaints are of use.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        var services = builder.Services;
        services.AddLiveOpsOptions<AnalyticsOptions>(AnalyticsOptions.Section);
        services.AddSingleton<AnalyticsMetrics>();
        services.AddSingleton<WriterFigures>();
        services.AddSingleton<SessionLocks>();
        services.AddSingleton<EventPartitions>();
        services.AddSingleton<Audiences>();
        services.AddSingleton<AccountWatch>();
        services.AddSingleton<VipPromotions>();
        services.AddSingleton<ViewerNewsPublisher>();
        services.AddSingleton<EndVisits>();
        services.AddViewerEditing();
        services.AddViewerReading();
        services.AddLiveOpsOutbox("analytics");
        services.AddChangeLog();
        services.AddSingleton<EventStore>();
        services.AddSingleton<ActionLog>();
        services.AddSingleton<ExportSender>();
        services.AddSingleton<Imports>();
        services.AddSingleton<DropPartitions>();
        services.AddSingleton<RetentionJob>();
        services.AddSingleton<EventWriters>();
        services.AddSingleton<ProgressPublisher>();
        services.AddSingleton<EndSilentSessions>();
        services.AddSingleton<AnnounceEnds>();
        services.AddSingleton<DigestSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<EventWriters>());
        services.AddHostedService(provider => provider.GetRequiredService<ProgressPublisher>());
        services.AddHostedService(provider => provider.GetRequiredService<EndSilentSessions>());
        services.AddHostedService(provider => provider.GetRequiredService<AnnounceEnds>());
        services.AddHostedService(provider => provider.GetRequiredService<DigestSessions>());
        services.AddHostedService(provider => provider.GetRequiredService<ViewerNewsPublisher>());
        services.AddHostedService(provider => provider.GetRequiredService<EndVisits>());
        services.AddHostedService(provider => provider.GetRequiredService<RetentionJob>());
        builder.RetireHashExchange("analytics");
        builder.AddLiveOpsBus(
            bus =>
            {
                bus.AddConsumer<DeviceCommandCompletedConsumer, ActionLogDefinition<DeviceCommandCompletedConsumer>>()
                    .Endpoint(endpoint => endpoint.Name = "analytics.device-command-completed");
                bus.AddConsumer<RulesDecidedConsumer, ActionLogDefinition<RulesDecidedConsumer>>()
                    .Endpoint(endpoint => endpoint.Name = "analytics.rules-decided");
                bus.AddConsumer<PointsGrantedConsumer, ActionLogDefinition<PointsGrantedConsumer>>()
                    .Endpoint(endpoint => endpoint.Name = "analytics.points-granted");
            },
            (context, rabbit) =>
            {
                var options = context.GetRequiredService<IOptions<AnalyticsOptions>>().Value;
                var writers = context.GetRequiredService<EventWriters>();
                var accounts = context.GetRequiredService<AccountWatch>();
                rabbit.TransientEndpoint(
                    "analytics.accounts",
                    endpoint =>
                        endpoint.Handler<AccountConnectionChanged>(account =>
                            accounts.KeepAsync(account.Message, account.CancellationToken)
                        )
                );
                rabbit.LiveEventsPartitions(
                    "analytics",
                    options.Partitions,
                    (ushort)options.Prefetch,
                    (partition, endpoint) =>
                    {
                        // All that is in flight waits for its batch at the same time.
                        endpoint.ConcurrentMessageLimit = options.Prefetch;
                        endpoint.UseLiveOpsRetry();
                        endpoint.Consumer(() => new LiveEventsConsumer(writers[partition], options));
                    }
                );
            }
        );
    }

    public static void MapAnalytics(this WebApplication app)
    {
        MapAll(app.MapGroup("/api/analytics").WithTags("analytics").RequirePermission(Permissions.SessionsRead));
        var versioned = app.MapGroup("/api/v1/analytics")
            .RequirePermission(Permissions.SessionsRead)
            .ExcludeFromDescription();
        // The same endpoints at a second address: names must be unique, so these have none.
        ((IEndpointConventionBuilder)versioned).Finally(endpoint =>
        {
            foreach (var name in endpoint.Metadata.Where(IsName).ToList())
                endpoint.Metadata.Remove(name);
        });
        MapAll(versioned);
        app.MapViewerEditing();
        app.MapViewerReading();
        app.MapExporting();
        app.MapImporting();
        app.MapSubjectAccess();
        app.MapRetention();
    }

    private static bool IsName(object metadata) => metadata is IEndpointNameMetadata or IRouteNameMetadata;

    private static void MapAll(RouteGroupBuilder api)
    {
        api.MapLiveSessions();
        api.MapSessionEvents();
        api.MapActions();
        api.MapSessionSummary();
        api.MapSessionTimeline();
        api.MapSessionComparison();
        api.MapSessionReconciliation();
        api.MapCorrelations();
        api.MapAccountStatistics();
        api.MapWeekStatistics();
        api.MapGiftStatistics();
        api.MapBookFigures();
    }
}
