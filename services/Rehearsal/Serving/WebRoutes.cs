using System.Globalization;
using System.Text.Json;
using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Serving;

/// <summary>What www.tiktok.com and webcast.tiktok.com answer over plain HTTP about a room.</summary>
internal static class WebRoutes
{
    private const int Live = 2;
    private const int Ended = 4;

    public static void MapWebRoutes(this IEndpointRouteBuilder app)
    {
        app.MapGet("/@{handle}/live", Page).ExcludeFromDescription();
        app.MapGet("/api-live/user/room/", Lookup).ExcludeFromDescription();
        app.MapGet("/webcast/room/info/", Info).ExcludeFromDescription();
        app.MapGet("/webcast/room/info_by_user/", Info).ExcludeFromDescription();
        app.MapGet("/webcast/room/check_alive/", CheckAlive).ExcludeFromDescription();
        app.MapGet("/webcast/gift/list/", Gifts).ExcludeFromDescription();
    }

    private static IResult Page(string handle, HttpContext context, RoomDirectory rooms)
    {
        var room = rooms.Find(handle);
        context.Response.Headers.Append("Set-Cookie", $"ttwid=1%7Crehearsal{Viewer.IdOf(handle):x}; Path=/");
        if (room?.Faults.Captcha is true)
        {
            return Html("<title>Please wait...</title><body>Please wait...</body>");
        }
        if (room is null || room.Faults.NoLiveRoom is true || room.Faults.UserNotFound is true)
        {
            return State(new { });
        }
        var status = StatusOf(room);
        return State(
            new
            {
                LiveRoom = new
                {
                    liveRoomUserInfo = new
                    {
                        user = new
                        {
                            id = Text(room.OwnerId),
                            roomId = Text(room.RoomId),
                            uniqueId = room.Handle,
                            nickname = room.Handle,
                            status,
                        },
                        liveRoom = new
                        {
                            status,
                            title = room.Title,
                            startTime = room.StartedAt.ToUnixTimeSeconds(),
                        },
                    },
                },
            }
        );
    }

    private static IResult Lookup(string? uniqueId, RoomDirectory rooms)
    {
        var room = rooms.Find(uniqueId ?? "");
        if (room is null || room.Faults.UserNotFound is true)
        {
            return Results.Json(new { statusCode = 19881007, message = "user_not_found" });
        }
        if (room.Faults.Captcha is true)
        {
            return Html("<title>Please wait...</title>");
        }
        var status = StatusOf(room);
        return Results.Json(
            new
            {
                statusCode = 0,
                message = "",
                data = new
                {
                    user = new
                    {
                        id = Text(room.OwnerId),
                        roomId = Text(room.RoomId),
                        uniqueId = room.Handle,
                        status,
                    },
                    liveRoom = new { status, title = room.Title },
                },
            }
        );
    }

    private static IResult Info(HttpContext context, RoomDirectory rooms)
    {
        var room =
            rooms.FindById(context.Request.Query["room_id"])
            ?? rooms.Find(context.Request.Query["unique_id"].ToString());
        if (room is null)
        {
            return Results.Json(new { data = new { message = "room not found" }, status_code = 30003 });
        }
        if (room.Faults.RoomInfo403 is true)
        {
            return Results.Json(new { status_code = 403, message = "forbidden" }, statusCode: 403);
        }
        return Results.Json(
            new
            {
                data = new
                {
                    id = room.RoomId,
                    id_str = Text(room.RoomId),
                    status = StatusOf(room),
                    title = room.Title,
                    owner = new
                    {
                        id_str = Text(room.OwnerId),
                        display_id = room.Handle,
                        nickname = room.Handle,
                    },
                    owner_user_id_str = Text(room.OwnerId),
                    user_count = room.Viewers,
                    create_time = room.StartedAt.ToUnixTimeSeconds(),
                },
                status_code = 0,
            }
        );
    }

    private static IResult CheckAlive(HttpContext context, RoomDirectory rooms)
    {
        var asked = context.Request.Query["room_ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var data = new List<object>();
        foreach (var text in asked)
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                data.Add(
                    new
                    {
                        alive = rooms.FindById(id)?.IsLive is true,
                        room_id = id,
                        room_id_str = text,
                    }
                );
            }
        }
        return Results.Json(new { data, status_code = 0 });
    }

    private static IResult Gifts(HttpContext context, RoomDirectory rooms)
    {
        if (rooms.FindById(context.Request.Query["room_id"])?.Faults.GiftList403 is true)
        {
            return Results.Json(new { status_code = 403, message = "forbidden" }, statusCode: 403);
        }
        var gifts = GiftCatalogue.All.Select(gift => new
        {
            id = gift.Id,
            name = gift.Name,
            describe = $"sent {gift.Name}",
            diamond_count = gift.Coins,
            type = gift.Type,
            combo = gift.Combo,
            duration = 1000,
            for_linkmic = true,
            is_displayed_on_panel = true,
            image = new { uri = $"webcast-rehearsal/gift_{gift.Id}.png", url_list = Array.Empty<string>() },
        });
        return Results.Json(
            new
            {
                data = new
                {
                    gifts,
                    pages = new[]
                    {
                        new
                        {
                            page_name = "Gifts",
                            page_type = 1,
                            gifts,
                        },
                    },
                    is_full_gift_data = true,
                },
                status_code = 0,
            }
        );
    }

    private static int StatusOf(Room room) => room.IsLive ? Live : Ended;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static IResult State(object state) =>
        Html(
            $"<!DOCTYPE html><html><head><script id=\"SIGI_STATE\" type=\"application/json\">{JsonSerializer.Serialize(state)}</script></head><body></body></html>"
        );

    private static IResult Html(string html) => Results.Content(html, "text/html; charset=utf-8");
}
