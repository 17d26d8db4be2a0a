using LiveOps.Console.Auditing;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Machines;

/// <summary><c>PUT /api/machines/{id}/boards/{boardId}/devices</c>: another table of devices for a board.</summary>
internal static class ChangeDevices
{
    /// <summary>More than any board has rows; the gateway says what is wrong with fewer.</summary>
    private const int MostRows = 64;

    /// <summary>The table as it was seen, and as it shall be.</summary>
    public sealed record DevicesChange(IReadOnlyList<BoardDevice>? Before, IReadOnlyList<BoardDevice>? Devices);

    public static async Task<IResult> Handle(
        string id,
        string boardId,
        DevicesChange request,
        HttpContext http,
        [FromServices] MachineOrders orders
    )
    {
        var actor = Actor.Of(http);
        var (gateway, board, refusal) = orders.Find(actor.WorkspaceId, id, boardId);
        if (refusal is not null)
            return refusal;
        if (
            request is not { Before: { Count: <= MostRows } before, Devices: { Count: <= MostRows } devices }
            || before
                .Concat(devices)
                .Any(row => row is null || row.Name is null || row.Type is null || row.Pins is null)
        )
            return Results.Problem(
                $"Send before (the table as it was read) and devices (as it shall be), each with at most {MostRows} whole rows.",
                statusCode: StatusCodes.Status400BadRequest,
                title: "The table cannot be read"
            );
        return await orders.GiveAsync(
            actor,
            MachineOrderKind.Devices,
            gateway!.Status.GatewayId,
            board!.BoardId,
            before,
            devices,
            (orderId, expiresAt) =>
                new ChangeBoardDevices
                {
                    OrderId = orderId,
                    WorkspaceId = actor.WorkspaceId,
                    BoardId = board.BoardId,
                    Before = before,
                    Devices = devices,
                    RequestedBy = actor.Name,
                    ExpiresAt = expiresAt,
                }
        );
    }
}
