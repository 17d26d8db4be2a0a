using System.Security.Claims;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Devices;

/// <summary>Everything that the devices page and the header show.</summary>
internal sealed record DevicesView(LatchView? EmergencyStop, IReadOnlyList<GatewayView> Gateways);

/// <summary>A latched emergency stop.</summary>
internal sealed record LatchView(Guid StopId, string RequestedBy, DateTimeOffset RequestedAt);

/// <summary>One gateway with its boards.</summary>
internal sealed record GatewayView(
    string GatewayId,
    DateTimeOffset At,
    bool Silent,
    bool EmergencyStopped,
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

    internal static DevicesView View(IReadOnlyList<GatewaySeen> gateways, EmergencyStop? latched, DateTimeOffset now) =>
        new(LatchOf(latched), [.. gateways.Select(gateway => View(gateway, latched is not null, now))]);

    internal static LatchView? LatchOf(EmergencyStop? stop) =>
        stop is null ? null : new LatchView(stop.StopId, stop.RequestedBy, stop.RequestedAt);

    internal static GatewayView View(GatewaySeen gateway, bool latched, DateTimeOffset now)
    {
        var silent = gateway.IsSilent(now);
        return new GatewayView(
            gateway.Status.GatewayId,
            gateway.Status.At,
            silent,
            gateway.Status.EmergencyStopped,
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
