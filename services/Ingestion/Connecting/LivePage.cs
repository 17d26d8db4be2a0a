using System.Text.Json;

namespace LiveOps.Ingestion.Connecting;

/// <summary>Reads the room out of an account's LIVE page: a JSON document in a script element.</summary>
internal static class LivePage
{
    private const int Live = 2;

    /// <exception cref="ConnectionFailure">The page has no room: a captcha, or TikTok changed it.</exception>
    public static RoomLookup Read(ReadOnlySpan<byte> html)
    {
        int script = html.IndexOf("id=\"SIGI_STATE\""u8);
        if (script < 0)
        {
            throw new ConnectionFailure("TikTok's LIVE page shows no state (a captcha, perhaps).");
        }
        ReadOnlySpan<byte> rest = html[script..];
        int open = rest.IndexOf((byte)'>');
        int close = rest.IndexOf("</script>"u8);
        if (open < 0 || close <= open)
        {
            throw new ConnectionFailure("TikTok's LIVE page is cut off.");
        }
        JsonElement info = Json.Parse(rest[(open + 1)..close]).At("LiveRoom").At("liveRoomUserInfo");
        return ReadRoom(info.At("user"), info.At("liveRoom"))
            ?? throw new ConnectionFailure("TikTok's LIVE page names no room.");
    }

    /// <summary>Null where there is no user. An account that was never live has an empty room id.</summary>
    public static RoomLookup? ReadRoom(JsonElement user, JsonElement liveRoom)
    {
        if (user.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        long roomId = user.At("roomId").Number() ?? 0;
        long? status = liveRoom.At("status").Number() ?? user.At("status").Number();
        return new RoomLookup(roomId, roomId != 0 && status == Live);
    }
}
