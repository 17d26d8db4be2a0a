using System.Security.Claims;
using LiveOps.Console.Auditing;
using LiveOps.Console.Live;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Devices;

/// <summary>
/// <c>POST /api/devices/emergency-stop/reset</c>: a manager's decision, on the books before it takes effect. Without a
/// body it lets go of everything, stops of parts too; of a part it leaves the stop of everything as it is.
/// </summary>
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
        var (fault, scope) = await EmergencyStopForm.ReadAsync<EmergencyResetForm>(http);
        if (fault is not null)
            return Results.Problem(fault, statusCode: StatusCodes.Status400BadRequest, title: "Nothing was reset");
        var workspaceId = user.WorkspaceId();
        var reset = new EmergencyStopReset(workspaceId, scope, user.MemberName(), clock.GetUtcNow());
        // Sent even where nothing is latched here: a gateway may have been stopped at its own PC.
        await store.ResetAsync(reset, Actor.Of(http), latch.Of(workspaceId).Within(scope), http.RequestAborted);
        latch.Release(workspaceId, scope, reset.RequestedAt);
        screens.ShowLatch(workspaceId, latch.Of(workspaceId));
        return Results.NoContent();
    }
}

/// <summary>A reset on its way to the books and the gateways.</summary>
/// <param name="WorkspaceId">Whose.</param>
/// <param name="Scope">The part; null: everything.</param>
/// <param name="RequestedBy">Who answers for it.</param>
/// <param name="RequestedAt">What was pressed after it holds.</param>
internal sealed record EmergencyStopReset(
    Guid WorkspaceId,
    EmergencyStopScope? Scope,
    string RequestedBy,
    DateTimeOffset RequestedAt
)
{
    public Contracts.DeviceGateway.ResetEmergencyStop OfEverything() =>
        new()
        {
            WorkspaceId = WorkspaceId,
            RequestedBy = RequestedBy,
            RequestedAt = RequestedAt,
        };

    public ResetScopedEmergencyStop OfPart(EmergencyStopScope scope) =>
        new()
        {
            WorkspaceId = WorkspaceId,
            Scope = scope,
            RequestedBy = RequestedBy,
            RequestedAt = RequestedAt,
        };
}
