using System.Security.Claims;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Devices;

/// <summary>Everything that the devices page and the header show.</summary>
internal sealed record DevicesView(
    LatchView? EmergencyStop,
    IReadOnlyList<LatchView> StoppedParts,
    IReadOnlyList<GatewayView> Gateways
);

/// <summary>A latched emergency stop, of everything or of one part.</summary>
internal sealed record LatchView(
    Guid StopId,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    string? GatewayId,
    string? BoardId,
    Guid? AccountId
);

/// <summary>All that is latched, as screens hear it.</summary>
internal sealed record LatchesView(LatchView? EmergencyStop, IReadOnlyList<LatchView> StoppedParts);

/// <summary>One gateway with its boards.</summary>
/// <param name="GatewayId">Its name.</param>
/// <param name="At">When it said so, by its clock.</param>
/// <param name="Silent">Not heard for longer than three of its messages take.</param>
/// <param name="EmergencyStopped">All its boards are off and stay off.</param>
/// <param name="StoppedAtPc">Somebody beside the boards has stopped it, whatever was pressed here since.</param>
/// <param name="StoppedAccounts">What these move is off.</param>
/// <param name="Detail">What to know or do, in a sentence.</param>
/// <param name="Boards">Those that are known there.</param>
internal sealed record GatewayView(
    string GatewayId,
    DateTimeOffset At,
    bool Silent,
    bool EmergencyStopped,
    bool StoppedAtPc,
    IReadOnlyList<Guid> StoppedAccounts,
    string? Detail,
    IReadOnlyList<BoardStatus> Boards
);

/// <summary><c>GET /api/devices</c>.</summary>
internal static class ListDevices
{
    public static DevicesView Handle(
        ClaimsPrincipal user,
        [FromServices] GatewayReadModel gateways,
        [FromServices] EmergencyStopLatch latch,
        [FromServices] TimeProvider clock
    ) => View(gateways.Of(user.WorkspaceId()), latch.Of(user.WorkspaceId()), clock.GetUtcNow());

    internal static DevicesView View(IReadOnlyList<GatewaySeen> gateways, LatchedStops latched, DateTimeOffset now)
    {
        var (everything, parts) = LatchesOf(latched);
        return new(everything, parts, [.. gateways.Select(gateway => View(gateway, latched, now))]);
    }

    internal static LatchesView LatchesOf(LatchedStops latched) =>
        new(latched.Everything is { } stop ? LatchOf(stop) : null, [.. latched.Parts.Select(LatchOf)]);

    internal static LatchView LatchOf(EmergencyStop stop) =>
        new(
            stop.StopId,
            stop.RequestedBy,
            stop.RequestedAt,
            stop.Scope?.GatewayId,
            stop.Scope?.BoardId,
            stop.Scope?.AccountId
        );

    internal static GatewayView View(GatewaySeen gateway, LatchedStops stops, DateTimeOffset now)
    {
        var latched = stops.Holds(gateway.Status.GatewayId);
        var silent = gateway.IsSilent(now);
        return new GatewayView(
            gateway.Status.GatewayId,
            gateway.Status.At,
            silent,
            gateway.Status.EmergencyStopped,
            gateway.StoppedAtPc,
            gateway.Status.StoppedAccounts,
            Detail(gateway, silent, latched, now),
            gateway.Status.Boards
        );
    }

    private static string? Detail(GatewaySeen gateway, bool silent, bool latched, DateTimeOffset now)
    {
        if (silent)
            return $"Silent for {(int)(now - gateway.SeenAt).TotalSeconds} s. Check that the PC is on, has network and runs the gateway. "
                + "Its boards switch everything off by themselves when the gateway is gone.";
        if (gateway.Status.EmergencyStopped && !latched)
            return "Stopped at the PC itself. Look what happened there, then reset the emergency stop.";
        if (!gateway.Status.EmergencyStopped && latched)
            return "Has not taken the emergency stop yet; it is sent again. Switch its power off if it stays so.";
        return null;
    }
}
