using System.Security.Claims;
using LiveOps.Console.Devices;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Gateways;

/// <summary>One gateway of the workspace: how it came here, and what it says.</summary>
/// <param name="GatewayId">Its name.</param>
/// <param name="Enrolled">Null for one that was set up by hand, with the installation's own credentials.</param>
/// <param name="LastSeenAt">Null when it was never heard.</param>
/// <param name="Version">Of its program, as it last told.</param>
/// <param name="Status">Null when it has said nothing since the Console started.</param>
internal sealed record KnownGateway(
    string GatewayId,
    GatewayEnrolment? Enrolled,
    DateTimeOffset? LastSeenAt,
    string? Version,
    GatewayView? Status
);

/// <summary>Who enrolled it, where, and whether it may still speak.</summary>
internal sealed record GatewayEnrolment(
    string Machine,
    DateTimeOffset At,
    string By,
    DateTimeOffset? RevokedAt,
    string? RevokedBy
);

/// <summary><c>GET /api/gateways</c>.</summary>
internal static class ListGateways
{
    public static async Task<IReadOnlyList<KnownGateway>> Handle(
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] GatewayStore gateways,
        [FromServices] GatewayReadModel seen,
        [FromServices] EmergencyStopLatch latch,
        [FromServices] TimeProvider clock
    ) =>
        View(
            await gateways.ReadAsync(user.WorkspaceId(), http.RequestAborted),
            seen.Of(user.WorkspaceId()),
            latch.Of(user.WorkspaceId()),
            clock.GetUtcNow()
        );

    internal static IReadOnlyList<KnownGateway> View(
        IReadOnlyList<Gateway> enrolled,
        IReadOnlyList<GatewaySeen> seen,
        LatchedStops latched,
        DateTimeOffset now
    )
    {
        var heard = seen.ToDictionary(gateway => gateway.Status.GatewayId, StringComparer.Ordinal);
        var byName = enrolled.ToDictionary(gateway => gateway.GatewayId, StringComparer.Ordinal);
        return
        [
            .. byName
                .Keys.Union(heard.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(id => View(id, byName.GetValueOrDefault(id), heard.GetValueOrDefault(id), latched, now)),
        ];
    }

    private static KnownGateway View(
        string id,
        Gateway? enrolled,
        GatewaySeen? heard,
        LatchedStops latched,
        DateTimeOffset now
    ) =>
        new(
            id,
            enrolled is null
                ? null
                : new GatewayEnrolment(
                    enrolled.Machine,
                    enrolled.EnrolledAt,
                    enrolled.EnrolledBy,
                    enrolled.RevokedAt,
                    enrolled.RevokedBy
                ),
            heard?.SeenAt ?? enrolled?.LastSeenAt,
            heard?.Status.Version ?? enrolled?.Version,
            heard is null ? null : ListDevices.View(heard, latched, now)
        );
}
