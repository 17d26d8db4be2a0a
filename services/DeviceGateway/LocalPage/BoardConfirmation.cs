using LiveOps.DeviceGateway.Boards;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>A person says that a board which has taken a known one's place may be used.</summary>
internal static class BoardConfirmation
{
    public static void MapBoardConfirmation(this IEndpointRouteBuilder gateway) =>
        gateway
            .MapPost(
                "/boards/{uid}/confirm",
                async (string uid, GatewayLoop loop, PortRegistry registry) =>
                    await loop.AskAsync(now => registry.Confirm(uid, now))
                        ? Results.Ok(new { boardId = uid, confirmed = true })
                        : Results.Problem(
                            "No board with this id waits to be confirmed.",
                            statusCode: StatusCodes.Status404NotFound
                        )
            )
            .For(LocalAccess.Change);
}
