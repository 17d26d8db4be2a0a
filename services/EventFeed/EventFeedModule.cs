using LiveOps.EventFeed.Serving;
using LiveOps.EventFeed.Taking;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveOps.EventFeed;

/// <summary>What the event feed adds to a host: nothing that runs, unless it is switched on.</summary>
internal static class EventFeedModule
{
    public static WebApplicationBuilder AddEventFeed(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddLiveOpsOptions<EventFeedOptions>(EventFeedOptions.Section);
        if (!builder.Configuration.GetValue<bool>($"{EventFeedOptions.Section}:{nameof(EventFeedOptions.Enabled)}"))
        {
            return builder;
        }
        services.AddSingleton<FeedClients>();
        services.AddSingleton<FeedServer>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedServer>());
        services.AddSingleton<FeedDesk>();
        // A port that another program has must not stop the installation: it is told, not failed.
        services
            .AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    "feed",
                    provider => provider.GetRequiredService<FeedServer>(),
                    failureStatus: null,
                    [LiveOpsDefaults.ReadyTag]
                )
            );
        builder.AddLiveOpsBus(
            bus => bus.AddConsumer<FeedConsumer>().ExcludeFromConfigureEndpoints(),
            (context, rabbit) =>
                rabbit.TransientEndpoint(
                    "event-feed",
                    endpoint =>
                    {
                        // One at a time: programs see things in the order in which they came.
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.ConfigureConsumer<FeedConsumer>(context);
                    }
                )
        );
        return builder;
    }
}
