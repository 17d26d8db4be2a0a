using System.Globalization;
using System.Text;
using LiveOps.Ingestion.Webcast;
using LiveOps.Ingestion.Webcast.Messages;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Tests.Ingestion;

/// <summary>
/// Everything that the product's readers find in a message, under the names of the recordings' expected values:
/// 64-bit numbers as decimal texts, 32-bit ones as numbers.
/// </summary>
internal static class FullFacts
{
    private const uint FirstBytesTag = (1 << 3) | WireType.Bytes;
    private const uint ThirdBytesTag = (3 << 3) | WireType.Bytes;

    public static Dictionary<string, object?> Of(Recorded message)
    {
        var facts = new Dictionary<string, object?>(StringComparer.Ordinal);
        Header(message, facts);
        ReadOnlySpan<byte> payload = message.Payload;
        switch (MessageTypes.Of(Encoding.UTF8.GetBytes(message.Type)))
        {
            case MessageType.Gift:
                Gift(payload, facts);
                break;
            case MessageType.Chat:
                Chat(payload, facts);
                break;
            case MessageType.Like:
                Like(payload, facts);
                break;
            case MessageType.Social:
                Social(payload, facts);
                break;
            case MessageType.Member:
                Member(payload, facts);
                break;
            case MessageType.RoomUserSeq:
                Audience(payload, facts);
                break;
            case MessageType.Control:
                Control(payload, facts);
                break;
            case MessageType.Envelope:
                Envelope(payload, facts);
                break;
            case MessageType.Goal:
                Goal(payload, facts);
                break;
            default:
                Rarer(message, facts);
                break;
        }
        return facts;
    }

    private static void Rarer(Recorded message, Dictionary<string, object?> facts)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        switch (MessageTypes.Of(Encoding.UTF8.GetBytes(message.Type)))
        {
            case MessageType.Emote:
                var emote = new EmoteMessage();
                emote.Read(payload).ShouldBeTrue();
                Person(emote.User, facts);
                Identity(emote.Identity, facts);
                facts["emoteIds"] = emote.EmoteIds().Cast<object?>().ToList();
                break;
            case MessageType.Question:
                var question = new QuestionMessage();
                question.Read(payload).ShouldBeTrue();
                Person(question.Question.User, facts);
                facts["questionId"] = Long(question.Question.Id);
                facts["question"] = Text(question.Question.Content);
                break;
            case MessageType.Subscribe:
                var subscribe = new SubscribeMessage();
                subscribe.Read(payload).ShouldBeTrue();
                Person(subscribe.User, facts);
                facts["subMonth"] = Long(subscribe.Months);
                facts["subscribeType"] = subscribe.SubscribeType;
                break;
            case MessageType.Pin:
                var pin = new PinMessage();
                pin.Read(payload).ShouldBeTrue();
                facts["pinnedMethod"] = Text(pin.Method);
                facts["pinMsgId"] = Long(pin.PinMessageId);
                facts["pinAction"] = pin.Action;
                facts["operatorId"] = Long(pin.Operator.Id);
                break;
            case MessageType.Delete:
                var delete = new DeleteMessage();
                delete.Read(payload).ShouldBeTrue();
                facts["deleteMsgIds"] = delete.MessageIds().Select(id => (object?)Long(id)).ToList();
                facts["deleteUserIds"] = delete.UserIds().Select(id => (object?)Long(id)).ToList();
                break;
            case MessageType.Barrage:
                var barrage = new BarrageMessage();
                barrage.Read(payload).ShouldBeTrue();
                facts["barrageType"] = barrage.Type;
                break;
            case MessageType.Intro:
                var intro = new IntroMessage();
                intro.Read(payload).ShouldBeTrue();
                Person(intro.User, facts);
                facts["intro"] = Text(intro.Content);
                break;
            case MessageType.Caption:
                var caption = new CaptionMessage();
                caption.Read(payload).ShouldBeTrue();
                facts["captions"] = new List<object?> { Text(caption.Caption.Content) };
                break;
            case MessageType.Battle:
                var battle = new BattleMessage();
                battle.Read(payload).ShouldBeTrue();
                facts["battleId"] = Long(battle.BattleId);
                facts["battleAction"] = battle.Action;
                break;
            case MessageType.BattleArmies:
                Armies(payload, facts);
                break;
            case MessageType.BattleTask:
                new BattleTaskMessage().Read(payload).ShouldBeTrue();
                break;
            case MessageType.BattleItemCard:
                new BattleItemCardMessage().Read(payload).ShouldBeTrue();
                break;
            default:
                Unread(message, facts);
                break;
        }
    }

    // Types without an event: the recordings still expect one fact of two of them.
    private static void Unread(Recorded message, Dictionary<string, object?> facts)
    {
        var reader = new WireReader(message.Payload);
        while (reader.Next(out uint tag))
        {
            if (message.Type == "WebcastPollMessage" && tag == ((3 << 3) | WireType.Varint))
            {
                facts["pollId"] = Long(reader.Int64());
            }
            else if (message.Type == "WebcastRoomMessage" && tag == ((2 << 3) | WireType.Bytes))
            {
                facts["roomText"] = Text(reader.Bytes());
            }
            else
            {
                reader.Skip(tag);
            }
        }
        reader.Failed.ShouldBeFalse();
        if (message.Type == "WebcastRoomMessage")
        {
            facts.TryAdd("roomText", "");
        }
    }

    private static void Header(Recorded message, Dictionary<string, object?> facts)
    {
        // One type has its head in field 3.
        uint headTag = message.Type == "WebcastWeeklyRankRewardMessage" ? ThirdBytesTag : FirstBytesTag;
        var head = new Header();
        var reader = new WireReader(message.Payload);
        while (reader.Next(out uint tag))
        {
            if (tag == headTag)
            {
                head.Read(reader.Bytes()).ShouldBeTrue();
            }
            else
            {
                reader.Skip(tag);
            }
        }
        reader.Failed.ShouldBeFalse();
        facts["method"] = Text(head.Method);
        facts["msgId"] = Long(head.MessageId);
        facts["roomId"] = Long(head.RoomId);
        facts["createTime"] = Long(head.CreateTime);
    }

    private static void Gift(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var gift = new GiftMessage();
        gift.Read(payload).ShouldBeTrue();
        Person(gift.User, facts);
        Identity(gift.Identity, facts);
        facts["giftId"] = Long(gift.GiftId);
        facts["giftName"] = Text(gift.Gift.Name);
        facts["giftType"] = gift.Gift.Type;
        facts["giftCombo"] = gift.Gift.IsCombo;
        facts["diamondCount"] = gift.Gift.Coins;
        facts["repeatCount"] = gift.RepeatCount;
        facts["comboCount"] = gift.ComboCount;
        facts["groupCount"] = gift.GroupCount;
        facts["repeatEnd"] = gift.RepeatEnd;
        facts["groupId"] = Long(gift.GroupId);
        facts["sendType"] = Long(gift.SendType);
        facts["fanTicketCount"] = gift.FanTickets;
        facts["roomFanTicketCount"] = Long(gift.RoomFanTickets);
        facts["receiverId"] = Long(gift.ReceiverId);
        facts["isFirstSent"] = gift.IsFirstSent;
    }

    private static void Chat(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var chat = new ChatMessage();
        chat.Read(payload).ShouldBeTrue();
        Person(chat.User, facts);
        Identity(chat.Identity, facts);
        facts["comment"] = Text(chat.Content);
        facts["language"] = Text(chat.Language);
        facts["atUserId"] = chat.MentionedUser.Id == 0 ? null : Long(chat.MentionedUser.Id);
        facts["emotes"] = chat.Emotes;
    }

    private static void Like(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var like = new LikeMessage();
        like.Read(payload).ShouldBeTrue();
        Person(like.User, facts);
        facts["likeCount"] = like.Count;
        facts["likeTotal"] = Long(like.Total);
    }

    private static void Social(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var social = new SocialMessage();
        social.Read(payload).ShouldBeTrue();
        Person(social.User, facts);
        facts["socialAction"] = Long(social.Action);
        facts["social"] = social.Action == 1 ? "follow" : "share";
        facts["displayKey"] = Text(social.Header.DisplayText.Key);
        facts["followCount"] = Long(social.FollowCount);
        facts["shareCount"] = social.ShareCount;
        facts["shareType"] = Long(social.ShareType);
    }

    private static void Member(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var member = new MemberMessage();
        member.Read(payload).ShouldBeTrue();
        Person(member.User, facts);
        facts["memberAction"] = member.Action;
        facts["member"] = member.Action == 1 ? "join" : "subscribe";
        facts["memberCount"] = member.MemberCount;
        facts["enterType"] = member.EnterType;
    }

    private static void Audience(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var audience = new RoomUserSeqMessage();
        audience.Read(payload).ShouldBeTrue();
        facts["viewerCount"] = Long(audience.Viewers);
        facts["totalViewers"] = Long(audience.TotalViewers);
        var top = new List<object?>();
        Repeated<Rank> ranks = audience.Ranks();
        while (top.Count < 3 && ranks.Next(out Rank rank))
        {
            top.Add(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["rank"] = Long(rank.Place),
                    ["score"] = Long(rank.Score),
                    ["userId"] = Long(rank.User.Id),
                    ["displayId"] = Text(rank.User.Handle),
                }
            );
        }
        facts["topGifters"] = top;
    }

    private static void Control(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var control = new ControlMessage();
        control.Read(payload).ShouldBeTrue();
        facts["controlAction"] = control.Action;
        facts["control"] = control.Action switch
        {
            1 => "paused",
            2 => "unpaused",
            3 => "ended",
            _ => "suspended",
        };
    }

    private static void Envelope(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var envelope = new EnvelopeMessage();
        envelope.Read(payload).ShouldBeTrue();
        facts["envelopeId"] = Text(envelope.Info.Id);
        facts["businessType"] = envelope.Info.BusinessType;
        facts["display"] = envelope.Display;
        facts["diamondCount"] = envelope.Info.Coins;
        facts["peopleCount"] = envelope.Info.People;
        facts["unpackAt"] = envelope.Info.UnpackAt;
        facts["sendUserId"] = Text(envelope.Info.SenderId);
        facts["sendUserName"] = Text(envelope.Info.SenderName);
    }

    private static void Goal(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var update = new GoalMessage();
        update.Read(payload).ShouldBeTrue();
        facts["goalId"] = Long(update.Goal.Id);
        facts["goalDescription"] = Text(update.Goal.Description);
        facts["contributorId"] = Long(update.ContributorId);
        facts["contributorDisplayId"] = Text(update.ContributorHandle);
        facts["contributeCount"] = Long(update.ContributeCount);
        var parts = new List<object?>();
        Repeated<GoalPart> walk = update.Goal.Parts();
        while (walk.Next(out GoalPart part))
        {
            parts.Add(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["type"] = part.Type,
                    ["id"] = Long(part.Id),
                    ["progress"] = Long(part.Progress),
                    ["target"] = Long(part.Target),
                    ["giftName"] = Text(part.Gift.Name),
                }
            );
        }
        facts["subGoals"] = parts;
    }

    private static void Armies(ReadOnlySpan<byte> payload, Dictionary<string, object?> facts)
    {
        var armies = new BattleArmiesMessage();
        armies.Read(payload).ShouldBeTrue();
        facts["battleId"] = Long(armies.BattleId);
        var scores = new Dictionary<string, object?>(StringComparer.Ordinal);
        Repeated<Army> walk = armies.Scores();
        while (walk.Next(out Army army))
        {
            scores[Long(army.AnchorId)] = Long(army.Side.Score);
        }
        facts["armies"] = scores;
    }

    private static void Person(in Person person, Dictionary<string, object?> facts)
    {
        facts["userId"] = Long(person.Id);
        facts["displayId"] = Text(person.Handle);
        facts["nickname"] = Text(person.Nickname);
        facts["secUid"] = Text(person.SecondaryId);
        facts["followStatus"] = person.Follow.Status == 0 ? null : Long(person.Follow.Status);
        facts["avatarUrl"] = Text(person.Avatar.Address);
    }

    private static void Identity(in Identity identity, Dictionary<string, object?> facts) =>
        facts["identity"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["giftGiver"] = identity.IsGiftGiver,
            ["subscriber"] = identity.IsSubscriber,
            ["mutual"] = identity.IsMutualFollower,
            ["follower"] = identity.IsFollower,
            ["moderator"] = identity.IsModerator,
            ["anchor"] = identity.IsAnchor,
        };

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static string Long(long value) => value.ToString(CultureInfo.InvariantCulture);
}
