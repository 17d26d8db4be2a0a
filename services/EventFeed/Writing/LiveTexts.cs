using System.Globalization;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.EventFeed.Writing;

/// <summary>
/// Events in the words that programs made for TikFinity know: flat fields as TikTok-Live-Connector 1.x named them, ids
/// as texts, no field that is null (docs/decisions/0009-local-event-feed.md).
/// </summary>
internal static class LiveTexts
{
    private const int StreakGift = 1;
    private const int SingleGift = 2;
    private const int Joined = 1;
    private const int EndedByHost = 3;

    /// <summary>Null for an event that the feed has no word for.</summary>
    /// <param name="roomId">The room it happened in.</param>
    /// <param name="one">The event.</param>
    /// <param name="before">The event before it in the same message; null for the first.</param>
    public static byte[]? Of(long roomId, LiveEvent one, LiveEvent? before) =>
        one.Kind switch
        {
            LiveEventKind.Gift => Gift(roomId, one, one.Gift!),
            LiveEventKind.GiftFinal => GiftFinal(roomId, one, one.Gift!, before),
            LiveEventKind.Chat => Text("chat", roomId, one, json => Chat(json, one)),
            LiveEventKind.Like => Text("like", roomId, one, json => Like(json, one.Like!)),
            LiveEventKind.Follow => Text(
                "follow",
                roomId,
                one,
                json => Social(json, "pm_main_follow_message_viewer_2")
            ),
            LiveEventKind.Share => Text("share", roomId, one, json => Social(json, "pm_mt_guidance_share")),
            LiveEventKind.Join => Text("member", roomId, one, static json => json.WriteNumber("actionId", Joined)),
            LiveEventKind.Subscribe => Text("subscribe", roomId, one, json => Subscribe(json, one)),
            LiveEventKind.Question => Text("questionNew", roomId, one, json => Question(json, one)),
            LiveEventKind.RoomStats => Text("roomUser", roomId, one, json => Audience(json, one.RoomStats!)),
            LiveEventKind.LiveEnded => Text(
                "streamEnd",
                roomId,
                one,
                static json => json.WriteNumber("action", EndedByHost)
            ),
            _ => null,
        };

    // The end of a streak is told by GiftFinal, which comes also where TikTok's end message is lost; a message that
    // brings nothing new would let the count fall.
    private static byte[]? Gift(long roomId, LiveEvent one, LiveGift gift)
    {
        bool single = gift.GroupId == 0;
        return single || (!gift.RepeatEnd && gift.Credited > 0)
            ? Text("gift", roomId, one, json => Gift(json, gift, end: single))
            : null;
    }

    // Where no end message came, the final event has the id of the last gift: negated, no two texts share an id.
    private static byte[] GiftFinal(long roomId, LiveEvent one, LiveGift gift, LiveEvent? before)
    {
        bool told = before is { Kind: LiveEventKind.Gift, Gift.RepeatEnd: true } && before.MessageId == one.MessageId;
        LiveEvent made = told ? one : one with { MessageId = -one.MessageId };
        return Text("gift", roomId, made, json => Gift(json, gift, end: true));
    }

    private static byte[] Text(string name, long roomId, LiveEvent one, Action<Utf8JsonWriter> own) =>
        FeedJson.Text(
            name,
            json =>
            {
                json.WriteStartObject();
                own(json);
                if (one.Viewer is { } viewer)
                {
                    Viewer(json, viewer);
                }
                json.WriteString("msgId", Id(one.MessageId));
                json.WriteString("createTime", Id(one.At.ToUnixTimeMilliseconds()));
                json.WriteString("roomId", Id(roomId));
                json.WriteEndObject();
            }
        );

    private static void Viewer(Utf8JsonWriter json, LiveViewer viewer)
    {
        string id = Id(viewer.UserId);
        string handle = viewer.Handle ?? id;
        json.WriteString("userId", id);
        json.WriteString("uniqueId", handle);
        json.WriteString("nickname", viewer.Nickname ?? handle);
        json.WriteString("profilePictureUrl", viewer.AvatarUrl ?? "");
        json.WriteNumber("followRole", FollowRole(viewer.Roles));
        json.WriteStartArray("userBadges");
        json.WriteEndArray();
        json.WriteBoolean("isModerator", viewer.Roles.HasFlag(ViewerRoles.Moderator));
        json.WriteBoolean("isNewGifter", value: false);
        json.WriteBoolean("isSubscriber", viewer.Roles.HasFlag(ViewerRoles.Subscriber));
    }

    private static int FollowRole(ViewerRoles roles) =>
        roles.HasFlag(ViewerRoles.Friend) ? 2
        : roles.HasFlag(ViewerRoles.Follower) ? 1
        : 0;

    private static void Gift(Utf8JsonWriter json, LiveGift gift, bool end)
    {
        string name = gift.Name ?? "";
        json.WriteNumber("giftId", gift.GiftId);
        json.WriteString("giftName", name);
        json.WriteString("giftPictureUrl", "");
        json.WriteNumber("diamondCount", gift.Coins);
        json.WriteNumber("repeatCount", gift.RepeatCount);
        json.WriteBoolean("repeatEnd", end);
        json.WriteNumber("giftType", gift.GroupId == 0 ? SingleGift : StreakGift);
        json.WriteString("groupId", Id(gift.GroupId));
        json.WriteString("describe", $"Sent {name}");
        json.WriteString("receiverUserId", Id(gift.ReceiverId));
    }

    private static void Chat(Utf8JsonWriter json, LiveEvent one)
    {
        json.WriteString("comment", one.Text ?? "");
        json.WriteStartArray("emotes");
        json.WriteEndArray();
    }

    private static void Like(Utf8JsonWriter json, LiveLike like)
    {
        json.WriteNumber("likeCount", like.Count);
        json.WriteNumber("totalLikeCount", like.RoomTotal);
    }

    private static void Social(Utf8JsonWriter json, string displayType) => json.WriteString("displayType", displayType);

    private static void Subscribe(Utf8JsonWriter json, LiveEvent one) =>
        json.WriteNumber("subMonth", one.SubscribedMonths ?? 0);

    private static void Question(Utf8JsonWriter json, LiveEvent one) =>
        json.WriteString("questionText", one.Text ?? "");

    private static void Audience(Utf8JsonWriter json, LiveRoomStats stats)
    {
        json.WriteNumber("viewerCount", stats.Viewers);
        json.WriteStartArray("topViewers");
        json.WriteEndArray();
    }

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);
}
