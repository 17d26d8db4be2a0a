using LiveOps.Hosting.Identity;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Reads viewer profiles for members of their workspace.</summary>
internal static class ViewerReadingModule
{
    public static void AddViewerReading(this IServiceCollection services) => services.AddSingleton<ViewerReader>();

    /// <summary>The same under both addresses.</summary>
    public static void MapViewerReading(this WebApplication app)
    {
        Map(app.MapGroup("/api/viewer-profiles"));
        Map(app.MapGroup("/api/v1/viewer-profiles").ExcludeFromDescription());
    }

    private static void Map(RouteGroupBuilder api)
    {
        api.WithTags("viewers")
            .RequirePermission(Permissions.ViewersRead)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapListViewers();
        api.MapReadViewer();
        api.MapViewerGifts();
        api.MapViewerVisits();
        api.MapViewerInteractions();
        api.MapVipViewers();
        api.MapViewerSummary();
        api.MapViewerLeaderboard();
        api.MapViewerHeatmaps();
        api.MapUpcomingBirthdays();
        api.MapActiveVisits();
    }
}
