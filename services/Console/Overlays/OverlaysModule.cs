using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Identity;
using MassTransit;

namespace LiveOps.Console.Overlays;

/// <summary>Overlays for OBS: alerts, leaderboard, likes, messages, comments and sounds of an account, as a page of its own.</summary>
internal static class OverlaysModule
{
    public static WebApplicationBuilder AddOverlays(this WebApplicationBuilder builder)
    {
        // The address of an overlay holds its token: whatever else is set, the lines that tell of every request, with
        // its address, are not written.
        builder.Services.PostConfigure<LoggerFilterOptions>(logging =>
        {
            const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";
            foreach (var rule in logging.Rules.Where(rule => rule.ProviderName is not null).ToArray())
                logging.Rules.Add(new LoggerFilterRule(rule.ProviderName, Requests, LogLevel.Warning, null));
            logging.Rules.Add(new LoggerFilterRule(null, Requests, LogLevel.Warning, null));
        });
        builder.Services.AddSingleton<OverlayStore>();
        builder.Services.AddSingleton<SoundStore>();
        builder.Services.AddSingleton<OverlayScreens>();
        return builder;
    }

    /// <summary>On the queue of the live feed, in its order and read with it once: it never waits for a page.</summary>
    public static void ConfigureOverlays(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        var screens = context.GetRequiredService<OverlayScreens>();
        endpoint.Handler<LiveEvents>(screens.Consume);
        endpoint.Handler<LiveSessionProgressed>(screens.Consume);
        endpoint.Handler<OverlayCue>(screens.Consume);
        endpoint.Handler<PeopleErased>(screens.Consume);
    }

    public static void MapOverlays(this WebApplication app)
    {
        var overlays = app.MapGroup("/api/overlays").WithTags("Overlays").RequirePermission(Permissions.OverlaysEdit);
        overlays
            .MapGet("", ManageOverlays.List)
            .RequirePermission(Permissions.OverlaysRead)
            .WithName("listOverlays")
            .WithSummary("The overlays of all accounts, what each shows, and how many pages show it now");
        overlays
            .MapPost("", ManageOverlays.Make)
            .WithName("makeOverlay")
            .WithSummary("Makes an overlay of an account, with a link of its own")
            .Produces<ManageOverlays.OverlayView>()
            .ProducesProblem(400)
            .ProducesProblem(409);
        overlays
            .MapPut("/{id:guid}", ManageOverlays.Change)
            .WithName("changeOverlay")
            .WithSummary("Changes what an overlay shows and how; open pages show it at once")
            .Produces<ManageOverlays.OverlayView>()
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);
        overlays
            .MapDelete("/{id:guid}", ManageOverlays.Delete)
            .WithName("deleteOverlay")
            .WithSummary("Deletes an overlay; its link opens nothing any more")
            .Produces(204)
            .ProducesProblem(404);
        overlays
            .MapGet("/{id:guid}/link", ManageOverlays.ReadLink)
            .WithName("readOverlayLink")
            .WithSummary("The link for OBS: whoever has it sees the overlay, and nothing else")
            .Produces<ManageOverlays.OverlayLink>()
            .ProducesProblem(404);
        overlays
            .MapPost("/{id:guid}/link", ManageOverlays.MakeLink)
            .WithName("replaceOverlayLink")
            .WithSummary("Makes a new link; the old one ends at once, in open pages too")
            .Produces<ManageOverlays.OverlayLink>()
            .ProducesProblem(404);
        overlays
            .MapPost("/{id:guid}/test", TestOverlay.Handle)
            .WithName("testOverlay")
            .WithSummary("Shows something made up on the pages of this overlay, marked as a test")
            .Produces<TestOverlay.Tested>()
            .ProducesProblem(400)
            .ProducesProblem(404);
        overlays
            .MapGet("/sounds", ManageSounds.List)
            .RequirePermission(Permissions.OverlaysRead)
            .WithName("listSounds")
            .WithSummary("The sounds of the workspace, which overlays and rules may play");
        overlays
            .MapPost("/sounds", ManageSounds.Add)
            .WithName("uploadSound")
            .WithSummary(
                "Uploads an mp3, ogg or wav file of at most 1 MB as the body, in place of one of the same name"
            )
            .Produces<Sound>()
            .ProducesProblem(400)
            .ProducesProblem(409)
            .ProducesProblem(413);
        overlays
            .MapGet("/sounds/{id:guid}", ManageSounds.Listen)
            .RequirePermission(Permissions.OverlaysRead)
            .WithName("readSound")
            .WithSummary("A sound itself")
            .Produces<Stream>(200, "audio/mpeg", "audio/ogg", "audio/wav")
            .ProducesProblem(404);
        overlays
            .MapDelete("/sounds/{id:guid}", ManageSounds.Delete)
            .WithName("deleteSound")
            .WithSummary("Deletes a sound; what would play it is silent from now on")
            .Produces(204)
            .ProducesProblem(404);

        // The overlay's own token is their key.
        app.MapGet("/overlay/{account:guid}/events", ShowOverlay.Stream).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/overlay/{account:guid}/sounds/{name}", ShowOverlay.Sound)
            .AllowAnonymous()
            .ExcludeFromDescription();
    }
}
