using System.Security.Claims;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Ingestion.Leasing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Ingestion.Settings;

/// <summary>The connection settings of a workspace.</summary>
/// <param name="InForce">What counts now.</param>
/// <param name="Own">What the workspace has set itself.</param>
/// <param name="Defaults">As the installation is configured.</param>
/// <param name="Ranges">What may be set, by field.</param>
internal sealed record SettingsView(
    ConnectionSettings InForce,
    OwnSettings Own,
    ConnectionSettings Defaults,
    IReadOnlyDictionary<string, SettingRange> Ranges
);

/// <summary>The HTTP API at <c>/api/ingestion/settings</c>: how the workspace's accounts are connected.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettingsEndpoints(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder api = app.MapGroup("/api/ingestion/settings").WithTags("Settings");
        api.MapGet("", ShowAsync)
            .RequirePermission(Permissions.SettingsRead)
            .WithSummary("How patiently the workspace's accounts are connected, and what may be set");
        api.MapPut("", PutAsync)
            .RequirePermission(Permissions.SettingsEdit)
            .WithSummary("Sets it anew, for connections that run too; what is left out is as the installation has it");
    }

    private static async Task<Ok<SettingsView>> ShowAsync(
        ClaimsPrincipal user,
        SettingsStore store,
        CurrentSettings current,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(View(await store.FindAsync(user.WorkspaceId(), cancellationToken), current.Defaults));

    private static async Task<Results<Ok<SettingsView>, ValidationProblem>> PutAsync(
        OwnSettings input,
        ClaimsPrincipal user,
        SettingsStore store,
        CurrentSettings current,
        AccountSupervisor supervisor,
        CancellationToken cancellationToken
    )
    {
        if (SettingRanges.Faults(input, current.Defaults) is { Count: > 0 } faults)
        {
            return TypedResults.ValidationProblem(faults, title: "The settings cannot be used");
        }
        await store.PutAsync(user.WorkspaceId(), input, Author.Of(user), cancellationToken);
        supervisor.Wake();
        return TypedResults.Ok(View(input, current.Defaults));
    }

    private static SettingsView View(OwnSettings own, ConnectionSettings defaults) =>
        new(own.Over(defaults), own, defaults, SettingRanges.All);
}
