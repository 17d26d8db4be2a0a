using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Serving;

/// <summary>The Webcast socket.</summary>
internal static class SocketRoute
{
    public static void MapSocketRoute(this IEndpointRouteBuilder app) =>
        app.MapGet(SignRoutes.SocketPath, Serve).ExcludeFromDescription();

    private static async Task Serve(
        HttpContext context,
        RoomDirectory rooms,
        TimeProvider time,
        IHostApplicationLifetime host
    )
    {
        var query = context.Request.Query;
        var room = rooms.FindById(query["room_id"]);
        if (room?.TakeHandshakeFault() is { } refusal)
        {
            // TikTok refuses with 200, not with an error status.
            room.Deliveries.RefusedHandshake();
            context.Response.Headers["Handshake-Msg"] = refusal.Msg;
            context.Response.Headers["Handshake-Status"] = refusal.Status;
            return;
        }
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("This address takes WebSocket connections only.", context.RequestAborted);
            return;
        }
        context.Response.Headers["Handshake-Options"] = "ping-interval=2;ping-timeout=30";
        var accept = new WebSocketAcceptContext
        {
            // TikTok sends no WebSocket pings.
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains("echo-protocol")
                ? "echo-protocol"
                : null,
        };
        var consumer = new ConsumerSocket(query["compress"] == "gzip", rooms, time);
        consumer.MoveTo(room);
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(accept);
            room?.Deliveries.Connected();
            await consumer.RunAsync(socket, host.ApplicationStopping);
        }
        finally
        {
            consumer.MoveTo(null);
        }
    }
}
