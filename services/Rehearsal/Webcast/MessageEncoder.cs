using Google.Protobuf;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Webcast;

/// <summary>The room's running totals, which TikTok repeats in its messages.</summary>
internal sealed class RoomTotals
{
    public long Likes { get; set; }
    public long Follows { get; set; }
    public int Shares { get; set; }
    public long Viewers { get; set; }
    public long TotalViewers { get; set; }
    public long FanTickets { get; set; }
}

/// <summary>How messages of a room are written just now.</summary>
internal sealed record EncodingChoices(bool RealisticSize, bool CreateTimeZero, bool LikesGoDown)
{
    public static EncodingChoices Usual { get; } = new(false, false, false);
}

/// <summary>Who and where: what every message of a room carries.</summary>
internal sealed record MessageHead(long MsgId, long RoomId, long OwnerId, DateTimeOffset Now);

/// <summary>Turns what happened in a room into the message that TikTok sends for it. Raises the room's totals.</summary>
internal static class MessageEncoder
{
    public static RoomMessage Encode(RoomEvent what, MessageHead head, RoomTotals totals, EncodingChoices choices) =>
        what switch
        {
            GiftGiven gift => GiftMessages.Single(gift, head, totals, choices),
            StreakGiven gift => GiftMessages.OfStreak(gift, head, totals, choices),
            Commented comment => Chat(comment, head, choices),
            Liked like => Like(like, head, totals, choices),
            Followed followed => Social(followed.Viewer, EventKind.Follow, head, totals, choices),
            Shared shared => Social(shared.Viewer, EventKind.Share, head, totals, choices),
            Joined joined => Member(joined, head, totals, choices),
            Subscribed subscribed => Subscribe(subscribed, head, choices),
            ViewersCounted viewers => RoomStats(viewers, head, totals, choices),
            Controlled controlled => Control(controlled, head, choices),
            Replayed replayed => Replay(replayed, head),
            _ => HostMessages.Encode(what, head, choices),
        };

    public static Common CommonOf(string method, MessageHead head, EncodingChoices choices, Text? text = null) =>
        new()
        {
            Method = method,
            MsgId = head.MsgId,
            RoomId = head.RoomId,
            CreateTimeMs = choices.CreateTimeZero ? 0 : head.Now.ToUnixTimeMilliseconds(),
            DisplayText = text,
        };

    public static RoomMessage Message(
        EventKind kind,
        string method,
        byte[] payload,
        MessageHead head,
        Viewer? viewer = null
    ) =>
        new()
        {
            MsgId = head.MsgId,
            Kind = kind,
            Method = method,
            Payload = payload,
            At = head.Now,
            UserId = viewer?.Id ?? 0,
            Handle = viewer?.Handle,
        };

    private static RoomMessage Chat(Commented comment, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastChatMessage";
        var message = new ChatMessage
        {
            Common = CommonOf(Method, head, choices),
            Content = comment.Text,
            VisibleToSender = true,
            ContentLanguage = "en",
            UserIdentity = new UserIdentity(),
        };
        var payload = WireJoin.Join(message, 2, comment.Viewer.Encoded(choices.RealisticSize));
        return Message(EventKind.Chat, Method, payload, head, comment.Viewer);
    }

    private static RoomMessage Like(Liked like, MessageHead head, RoomTotals totals, EncodingChoices choices)
    {
        const string Method = "WebcastLikeMessage";
        totals.Likes += like.Count;
        // Every second total falls behind, as TikTok's do when its counters disagree.
        var shown = choices.LikesGoDown && head.MsgId % 2 == 0 ? Math.Max(0, totals.Likes - 40) : totals.Likes;
        var message = new LikeMessage
        {
            Common = CommonOf(Method, head, choices, new Text { Key = "pm_mt_msg_viewer" }),
            Count = like.Count,
            Total = shown,
        };
        return new RoomMessage
        {
            MsgId = head.MsgId,
            Kind = EventKind.Like,
            Method = Method,
            Payload = WireJoin.Join(message, 5, like.Viewer.Encoded(choices.RealisticSize)),
            At = head.Now,
            UserId = like.Viewer.Id,
            Handle = like.Viewer.Handle,
            LikeCount = like.Count,
            LikeTotal = shown,
        };
    }

    private static RoomMessage Social(
        Viewer viewer,
        EventKind kind,
        MessageHead head,
        RoomTotals totals,
        EncodingChoices choices
    )
    {
        const string Method = "WebcastSocialMessage";
        var followed = kind == EventKind.Follow;
        var key = followed ? "pm_main_follow_message_viewer_2" : "pm_mt_guidance_share";
        var message = new SocialMessage { Common = CommonOf(Method, head, choices, TextAbout(key, viewer, choices)) };
        if (followed)
        {
            message.Action = 1;
            message.FollowCount = ++totals.Follows;
        }
        else
        {
            message.Action = 3;
            message.ShareCount = ++totals.Shares;
        }
        var payload = WireJoin.Join(message, 2, viewer.Encoded(choices.RealisticSize));
        return Message(kind, Method, payload, head, viewer);
    }

    private static RoomMessage Member(Joined joined, MessageHead head, RoomTotals totals, EncodingChoices choices)
    {
        const string Method = "WebcastMemberMessage";
        totals.TotalViewers++;
        totals.Viewers++;
        var text = TextAbout("live_room_enter_toast", joined.Viewer, choices);
        var message = new MemberMessage
        {
            Common = CommonOf(Method, head, choices, text),
            MemberCount = (int)Math.Min(int.MaxValue, totals.Viewers),
            Action = 1,
            EnterType = 6,
            UserId = joined.Viewer.Id,
        };
        var payload = WireJoin.Join(message, 2, joined.Viewer.Encoded(choices.RealisticSize));
        return Message(EventKind.Join, Method, payload, head, joined.Viewer);
    }

    private static RoomMessage Subscribe(Subscribed subscribed, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastSubNotifyMessage";
        var message = new SubNotifyMessage
        {
            Common = CommonOf(Method, head, choices),
            SubMonth = subscribed.Months,
            SubscribeType = 1,
            OldSubscribeStatus = subscribed.Months > 1 ? 1 : 0,
            SubscribingStatus = 1,
        };
        var payload = WireJoin.Join(message, 2, subscribed.Viewer.Encoded(choices.RealisticSize));
        return Message(EventKind.Subscribe, Method, payload, head, subscribed.Viewer);
    }

    private static RoomMessage RoomStats(
        ViewersCounted viewers,
        MessageHead head,
        RoomTotals totals,
        EncodingChoices choices
    )
    {
        const string Method = "WebcastRoomUserSeqMessage";
        totals.Viewers = viewers.Viewers;
        totals.TotalViewers = Math.Max(totals.TotalViewers, viewers.Viewers);
        var message = new RoomUserSeqMessage
        {
            Common = CommonOf(Method, head, choices),
            Total = viewers.Viewers,
            TotalUser = totals.TotalViewers,
            Popularity = viewers.Viewers,
            PopStr = "",
        };
        return Message(EventKind.RoomStats, Method, message.ToByteArray(), head);
    }

    private static RoomMessage Control(Controlled controlled, MessageHead head, EncodingChoices choices)
    {
        const string Method = "WebcastControlMessage";
        var message = new ControlMessage { Common = CommonOf(Method, head, choices), Action = controlled.Action };
        return Message(EventKind.Control, Method, message.ToByteArray(), head);
    }

    private static RoomMessage Replay(Replayed replayed, MessageHead head) =>
        new()
        {
            MsgId = replayed.MsgId ?? head.MsgId,
            Kind = replayed.Kind,
            Method = replayed.Method,
            Payload = replayed.Payload,
            At = head.Now,
            UserId = replayed.Facts.UserId,
            Handle = replayed.Facts.Handle,
            Streak = replayed.Facts.Streak,
            RepeatCount = replayed.Facts.RepeatCount,
            LikeCount = replayed.Facts.LikeCount,
            LikeTotal = replayed.Facts.LikeTotal,
        };

    /// <summary>At realistic size the text repeats the whole user, as TikTok's does.</summary>
    private static Text TextAbout(string key, Viewer viewer, EncodingChoices choices)
    {
        var text = new Text { Key = key, DefaultPattern = "{0:user}" };
        if (choices.RealisticSize)
        {
            text.Pieces.Add(
                new Text.Types.Piece
                {
                    Type = 11,
                    UserValue = new Text.Types.UserValue { User = User.Parser.ParseFrom(viewer.Encoded(false)) },
                }
            );
        }
        return text;
    }
}
