using System.Security.Claims;
using LiveOps.Console.Auditing;
using LiveOps.Console.Live;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using MassTransit;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Devices;

/// <summary>
/// <c>POST /api/devices/emergency-stop</c>: every member may; without a body it stops everything. Sent first, written down
/// afterwards.
/// </summary>
internal static class PressEmergencyStop
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public static async Task<IResult> Handle(
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] IBus bus,
        [FromServices] EmergencyStopLatch latch,
        [FromServices] EmergencyStopRecorder recorder,
        [FromServices] LiveScreens screens,
        [FromServices] TimeProvider clock,
        [FromServices] ILogger<EmergencyStopRecorder> log
    )
    {
        var (fault, scope) = await EmergencyStopForm.ReadAsync<EmergencyStopForm>(http);
        if (fault is not null)
            return Results.Problem(fault, statusCode: StatusCodes.Status400BadRequest, title: "Nothing was stopped");
        // A new id for every press: a gateway that was reset at its own PC must stop again.
        var stop = new EmergencyStop
        {
            WorkspaceId = user.WorkspaceIdEvenWaiting(),
            StopId = Guid.CreateVersion7(),
            RequestedBy = user.MemberName(),
            RequestedAt = clock.GetUtcNow(),
            Scope = scope,
        };
        latch.Set(stop);
        // Not the request's token: a browser that goes away must not take the stop with it.
        using var patience = new CancellationTokenSource(_patience, clock);
        var sent = await TrySendAsync(bus, stop, patience.Token, log);
        recorder.Record(stop, Actor.Find(http));
        screens.ShowLatch(stop.WorkspaceId, latch.Of(stop.WorkspaceId));
        return sent
            ? Results.Accepted(value: ListDevices.LatchOf(stop))
            : Results.Problem(
                "The message broker does not answer. The stop is latched and is sent as soon as a gateway is heard. "
                    + "Stop now at the gateway's own PC, or switch the boards' power off.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "The emergency stop has not reached the gateways"
            );
    }

    private static async Task<bool> TrySendAsync(
        IBus bus,
        EmergencyStop stop,
        CancellationToken patience,
        ILogger<EmergencyStopRecorder> log
    )
    {
        try
        {
            await bus.Publish(stop, patience);
            return true;
        }
        catch (Exception error)
        {
            // Whatever the reason is, the stop has to be written down and latched, and the member has to be told.
            log.LogError(error, "The emergency stop {StopId} has not reached the broker", stop.StopId);
            return false;
        }
    }
}
