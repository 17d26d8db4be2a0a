using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.LocalFeed;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Webcast;

namespace LiveOps.Ingestion.FeedSource;

/// <summary>Turns the texts of a local event feed into events. One thread, in the order of arrival.</summary>
internal sealed class FeedReader
{
    private const int StreakGift = 1;
    private const int LongestName = 100;
    private const int Follows = 1;
    private const int FollowsBothWays = 2;

    private readonly FeedStreaks _streaks = new();
    private DateTimeOffset _openedAt;
    private long _texts;

    /// <summary>A connection was opened: ids that the feed leaves out are made from this time on.</summary>
    public void Begin(DateTimeOffset openedAt) => (_openedAt, _texts) = (openedAt, 0);

    /// <summary>True for a text that only a LIVE brings forth; others (settings, greetings) say nothing of a room.</summary>
    public static bool IsOfRoom(FeedText text) => TypeOf(text.Event) != MessageType.Unknown;

    /// <summary>True for a text that ends the LIVE.</summary>
    public static bool IsEnd(FeedText text) => TypeOf(text.Event) == MessageType.Control;

    public void Read(
        FeedText text,
        RoomTally tally,
        ReadCounters counters,
        DateTimeOffset receivedAt,
        List<LiveEvent> into
    )
    {
        _texts++;
        counters.CountMessage();
        MessageType type = TypeOf(text.Event);
        if (type == MessageType.Unknown)
        {
            counters.CountUnknown(text.Event[..Math.Min(text.Event.Length, LongestName)]);
            return;
        }
        long id = text.Number("msgId");
        LiveEvent made = New(text, id != 0 ? id : FeedIds.Message(text.Utf8.Span, _openedAt, _texts), type, receivedAt);
        bool isNew = tally.Admit(type, made.MessageId);
        if (type == MessageType.Gift)
        {
            Gift(text, made, isNew, tally, counters, receivedAt, into);
        }
        else if (isNew)
        {
            into.Add(
                made.Like is { } like
                    ? made with
                    {
                        Like = like with { RoomTotal = tally.RaiseLikes(like.RoomTotal) },
                    }
                    : made
            );
        }
        else
        {
            counters.CountDuplicate();
        }
    }

    // A feed may end a streak under the id of the message before: what is counted stays, the end still counts as one.
    private void Gift(
        FeedText text,
        LiveEvent made,
        bool isNew,
        RoomTally tally,
        ReadCounters counters,
        DateTimeOffset receivedAt,
        List<LiveEvent> into
    )
    {
        GiftStep step = StepOf(text, made, receivedAt);
        bool end = step.Key.GroupId != 0 && text.Flag("repeatEnd") is true;
        if (isNew)
        {
            var gift = new LiveGift
            {
                GiftId = step.Key.GiftId,
                Name = step.GiftName,
                Coins = step.Coins,
                RepeatCount = step.RepeatCount,
                Credited = tally.Credit(step),
                GroupId = step.Key.GroupId,
                RepeatEnd = end,
                ReceiverId = step.Key.ReceiverId,
            };
            into.Add(made with { Gift = gift });
        }
        if (end && tally.TryEnd(step.Key, out Streak? streak))
        {
            into.Add(RoomTally.FinalOf(step.Key, streak!, made.At));
        }
        else if (!isNew)
        {
            counters.CountDuplicate();
        }
    }

    private GiftStep StepOf(FeedText text, LiveEvent made, DateTimeOffset receivedAt)
    {
        long viewer = made.Viewer?.UserId ?? 0;
        long gift = text.Number("giftId");
        int count = Math.Max(1, text.Count("repeatCount"));
        long group = text.Number("groupId");
        bool streak = text.Text("giftType") is null
            ? group != 0 || text.Flag("repeatEnd") is false
            : text.Count("giftType") == StreakGift;
        if (!streak)
        {
            group = 0;
        }
        else if (group == 0)
        {
            group = _streaks.GroupOf(viewer, gift, count, text.Flag("repeatEnd") is true, made.MessageId, receivedAt);
        }
        return new GiftStep(
            new StreakKey(viewer, gift, group, text.Number("receiverUserId")),
            made.MessageId,
            count,
            text.Count("diamondCount"),
            FanTickets: null,
            receivedAt
        )
        {
            Viewer = made.Viewer,
            GiftName = text.Text("giftName"),
        };
    }

    private static LiveEvent New(FeedText text, long id, MessageType type, DateTimeOffset receivedAt)
    {
        var made = new LiveEvent
        {
            MessageId = id,
            Kind = KindOf(text, type),
            At = EventTime.Of(text.Number("createTime"), receivedAt),
            Viewer = ViewerOf(text),
        };
        return made.Kind switch
        {
            LiveEventKind.Chat => made with { Text = text.Text("comment") ?? "" },
            LiveEventKind.Question => made with { Text = text.Text("questionText") ?? "" },
            LiveEventKind.Subscribe => made with { SubscribedMonths = text.Count("subMonth") },
            LiveEventKind.RoomStats => made with { RoomStats = Stats(text), Viewer = null },
            LiveEventKind.LiveEnded => made with { Viewer = null },
            LiveEventKind.Like => made with
            {
                Like = new LiveLike
                {
                    Count = Math.Max(1, text.Count("likeCount")),
                    RoomTotal = Math.Max(0, text.Number("totalLikeCount")),
                },
            },
            _ => made,
        };
    }

    private static LiveRoomStats Stats(FeedText text) =>
        new()
        {
            Viewers = Math.Max(0, text.Number("viewerCount")),
            TotalViewers = Math.Max(0, text.Number("totalViewers")),
        };

    private static LiveViewer? ViewerOf(FeedText text)
    {
        string? handle = text.Text("uniqueId");
        long id = text.Number("userId");
        if (id == 0 && handle is null)
        {
            return null;
        }
        return new LiveViewer
        {
            UserId = id != 0 ? id : FeedIds.Viewer(handle!),
            Handle = handle,
            Nickname = text.Text("nickname"),
            AvatarUrl = text.Text("profilePictureUrl"),
            Roles = RolesOf(text),
        };
    }

    private static ViewerRoles RolesOf(FeedText text)
    {
        ViewerRoles roles = text.Count("followRole") switch
        {
            Follows => ViewerRoles.Follower,
            FollowsBothWays => ViewerRoles.Follower | ViewerRoles.Friend,
            _ => ViewerRoles.None,
        };
        if (text.Flag("isSubscriber") is true)
        {
            roles |= ViewerRoles.Subscriber;
        }
        return text.Flag("isModerator") is true ? roles | ViewerRoles.Moderator : roles;
    }

    private static MessageType TypeOf(string name) =>
        name switch
        {
            "gift" => MessageType.Gift,
            "chat" => MessageType.Chat,
            "like" => MessageType.Like,
            "follow" or "share" or "social" => MessageType.Social,
            "member" => MessageType.Member,
            "roomUser" => MessageType.RoomUserSeq,
            "subscribe" => MessageType.Subscribe,
            "questionNew" => MessageType.Question,
            "streamEnd" => MessageType.Control,
            _ => MessageType.Unknown,
        };

    private static LiveEventKind KindOf(FeedText text, MessageType type) =>
        type switch
        {
            MessageType.Gift => LiveEventKind.Gift,
            MessageType.Chat => LiveEventKind.Chat,
            MessageType.Like => LiveEventKind.Like,
            MessageType.Member => LiveEventKind.Join,
            MessageType.RoomUserSeq => LiveEventKind.RoomStats,
            MessageType.Subscribe => LiveEventKind.Subscribe,
            MessageType.Question => LiveEventKind.Question,
            MessageType.Control => LiveEventKind.LiveEnded,
            _ when IsAbout(text, "follow") => LiveEventKind.Follow,
            _ when IsAbout(text, "share") => LiveEventKind.Share,
            _ => LiveEventKind.Social,
        };

    // Older feeds send both as "social" and say which in displayType, for example pm_mt_guidance_share.
    private static bool IsAbout(FeedText text, string act) =>
        text.Event == act
        || (text.Event == "social" && text.Text("displayType")?.Contains(act, StringComparison.Ordinal) is true);
}
