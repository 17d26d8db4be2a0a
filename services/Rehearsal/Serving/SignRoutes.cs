using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using LiveOps.Rehearsal.Faults;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace LiveOps.Rehearsal.Serving;

/// <summary>What a sign service answers: signed addresses, room ids, and the first fetch that names the socket.</summary>
internal static class SignRoutes
{
    public const string SocketPath = "/webcast/im/ws_proxy/ws_reuse_supplement/";

    public static void MapSignRoutes(this IEndpointRouteBuilder app)
    {
        app.MapPost("/tiktok/sign_url", SignUrl).ExcludeFromDescription();
        app.MapGet("/webcast/anchors/{handle}/room_id", RoomId).ExcludeFromDescription();
        app.MapGet(
                "/webcast/rooms/{roomId}/connect",
                (string roomId, HttpContext context, RoomDirectory rooms, TimeProvider time) =>
                    Connect(rooms.FindById(roomId) ?? rooms.Find(roomId), context, rooms, time)
            )
            .ExcludeFromDescription();
        app.MapGet(
                "/webcast/fetch",
                (HttpContext context, RoomDirectory rooms, TimeProvider time) =>
                    Connect(
                        rooms.FindById(context.Request.Query["room_id"])
                            ?? rooms.Find(context.Request.Query["unique_id"].ToString()),
                        context,
                        rooms,
                        time
                    )
            )
            .ExcludeFromDescription();
    }

    private static async Task<IResult> SignUrl(HttpContext context, RoomDirectory rooms, TimeProvider time)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if (body?["url"]?.GetValue<string>() is not { Length: > 0 } url)
        {
            return Results.Json(new { code = 400, message = "url is missing" }, statusCode: 400);
        }
        var query = QueryHelpers.ParseQuery(
            new Uri(url, UriKind.RelativeOrAbsolute) is { IsAbsoluteUri: true } uri ? uri.Query : ""
        );
        if (
            rooms.FindById(query.GetValueOrDefault("room_id"))?.TakeSignFault() is { Status: { } status } fault
            && status != 200
        )
        {
            return Refusal(context, status, fault, time);
        }
        return Results.Json(
            new
            {
                code = 200,
                message = "",
                response = new
                {
                    signedUrl = url + (url.Contains('?') ? "&" : "?") + "X-Bogus=sim",
                    userAgent = body["userAgent"]?.GetValue<string>() ?? "rehearsal",
                    tokens = new Dictionary<string, string> { ["X-Bogus"] = "sim" },
                },
            }
        );
    }

    private static IResult RoomId(string handle, RoomDirectory rooms)
    {
        var room = rooms.Find(handle);
        if (room is null || room.Faults.UserNotFound is true)
        {
            return Results.Json(
                new
                {
                    code = 404,
                    ok = false,
                    message = "no room for this user",
                },
                statusCode: 404
            );
        }
        return Results.Json(
            new
            {
                code = 200,
                ok = true,
                room_id = room.RoomId.ToString(CultureInfo.InvariantCulture),
                is_live = room.IsLive,
                message = "",
            }
        );
    }

    private static async Task<IResult> Connect(Room? room, HttpContext context, RoomDirectory rooms, TimeProvider time)
    {
        if (room is null)
        {
            return Results.Json(new { code = 404, message = "no such room" }, statusCode: 404);
        }
        var fault = room.TakeSignFault();
        if (fault?.Status is { } status && status != 200)
        {
            return Refusal(context, status, fault, time);
        }
        var headers = context.Response.Headers;
        if (fault?.NoCookie is not true)
        {
            headers["x-set-tt-cookie"] = $"ttwid=1%7Crehearsal{room.OwnerId:x}; tt-target-idc=useast1a";
        }
        headers["x-room-id"] = room.RoomId.ToString(CultureInfo.InvariantCulture);
        headers["x-request-id"] = Guid.NewGuid().ToString("N");
        headers["x-agent-id"] = "rehearsal";
        context.Response.ContentType = "application/protobuf";
        if (fault?.EmptyBody is true)
        {
            return Results.Empty;
        }
        var history = room.History();
        var fetch = FirstFetch(history, context.Request, rooms.Ids.Next(), time, fault?.EmptyCursor is true);
        await context.Response.Body.WriteAsync(fetch.ToByteArray(), context.RequestAborted);
        room.Deliveries.Fetched();
        room.MarkServed(history);
        return Results.Empty;
    }

    private static FetchResult FirstFetch(
        List<RoomMessage> history,
        HttpRequest request,
        long logId,
        TimeProvider time,
        bool emptyCursor
    )
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var scheme = request.IsHttps ? "wss" : "ws";
        var fetch = new FetchResult
        {
            Cursor = emptyCursor ? "" : $"{now}_{logId}_1_1_0_0",
            FetchIntervalMs = 1000,
            NowMs = now,
            InternalExt = $"internal_src:rehearsal|log_id:{logId}",
            FetchType = 1,
            PushServer = $"{scheme}://{request.Host}{SocketPath}",
            IsFirst = true,
            HistoryNoMore = true,
        };
        fetch.RouteParams["wrss"] = "rehearsal";
        fetch.RouteParams["imprp"] = "rehearsal";
        foreach (var message in history)
        {
            fetch.Messages.Add(Frame.EnvelopeOf(message, isHistory: true));
        }
        return fetch;
    }

    private static IResult Refusal(HttpContext context, int status, SignFault fault, TimeProvider time)
    {
        if (status == 429)
        {
            var seconds = fault.RetryAfter ?? 60;
            context.Response.Headers["retry-after"] = seconds.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers["x-ratelimit-reset"] = time.GetUtcNow()
                .AddSeconds(seconds)
                .ToUnixTimeSeconds()
                .ToString(CultureInfo.InvariantCulture);
        }
        return Results.Json(
            new
            {
                code = status,
                message = $"The rehearsal's sign service refuses with status {status}.",
                limit_label = status == 429 ? "rate_limit_account_minute" : null,
            },
            statusCode: status
        );
    }
}
