using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Outbox;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Connecting;
using LiveOps.Ingestion.Leasing;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Settings;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Ingestion;

/// <summary>What Ingestion adds to a host.</summary>
internal static class IngestionModule
{
    public static WebApplicationBuilder AddIngestion(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddLiveOpsOptions<IngestionOptions>(IngestionOptions.Section);
        services.AddLiveOpsOptions<TikTokOptions>(TikTokOptions.Section);
        services.AddLiveOpsOutbox("ingestion");
        services.AddChangeLog();
        services.AddSingleton<CurrentSettings>();
        services.AddSingleton<SettingsStore>();
        services.AddSingleton<TikTokHttp>();
        services.AddSingleton<TikTokWeb>();
        services.AddSingleton<SignService>();
        services.AddSingleton(provider => Budget(provider));
        services.AddSingleton(provider => PublisherOf(provider));
        services.AddSingleton<IEventBroker, RabbitEventBroker>();
        services.AddSingleton<Journals>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<RoomStates>();
        services.AddSingleton(provider => FolderOf(provider));
        services.AddSingleton(provider => LeasesOf(provider));
        services.AddSingleton<OwnedAccountFactory>();
        services.AddSingleton<AccountSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<AccountSupervisor>());
        return builder;
    }

    public static WebApplication MapIngestion(this WebApplication app)
    {
        app.MapAccountEndpoints();
        app.MapSettingsEndpoints();
        return app;
    }

    private static SignBudget Budget(IServiceProvider provider)
    {
        TikTokOptions options = provider.GetRequiredService<IOptions<TikTokOptions>>().Value;
        return new SignBudget(
            options.SignsPerMinute,
            options.SignBurst,
            provider.GetRequiredService<TimeProvider>().GetUtcNow()
        );
    }

    private static OrderedPublisher<LiveEvents> PublisherOf(IServiceProvider provider) =>
        new(
            LiveOpsBus.AddressOf(provider.GetRequiredService<IConfiguration>()),
            LiveOpsBus.LiveEventsExchange,
            "ingestion.live-events",
            [
                .. provider
                    .GetRequiredService<IOptions<IngestionOptions>>()
                    .Value.AwaitedConsumers.Split(
                        ',',
                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                    )
                    .Select(service => ReceiveEndpoints.LiveEventsQueueOf(service, 0)),
            ]
        );

    // The name says where to look; the id tells two lives of one process apart.
    private static ReplicaFolder FolderOf(IServiceProvider provider) =>
        new(
            provider.GetRequiredService<IOptions<IngestionOptions>>().Value.DataFolder,
            $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}"
        );

    private static Leases LeasesOf(IServiceProvider provider) =>
        new(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<ReplicaFolder>().Owner,
            TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<IngestionOptions>>().Value.LeaseSeconds)
        );
}
