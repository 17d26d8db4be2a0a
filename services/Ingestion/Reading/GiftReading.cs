using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Webcast;
using LiveOps.Ingestion.Webcast.Messages;

namespace LiveOps.Ingestion.Reading;

/// <summary>Gifts. The catalogue helps where a message leaves name or price out.</summary>
internal sealed class GiftReading(Func<long, GiftPrice?>? catalogue)
{
    private readonly TextCache _names = new();

    public bool Gift(in MessageContext context)
    {
        var gift = new GiftMessage();
        if (!gift.Read(context.Payload))
        {
            return false;
        }
        if (!context.Admit(MessageType.Gift, gift.Header, out long id))
        {
            return true;
        }

        LiveViewer? viewer = Viewers.Of(gift.User, gift.Identity);
        GiftStep step = StepOf(gift, id, viewer, context);
        int credited = context.Tally.Credit(step);
        var made = new LiveGift
        {
            GiftId = step.Key.GiftId,
            Name = step.GiftName,
            Coins = step.Coins,
            RepeatCount = gift.RepeatCount,
            Credited = credited,
            GroupId = gift.GroupId,
            RepeatEnd = gift.RepeatEnd != 0,
            ReceiverId = step.Key.ReceiverId,
        };
        LiveEvent progress = context.New(id, LiveEventKind.Gift, gift.Header, viewer, gift: made);
        context.Emit(progress);
        if (made.RepeatEnd && context.Tally.TryEnd(step.Key, out Streak? streak))
        {
            context.Emit(RoomTally.FinalOf(step.Key, streak!, progress.At));
        }
        return true;
    }

    private GiftStep StepOf(in GiftMessage gift, long id, LiveViewer? viewer, in MessageContext context)
    {
        long giftId = gift.GiftId != 0 ? gift.GiftId : gift.Gift.Id;
        GiftPrice? known = gift.Gift.Coins == 0 || gift.Gift.Name.IsEmpty ? catalogue?.Invoke(giftId) : null;
        return new GiftStep(
            new StreakKey(gift.User.Id, giftId, gift.GroupId, gift.ReceiverId),
            id,
            gift.RepeatCount,
            gift.Gift.Coins != 0 ? gift.Gift.Coins : known?.Coins ?? 0,
            gift.FanTickets,
            context.ReceivedAt
        )
        {
            Viewer = viewer,
            GiftName = _names.Of(gift.Gift.Name) ?? known?.Name,
            IsHistory = context.IsHistory,
        };
    }
}
