using LiveOps.DeviceGateway.EmergencyStopping;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>The emergency stop of this PC, and its release.</summary>
internal static class EmergencyStopEndpoints
{
    private const string ConfirmWord = "reset";

    public static void MapEmergencyStop(this IEndpointRouteBuilder gateway)
    {
        gateway
            .MapPost(
                "/emergency-stop",
                (HttpContext http, EmergencyStopSwitch @switch, TimeProvider time) =>
                {
                    var id = Guid.CreateVersion7();
                    @switch.Press(id, LocalGuard.Who(http), time.GetUtcNow());
                    return Results.Ok(new { stopId = id, latched = true });
                }
            )
            .For(LocalAccess.Stop);
        gateway
            .MapPost(
                "/reset",
                (HttpContext http, ResetRequest? request, EmergencyStopSwitch @switch) =>
                {
                    if (!LocalGuard.IsManager(http) && request?.Confirm != ConfirmWord)
                        return Results.Problem(
                            "Send {\"confirm\":\"reset\"} when it is safe to switch on again.",
                            statusCode: StatusCodes.Status400BadRequest
                        );
                    @switch.Reset(LocalGuard.Who(http));
                    return Results.Ok(new { latched = false });
                }
            )
            .For(LocalAccess.Change);
    }

    internal sealed record ResetRequest(string? Confirm);
}
