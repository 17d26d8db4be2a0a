using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Reporting;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>The emergency stop of this PC, and its release.</summary>
internal static class EmergencyStopEndpoints
{
    private const string ConfirmWord = "reset";
    private const string HereWord = "reset-here";

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
                (
                    HttpContext http,
                    ResetRequest? request,
                    EmergencyStopSwitch @switch,
                    EmergencyLatch latch,
                    BrokerWatch broker
                ) =>
                {
                    // The Console stops this PC again within moments, but what runs until then nobody has allowed.
                    // With the broker away, those who stand beside the machine decide. A release that was missed
                    // while it was away must not lock them out: they say so in another word.
                    if (latch.IsConsoles && broker.AwaySince is null && request?.Confirm != HereWord)
                        return Results.Problem(
                            "This stop was pressed at the Console and holds the whole workspace: reset it there. If the Console shows no stop, send {\"confirm\":\"reset-here\"}.",
                            statusCode: StatusCodes.Status409Conflict,
                            title: "Held by the Console"
                        );
                    if (!LocalGuard.IsManager(http) && request?.Confirm is not (ConfirmWord or HereWord))
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
