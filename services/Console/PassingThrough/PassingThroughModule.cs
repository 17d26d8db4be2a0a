using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.PassingThrough;

/// <summary>The single origin: the APIs of the other services under the Console's address.</summary>
internal static class PassingThroughModule
{
    private static readonly string[] _services = ["ingestion", "rules", "analytics"];

    /// <summary>All services that something is passed on to.</summary>
    public static readonly IReadOnlyList<string> Services = [.. _services, "rehearsal"];

    // Viewer profiles have an address of their own; both have one with a version in it, too.
    private static readonly string[] _ofAnalytics =
    [
        "/api/v1/analytics",
        "/api/viewer-profiles",
        "/api/v1/viewer-profiles",
    ];

    public static IServiceCollection AddPassingThrough(this IServiceCollection services)
    {
        services.AddSingleton<Forwarder>();
        services.AddSingleton<ViewerCalls>();
        return services;
    }

    public static void MapPassingThrough(this WebApplication app)
    {
        foreach (var service in _services)
            Pass(app, new Destination(service, $"/api/{service}", $"/api/{service}", true));
        foreach (var prefix in _ofAnalytics)
            Pass(app, new Destination("analytics", prefix, prefix, true));
        // A rule's secret address is its own key: whoever knows it need not be a member.
        app.MapPost(
                "/api/rules/addresses/{**rest}",
                Handler(new Destination("rules", "/api/rules", "/api/rules", false))
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
        // The rehearsal room knows no members: it gets no token of theirs.
        app.Map("/api/rehearsal/{**rest}", ToRehearsal(new Destination("rehearsal", "/api/rehearsal", "/api", false)))
            .RequirePermission(Permissions.RehearsalPlay)
            .ExcludeFromDescription();
        app.MapGet(
                "/api/services",
                (IConfiguration configuration, HttpContext http) =>
                    TypedResults.Ok(
                        Services.Where(service =>
                            ServiceAddress.Read(configuration, service) is not null
                            && (service != "rehearsal" || HasRehearsal(http))
                        )
                    )
            )
            .WithName("listServices")
            .WithSummary("Names of the services that are set up behind this origin")
            .RequirePermission(PermissionEndpoints.AnyMember)
            .WithTags("Services");
        app.Map(
                "/api/{**rest}",
                () => Results.Problem("There is no such address here.", statusCode: 404, title: "Not found")
            )
            .RequirePermission(PermissionEndpoints.AnyMember)
            .ExcludeFromDescription();
    }

    /// <summary>The service asks for the permission; what it is told of here is counted by <see cref="Quotas.QuotaGate"/>.</summary>
    private static void Pass(WebApplication app, Destination destination) =>
        app.Map($"{destination.From}/{{**rest}}", Handler(destination))
            .RequirePermission(PermissionEndpoints.AnyMember)
            .WithMetadata(destination)
            .ExcludeFromDescription();

    private static RequestDelegate ToRehearsal(Destination destination) =>
        http =>
            HasRehearsal(http)
                ? http.RequestServices.GetRequiredService<Forwarder>().ForwardAsync(http, destination)
                : Results
                    .Problem(
                        "The rehearsal room belongs to the workspace that runs this installation.",
                        statusCode: 404,
                        title: "This workspace has no rehearsal room"
                    )
                    .ExecuteAsync(http);

    // There is one, and what happens in it moves the boards of whoever watches it.
    private static bool HasRehearsal(HttpContext http) =>
        Guid.TryParse(http.User.FindFirstValue(LiveOpsIdentity.WorkspaceClaim), out var workspace)
        && workspace == http.RequestServices.GetRequiredService<IOptions<ConsoleOptions>>().Value.OperatorWorkspace;

    private static RequestDelegate Handler(Destination destination) =>
        http => http.RequestServices.GetRequiredService<Forwarder>().ForwardAsync(http, destination);
}

/// <summary>Where a path of this origin goes.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="From">The prefix here.</param>
/// <param name="To">The prefix there.</param>
/// <param name="WithToken">Whether the member's token goes along.</param>
internal sealed record Destination(string Service, string From, string To, bool WithToken);

/// <summary>Addresses of other services: <c>services__{name}__http__0</c>.</summary>
internal static class ServiceAddress
{
    public static Uri? Read(IConfiguration configuration, string service) =>
        Uri.TryCreate(configuration[$"services:{service}:http:0"], UriKind.Absolute, out var address) ? address : null;
}
