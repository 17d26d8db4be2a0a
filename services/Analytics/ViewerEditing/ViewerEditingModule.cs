using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Birthdays;
using LiveOps.Analytics.Privacy;
using LiveOps.Hosting.Identity;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>What people change about viewers, under both of its addresses.</summary>
internal static class ViewerEditingModule
{
    private static readonly string[] _prefixes = ["/api/viewer-profiles", "/api/v1/viewer-profiles"];

    public static IServiceCollection AddViewerEditing(this IServiceCollection services)
    {
        services.AddSingleton<Standing>();
        services.AddSingleton<EditNews>();
        services.AddSingleton<ViewerChanges>();
        services.AddSingleton<EditProfile>();
        services.AddSingleton<SetVip>();
        services.AddSingleton<SetVipTiers>();
        services.AddSingleton<Switches>();
        services.AddSingleton<ErasePerson>();
        services.AddSingleton<BulkEdit>();
        services.AddSingleton<Purge>();
        services.AddSingleton<MergePeople>();
        services.AddSingleton<UnmergePeople>();
        services.AddSingleton<LiveBirthdays>();
        services.AddSingleton<TellBirthdays>();
        services.AddHostedService(provider => provider.GetRequiredService<TellBirthdays>());
        return services;
    }

    public static void MapViewerEditing(this WebApplication app)
    {
        foreach (var prefix in _prefixes)
        {
            var api = app.MapGroup(prefix).WithTags("viewers").RequirePermission(Permissions.ViewersRead);
            EditProfile.Map(api);
            SetVip.Map(api);
            SetVipTiers.Map(api);
            Switches.Map(api);
            BulkEdit.Map(api);
            Purge.Map(api);
            MergePeople.Map(api);
            UnmergePeople.Map(api);
        }
    }
}
