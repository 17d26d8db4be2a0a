using System.Text.Json.Serialization;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Live;

/// <summary>The live screen: what happens now, pushed to the browsers of the workspace it belongs to.</summary>
internal static class LiveModule
{
    /// <summary>A screen doubts a console that says nothing for three of these. A few bytes, and only where nothing else is sent.</summary>
    private static readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services
            .AddSignalR(signalR =>
            {
                signalR.MaximumReceiveMessageSize = LiveHub.LongestCall;
                signalR.KeepAliveInterval = _keepAlive;
            })
            .AddJsonProtocol(json =>
            {
                json.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter());
                json.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            });
        services.AddSingleton<LiveReadModel>();
        services.AddSingleton<LiveScreens>();
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<ViewerScreens>();
        return services;
    }

    public static void AddLiveConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<LiveEventsConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<ActionsConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<StatesConsumer>().ExcludeFromConfigureEndpoints();
        bus.AddConsumer<PeopleErasedConsumer>().ExcludeFromConfigureEndpoints();
    }

    public static void ConfigureLive(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        // One at a time: the screen shows things in the order in which they came.
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.ConfigureConsumer<LiveEventsConsumer>(context);
        endpoint.ConfigureConsumer<ActionsConsumer>(context);
        endpoint.ConfigureConsumer<StatesConsumer>(context);
        // In the line of the events: what came before it is forgotten, what comes after it is somebody new.
        endpoint.ConfigureConsumer<PeopleErasedConsumer>(context);
    }

    /// <summary>Beside the feed: who comes and goes must not hold up what the boards do.</summary>
    public static void ConfigureViewers(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.ConcurrentMessageLimit = 1;
        var screens = context.GetRequiredService<ViewerScreens>();
        endpoint.Handler<ViewerNews>(screens.Consume);
    }

    public static void MapLive(this WebApplication app)
    {
        var connections = app.Services.GetRequiredService<LiveConnections>();
        app.MapHub<LiveHub>("/hubs/live", hub => hub.CloseOnAuthenticationExpiration = true)
            .RequirePermission(Permissions.LiveRead)
            .Add(endpoint =>
            {
                var serve = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = http => connections.ServeAsync(http, serve);
            });
        app.MapGet("/api/live", ShowNow.Handle)
            .RequirePermission(Permissions.LiveRead)
            .WithTags("Live")
            .WithName("readLive")
            .WithSummary(
                "What a live screen shows first: all states, or one account's last events; the hub tells what follows"
            );
    }
}
