using LiveOps.Console.Auditing;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Machines;

/// <summary><c>POST /api/machines/{id}/boards/{boardId}/firmware</c>: loads the newer firmware that the gateway came with.</summary>
internal static class UpdateFirmware
{
    public static async Task<IResult> Handle(
        string id,
        string boardId,
        HttpContext http,
        [FromServices] MachineOrders orders
    )
    {
        var actor = Actor.Of(http);
        var (gateway, board, refusal) = orders.Find(actor.WorkspaceId, id, boardId);
        if (refusal is not null)
            return refusal;
        if (board!.UpdateTo is null)
            return Results.Problem(
                $"It has {board.Firmware}, and its gateway came with nothing newer that fits. Install a newer gateway on its PC first.",
                statusCode: StatusCodes.Status409Conflict,
                title: "No newer firmware for this board"
            );
        return await orders.GiveAsync(
            actor,
            MachineOrderKind.Firmware,
            gateway!.Status.GatewayId,
            board.BoardId,
            new { firmware = board.Firmware },
            new { firmware = board.UpdateTo },
            (orderId, expiresAt) =>
                new UpdateBoardFirmware
                {
                    OrderId = orderId,
                    WorkspaceId = actor.WorkspaceId,
                    BoardId = board.BoardId,
                    RequestedBy = actor.Name,
                    ExpiresAt = expiresAt,
                }
        );
    }
}
