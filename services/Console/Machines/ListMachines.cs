using System.Security.Claims;
using LiveOps.Console.Devices;
using LiveOps.Console.Gateways;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Machines;

/// <summary>One PC with boards.</summary>
/// <param name="GatewayId">Its gateway's id.</param>
/// <param name="Name">What people call it; null where nobody has given a name.</param>
/// <param name="Computer">The name of the PC itself; null while nobody has told.</param>
/// <param name="Version">Of the gateway's program, as it last told.</param>
/// <param name="LastSeenAt">When it was heard last; null when never.</param>
/// <param name="OnlineSince">Since when it is heard without a silence, as far as this Console knows; null while it is silent.</param>
/// <param name="BrokerMs">How long the broker takes to confirm what it says, ms; null when that is not known or old.</param>
/// <param name="Enrolled">Null for one that was set up by hand.</param>
/// <param name="Status">What it says; null when it has said nothing since the Console started.</param>
/// <param name="UnusedPorts">Serial ports that it leaves alone.</param>
/// <param name="Line">How it talks to its boards; null for an older gateway.</param>
/// <param name="TakesOrders">False for an older gateway: it is set up at its own PC.</param>
internal sealed record MachineView(
    string GatewayId,
    string? Name,
    string? Computer,
    string? Version,
    DateTimeOffset? LastSeenAt,
    DateTimeOffset? OnlineSince,
    double? BrokerMs,
    GatewayEnrolment? Enrolled,
    GatewayView? Status,
    IReadOnlyList<UnusedPort> UnusedPorts,
    BoardLineSettings? Line,
    bool TakesOrders
);

/// <summary><c>GET /api/machines</c>: every member may look; a sender stands beside the boards too.</summary>
internal static class ListMachines
{
    public static async Task<IReadOnlyList<MachineView>> Handle(
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] GatewayStore enrolled,
        [FromServices] GatewayReadModel seen,
        [FromServices] EmergencyStopLatch latch,
        [FromServices] MachineStore machines,
        [FromServices] TimeProvider clock
    )
    {
        var workspaceId = user.WorkspaceId();
        var heard = seen.Of(workspaceId).ToDictionary(one => one.Status.GatewayId, StringComparer.Ordinal);
        var names = await machines.NamesAsync(workspaceId, http.RequestAborted);
        var now = clock.GetUtcNow();
        return
        [
            .. ListGateways
                .View(
                    await enrolled.ReadAsync(workspaceId, http.RequestAborted),
                    [.. heard.Values],
                    latch.Of(workspaceId),
                    now
                )
                .Select(known => View(known, heard.GetValueOrDefault(known.GatewayId), names, now)),
        ];
    }

    internal static MachineView View(
        KnownGateway known,
        GatewaySeen? heard,
        IReadOnlyDictionary<string, string> names,
        DateTimeOffset now
    )
    {
        var fresh = heard is not null && !heard.IsSilent(now);
        return new MachineView(
            known.GatewayId,
            names.GetValueOrDefault(known.GatewayId),
            heard?.Status.Machine ?? known.Enrolled?.Machine,
            known.Version,
            known.LastSeenAt,
            fresh ? heard!.Since : null,
            fresh ? heard!.Status.BrokerMs : null,
            known.Enrolled,
            known.Status,
            heard?.Status.UnusedPorts ?? [],
            heard?.Status.Line,
            heard?.Status.TakesOrders ?? false
        );
    }
}
