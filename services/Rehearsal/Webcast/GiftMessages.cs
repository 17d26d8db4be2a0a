using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Webcast;

/// <summary>
/// Gifts as TikTok sends them: a streak is several messages with a running repeatCount and one that closes it
/// (repeatEnd 1, sendType 0, nothing added); a gift without a streak is one message with group 0 and repeatEnd 0.
/// </summary>
internal static class GiftMessages
{
    private const string Method = "WebcastGiftMessage";

    public static RoomMessage Single(GiftGiven given, MessageHead head, RoomTotals totals, EncodingChoices choices)
    {
        var message = Base(head, totals, choices, given.Gift, given.Gift.Coins * given.Units);
        message.RepeatCount = given.Units;
        message.ComboCount = given.Units;
        message.SendType = 1;
        var streak = new Streak(0, given.Gift.Coins);
        return Finish(message, given.Viewer, given.Gift, streak, given.Units, head, choices);
    }

    public static RoomMessage OfStreak(StreakGiven given, MessageHead head, RoomTotals totals, EncodingChoices choices)
    {
        var message = Base(head, totals, choices, given.Gift, given.End ? 0 : given.Gift.Coins);
        message.RepeatCount = given.RepeatCount;
        message.ComboCount = given.RepeatCount;
        message.GroupId = given.Streak.GroupId;
        message.RepeatEnd = given.End ? 1 : 0;
        message.IsFirstSent = given.RepeatCount == 1 && !given.End;
        message.SendType = (given.End, given.RepeatCount) switch
        {
            (true, _) => 0,
            (false, 1) => 1,
            _ => 4,
        };
        return Finish(message, given.Viewer, given.Gift, given.Streak, given.RepeatCount, head, choices);
    }

    private static GiftMessage Base(
        MessageHead head,
        RoomTotals totals,
        EncodingChoices choices,
        CatalogueGift gift,
        int coinsAdded
    )
    {
        totals.FanTickets += coinsAdded;
        return new GiftMessage
        {
            Common = MessageEncoder.CommonOf(Method, head, choices, new Text { Key = "webcast_aweme_gift_send_new" }),
            GiftId = gift.Id,
            FanTicketCount = coinsAdded,
            RoomFanTicketCount = totals.FanTickets,
            GroupCount = 1,
            MonitorInfo = new GiftMessage.Types.Monitor
            {
                AnchorId = head.OwnerId,
                SendGiftSendMessageSuccessMs = head.Now.ToUnixTimeMilliseconds(),
                ToUserId = head.OwnerId,
            },
            UserIdentity = new UserIdentity { IsGiftGiverOfAnchor = true },
        };
    }

    private static RoomMessage Finish(
        GiftMessage message,
        Viewer viewer,
        CatalogueGift gift,
        Streak streak,
        int repeatCount,
        MessageHead head,
        EncodingChoices choices
    ) =>
        new()
        {
            MsgId = head.MsgId,
            Kind = EventKind.Gift,
            Method = Method,
            Payload = WireJoin.Join(
                message,
                7,
                viewer.Encoded(choices.RealisticSize),
                15,
                gift.Encoded(choices.RealisticSize)
            ),
            At = head.Now,
            UserId = viewer.Id,
            Handle = viewer.Handle,
            Streak = streak,
            RepeatCount = repeatCount,
        };
}
