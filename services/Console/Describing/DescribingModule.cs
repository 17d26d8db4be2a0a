using LiveOps.Hosting.Identity;

namespace LiveOps.Console.Describing;

/// <summary>What this origin says about itself: permissions, the API's document, the health of all services.</summary>
internal static class DescribingModule
{
    public static IServiceCollection AddDescribing(this IServiceCollection services)
    {
        services.AddSingleton<Services>();
        services.AddSingleton<HealthWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthWatch>());
        services.AddSingleton<ApiDocument>();
        return services;
    }

    public static void MapDescribing(this WebApplication app)
    {
        app.MapGet("/api/permissions", ShowPermissions.Handle)
            .RequirePermission(PermissionEndpoints.AnyMember)
            .WithTags("Permissions")
            .WithName("readPermissions")
            .WithSummary("Who may do what, and what the caller may do");
        app.MapGet("/api/health", HealthWatch.Handle)
            .RequirePermission(Permissions.SystemRead)
            .WithTags("Services")
            .WithName("readHealth")
            .WithSummary("Whether each service lives and is ready, why not, its version, and how old the answer is");
        app.MapGet("/api/about", About.Handle)
            .RequirePermission(PermissionEndpoints.AnyMember)
            .WithTags("Services")
            .WithName("readAbout")
            .WithSummary("Name and version of the product, and the packages of its services with their licences");
        app.MapGet("/openapi.json", ApiDocument.Handle).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/api-docs", ApiPage.Handle).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/api-docs/page.css", ApiPage.Style).AllowAnonymous().ExcludeFromDescription();
    }
}
