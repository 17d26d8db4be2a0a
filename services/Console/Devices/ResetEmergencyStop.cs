using System.Security.Claims;
using LiveOps.Console.Live;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Devices;

/// <summary><c>POST /api/devices/emergency-stop/reset</c>: a manager's decision, on the books before it takes effect.</summary>
internal static class ResetEmergencyStop
{
    public static async Task<IResult> Handle(
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] EmergencyStopStore store,
        [FromServices] EmergencyStopLatch latch,
        [FromServices] LiveScreens screens,
        [FromServices] TimeProvider clock
    )
    {
        var workspaceId = user.WorkspaceId();
        var reset = new Contracts.DeviceGateway.ResetEmergencyStop
        {
            WorkspaceId = workspaceId,
            RequestedBy = user.MemberName(),
            RequestedAt = clock.GetUtcNow(),
        };
        // Sent even where nothing is latched here: a gateway may have been stopped at its own PC.
        await store.ResetAsync(reset, latch.Of(workspaceId), http.RequestAborted);
        latch.Release(workspaceId, reset.RequestedAt);
        screens.ShowLatch(workspaceId, latch.Of(workspaceId));
        return Results.NoContent();
    }
}
