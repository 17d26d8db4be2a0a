using LiveOps.Console.Auditing;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Machines;

/// <summary><c>PUT /api/machines/{id}/line</c>: other time-outs between a gateway and its boards. The gateway checks them.</summary>
internal static class ChangeLine
{
    /// <summary>How long a board may take to acknowledge a line, 20 to 2,000 ms; how many lines may wait for that, 1 or 2.</summary>
    public sealed record LineChange(int AckTimeoutMs, int WindowLines);

    public static async Task<IResult> Handle(
        string id,
        LineChange request,
        HttpContext http,
        [FromServices] MachineOrders orders
    )
    {
        var actor = Actor.Of(http);
        var (gateway, _, refusal) = orders.Find(actor.WorkspaceId, id, null);
        return refusal
            ?? await orders.GiveAsync(
                actor,
                MachineOrderKind.Line,
                gateway!.Status.GatewayId,
                null,
                gateway.Status.Line is { } line ? new LineChange(line.AckTimeoutMs, line.WindowLines) : null,
                request,
                (orderId, expiresAt) =>
                    new ChangeBoardLine
                    {
                        OrderId = orderId,
                        WorkspaceId = actor.WorkspaceId,
                        AckTimeoutMs = request.AckTimeoutMs,
                        WindowLines = request.WindowLines,
                        RequestedBy = actor.Name,
                        ExpiresAt = expiresAt,
                    }
            );
    }
}
