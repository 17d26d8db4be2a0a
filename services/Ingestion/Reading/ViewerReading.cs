using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Webcast;
using LiveOps.Ingestion.Webcast.Messages;

namespace LiveOps.Ingestion.Reading;

/// <summary>What viewers do, gifts aside. Each method says false for a payload that cannot be read.</summary>
internal static class ViewerReading
{
    private const long FollowAction = 1;
    private const long ShareAction = 3;
    private const int SubscribedAction = 3;

    public static bool Chat(in MessageContext context)
    {
        var chat = new ChatMessage();
        if (!chat.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Chat, chat.Header, out long id))
        {
            LiveViewer? viewer = Viewers.Of(chat.User, chat.Identity);
            context.Emit(context.New(id, LiveEventKind.Chat, chat.Header, viewer, Viewers.Text(chat.Content)));
        }
        return true;
    }

    public static bool Like(in MessageContext context)
    {
        var like = new LikeMessage();
        if (!like.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Like, like.Header, out long id))
        {
            var made = new LiveLike { Count = like.Count, RoomTotal = context.Tally.RaiseLikes(like.Total) };
            context.Emit(context.New(id, LiveEventKind.Like, like.Header, Viewers.Of(like.User), like: made));
        }
        return true;
    }

    public static bool Social(in MessageContext context)
    {
        var social = new SocialMessage();
        if (!social.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Social, social.Header, out long id))
        {
            LiveEventKind kind = SocialKind(social.Action, social.Header.DisplayText.Key);
            var totals = new LiveSocial { Followers = social.FollowCount, Shares = social.ShareCount };
            context.Emit(context.New(id, kind, social.Header, Viewers.Of(social.User), social: totals));
        }
        return true;
    }

    // The action decides; the key of the text is the second source.
    private static LiveEventKind SocialKind(long action, ReadOnlySpan<byte> key) =>
        action switch
        {
            FollowAction => LiveEventKind.Follow,
            ShareAction => LiveEventKind.Share,
            _ when key.IndexOf("follow"u8) >= 0 => LiveEventKind.Follow,
            _ when key.IndexOf("share"u8) >= 0 => LiveEventKind.Share,
            _ => LiveEventKind.Social,
        };

    public static bool Member(in MessageContext context)
    {
        var member = new MemberMessage();
        if (!member.Read(context.Payload))
        {
            return false;
        }
        if (!context.Admit(MessageType.Member, member.Header, out long id))
        {
            return true;
        }
        LiveViewer? viewer = Viewers.Of(member.User);
        if (member.Action == SubscribedAction)
        {
            LiveEvent made = context.New(id, LiveEventKind.Subscribe, member.Header, viewer);
            context.Emit(made with { SubscribedMonths = 0 });
        }
        else
        {
            var stats = new LiveRoomStats { Viewers = member.MemberCount };
            context.Emit(context.New(id, LiveEventKind.Join, member.Header, viewer, stats: stats));
        }
        return true;
    }

    public static bool Subscribe(in MessageContext context)
    {
        var subscribe = new SubscribeMessage();
        if (!subscribe.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Subscribe, subscribe.Header, out long id))
        {
            LiveViewer? viewer = Viewers.Of(subscribe.User);
            int months = (int)Math.Clamp(subscribe.Months, 0, int.MaxValue);
            LiveEvent made = context.New(id, LiveEventKind.Subscribe, subscribe.Header, viewer);
            context.Emit(made with { SubscribedMonths = months });
        }
        return true;
    }

    public static bool Emote(in MessageContext context)
    {
        var emote = new EmoteMessage();
        if (!emote.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Emote, emote.Header, out long id))
        {
            LiveViewer? viewer = Viewers.Of(emote.User, emote.Identity);
            context.Emit(context.New(id, LiveEventKind.Emote, emote.Header, viewer));
        }
        return true;
    }

    public static bool Question(in MessageContext context)
    {
        var asked = new QuestionMessage();
        if (!asked.Read(context.Payload))
        {
            return false;
        }
        if (context.Admit(MessageType.Question, asked.Header, out long id))
        {
            LiveViewer? viewer = Viewers.Of(asked.Question.User);
            string text = Viewers.Text(asked.Question.Content);
            context.Emit(context.New(id, LiveEventKind.Question, asked.Header, viewer, text));
        }
        return true;
    }
}
