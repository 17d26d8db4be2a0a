using Google.Protobuf;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Playing;

/// <summary>
/// Makes an event of a recorded message. With new ids it becomes a message of this room; fields that are not in our
/// schema stay in it either way.
/// </summary>
internal sealed class RecordedMessages(Room room, Ids ids, bool keepIds)
{
    private readonly Dictionary<(long User, long Gift, long Group, long Receiver), Streak> _streaks = [];

    public Replayed Read(Envelope envelope)
    {
        long? msgId = keepIds ? envelope.MsgId : ids.Next();
        try
        {
            return envelope.Method switch
            {
                "WebcastGiftMessage" => Gift(envelope, GiftMessage.Parser.ParseFrom(envelope.Payload), msgId),
                "WebcastChatMessage" => Chat(envelope, ChatMessage.Parser.ParseFrom(envelope.Payload), msgId),
                "WebcastLikeMessage" => Like(envelope, LikeMessage.Parser.ParseFrom(envelope.Payload), msgId),
                "WebcastSocialMessage" => Social(envelope, SocialMessage.Parser.ParseFrom(envelope.Payload), msgId),
                "WebcastControlMessage" => Control(envelope, ControlMessage.Parser.ParseFrom(envelope.Payload), msgId),
                "WebcastMemberMessage" => Member(envelope, MemberMessage.Parser.ParseFrom(envelope.Payload), msgId),
                _ => Other(envelope, msgId),
            };
        }
        catch (InvalidProtocolBufferException)
        {
            // Recorded as it was: a consumer has to stand it now as it had to then.
            return new Replayed(
                EventKind.Other,
                envelope.Method,
                envelope.Payload.ToByteArray(),
                msgId,
                new ReplayedFacts(0, "")
            );
        }
    }

    private Replayed Gift(Envelope envelope, GiftMessage gift, long? msgId)
    {
        var receiver = gift.ToUser is { Id: not 0 } to ? to.Id : gift.MonitorInfo?.ToUserId ?? 0;
        var streak = StreakOf((gift.User?.Id ?? 0, gift.GiftId, gift.GroupId, receiver), gift);
        if (!keepIds && gift.GroupId != 0)
        {
            gift.GroupId = streak.GroupId;
        }
        Renumber(gift.Common, msgId);
        var facts = new ReplayedFacts(
            gift.User?.Id ?? 0,
            gift.User?.DisplayId ?? "",
            Streak: streak,
            RepeatCount: gift.RepeatCount
        );
        return Event(EventKind.Gift, envelope, gift, msgId, facts);
    }

    private Streak StreakOf((long User, long Gift, long Group, long Receiver) key, GiftMessage gift)
    {
        if (key.Group == 0)
        {
            return new Streak(0, gift.Gift?.DiamondCount ?? 0);
        }
        var known = keepIds ? room.ReplayedStreaks : _streaks;
        if (!known.TryGetValue(key, out var streak))
        {
            var coins = gift.Gift?.DiamondCount ?? 0;
            known[key] = streak = keepIds
                ? new Streak(key.Group, coins)
                : room.NewStreak(new CatalogueGift(key.Gift, "", coins, 1, true));
        }
        return streak;
    }

    private Replayed Chat(Envelope envelope, ChatMessage chat, long? msgId)
    {
        Renumber(chat.Common, msgId);
        return Event(EventKind.Chat, envelope, chat, msgId, Facts(chat.User));
    }

    private Replayed Like(Envelope envelope, LikeMessage like, long? msgId)
    {
        Renumber(like.Common, msgId);
        var facts = Facts(like.User) with { LikeCount = like.Count, LikeTotal = like.Total };
        return Event(EventKind.Like, envelope, like, msgId, facts);
    }

    private Replayed Social(Envelope envelope, SocialMessage social, long? msgId)
    {
        Renumber(social.Common, msgId);
        var kind = social.Action switch
        {
            1 => EventKind.Follow,
            3 => EventKind.Share,
            _ => EventKind.Other,
        };
        return Event(kind, envelope, social, msgId, Facts(social.User));
    }

    private Replayed Member(Envelope envelope, MemberMessage member, long? msgId)
    {
        Renumber(member.Common, msgId);
        var kind = member.Action == 3 ? EventKind.Subscribe : EventKind.Join;
        return Event(kind, envelope, member, msgId, Facts(member.User));
    }

    private Replayed Control(Envelope envelope, ControlMessage control, long? msgId)
    {
        Renumber(control.Common, msgId);
        var facts = new ReplayedFacts(0, "", EndsLive: control.Action == 3);
        return Event(EventKind.Control, envelope, control, msgId, facts);
    }

    private Replayed Other(Envelope envelope, long? msgId)
    {
        // Only the common block is read: the rest must come out as it went in, whatever type it is.
        var message = AnyMessage.Parser.ParseFrom(envelope.Payload);
        var kind = envelope.Method switch
        {
            "WebcastRoomUserSeqMessage" => EventKind.RoomStats,
            "WebcastSubNotifyMessage" => EventKind.Subscribe,
            "WebcastEnvelopeMessage" => EventKind.Envelope,
            "WebcastQuestionNewMessage" => EventKind.Question,
            "WebcastGoalUpdateMessage" => EventKind.Goal,
            "WebcastLinkMicBattleItemCard" => EventKind.BattleItemCard,
            "WebcastLinkmicBattleTaskMessage" => EventKind.BattleTask,
            _ => EventKind.Other,
        };
        if (keepIds)
        {
            return new Replayed(kind, envelope.Method, envelope.Payload.ToByteArray(), msgId, new ReplayedFacts(0, ""));
        }
        Renumber(message.Common, msgId);
        return Event(kind, envelope, message, msgId, new ReplayedFacts(0, ""));
    }

    private void Renumber(Common? common, long? msgId)
    {
        if (!keepIds && common is not null)
        {
            common.MsgId = msgId ?? 0;
            common.RoomId = room.RoomId;
        }
    }

    private Replayed Event(EventKind kind, Envelope envelope, IMessage message, long? msgId, ReplayedFacts facts) =>
        new(kind, envelope.Method, keepIds ? envelope.Payload.ToByteArray() : message.ToByteArray(), msgId, facts);

    private static ReplayedFacts Facts(User? user) => new(user?.Id ?? 0, user?.DisplayId ?? "");
}
