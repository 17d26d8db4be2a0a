using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Machines;

/// <summary><c>GET /api/machines/{id}/orders?boardId=</c>: what was ordered of a gateway lately, and what came of it.</summary>
internal static class ListOrders
{
    public static async Task<IResult> Handle(
        string id,
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] MachineStore machines,
        [FromServices] MachineOrderStore orders,
        [FromServices] TimeProvider clock,
        [FromQuery] string? boardId = null
    ) =>
        await machines.IsKnownAsync(user.WorkspaceId(), id, http.RequestAborted)
            ? Results.Ok(
                await orders.ReadAsync(user.WorkspaceId(), id, boardId, clock.GetUtcNow(), http.RequestAborted)
            )
            : MachineAnswers.NoGateway();
}
