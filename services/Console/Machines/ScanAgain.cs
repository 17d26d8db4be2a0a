using LiveOps.Console.Auditing;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Machines;

/// <summary><c>POST /api/machines/{id}/scan</c>: the gateway looks for ports at once and tries failed ones again.</summary>
internal static class ScanAgain
{
    public static async Task<IResult> Handle(string id, HttpContext http, [FromServices] MachineOrders orders)
    {
        var actor = Actor.Of(http);
        var (gateway, _, refusal) = orders.Find(actor.WorkspaceId, id, null);
        return refusal
            ?? await orders.GiveAsync(
                actor,
                MachineOrderKind.Scan,
                gateway!.Status.GatewayId,
                null,
                null,
                null,
                (orderId, expiresAt) =>
                    new ScanPorts
                    {
                        OrderId = orderId,
                        WorkspaceId = actor.WorkspaceId,
                        RequestedBy = actor.Name,
                        ExpiresAt = expiresAt,
                    }
            );
    }
}
