namespace LiveOps.Analytics.ViewerEditing;

/// <summary>What people change about viewers, under both of its addresses.</summary>
internal static class ViewerEditingModule
{
    private static readonly string[] _prefixes = ["/api/viewer-profiles", "/api/v1/viewer-profiles"];

    public static IServiceCollection AddViewerEditing(this IServiceCollection services)
    {
        services.AddSingleton<Standing>();
        services.AddSingleton<EditNews>();
        services.AddSingleton<EditProfile>();
        services.AddSingleton<SetVip>();
        services.AddSingleton<SetVipTiers>();
        services.AddSingleton<Switches>();
        return services;
    }

    public static void MapViewerEditing(this WebApplication app)
    {
        foreach (var prefix in _prefixes)
        {
            var api = app.MapGroup(prefix).WithTags("viewers");
            EditProfile.Map(api);
            SetVip.Map(api);
            SetVipTiers.Map(api);
            Switches.Map(api);
        }
    }
}
