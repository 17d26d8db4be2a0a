using System.Text.Json.Serialization;
using LiveOps.Hosting;
using LiveOps.Rehearsal.Boards;
using LiveOps.Rehearsal.Control;
using LiveOps.Rehearsal.Page;
using LiveOps.Rehearsal.Playing;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Serving;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;

namespace LiveOps.Rehearsal;

/// <summary>What Rehearsal adds to a host.</summary>
internal static class RehearsalModule
{
    public static IHostApplicationBuilder AddRehearsal(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddLiveOpsOptions<RehearsalOptions>("Rehearsal");
        services.AddSingleton<RoomDirectory>();
        services.AddSingleton<Pace>();
        services.AddSingleton<Runs>();
        services.AddSingleton<Stage>();
        services.AddSingleton<ScenarioPlayer>();
        services.AddSingleton<ReplayPlayer>();
        services.Configure<OpenApiOptions>("v1", openApi => openApi.AddSchemaTransformer(DescribedViewer.AddAsync));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        return builder;
    }

    public static WebApplication MapRehearsal(this WebApplication app)
    {
        app.UseWebSockets();
        app.UseClearComplaints();
        app.MapWebRoutes();
        app.MapSignRoutes();
        app.MapSocketRoute();
        app.MapRoomEndpoints();
        app.MapActEndpoints();
        app.MapRunEndpoints();
        app.MapPlayEndpoints();
        app.MapBoardEndpoints();
        app.MapPage();
        var rooms = app.Services.GetRequiredService<RoomDirectory>();
        foreach (var handle in app.Services.GetRequiredService<IOptions<RehearsalOptions>>().Value.Rooms)
        {
            rooms.Start(handle, null, null, null);
        }
        return app;
    }
}
