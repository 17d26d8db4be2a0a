using System.Text;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Webcast;
using LiveOps.Ingestion.Webcast.Frames;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Reading;

/// <summary>
/// Turns the messages of one room into events: decodes, drops what was taken before, counts. One thread, in the
/// order of arrival. A message that cannot be read is counted and told to <paramref name="onUndecodable"/>; the rest
/// of the batch goes on.
/// </summary>
internal sealed class RoomReader(
    RoomTally tally,
    ReadCounters counters,
    Func<long, GiftPrice?>? catalogue = null,
    Action<string, long>? onUndecodable = null
)
{
    private const int LongestTypeName = 100;

    private readonly GiftReading _gifts = new(catalogue);

    /// <summary>Reads a batch whose envelope is known to be intact.</summary>
    public void Read(in FetchResult batch, DateTimeOffset receivedAt, List<LiveEvent> into)
    {
        Repeated<BaseMessage> walk = batch.Messages();
        while (walk.Next(out BaseMessage message, out bool intact))
        {
            counters.CountMessage();
            if (intact)
            {
                ReadMessage(message, receivedAt, into);
            }
            else
            {
                Undecodable(message);
            }
        }
    }

    public void ReadMessage(in BaseMessage message, DateTimeOffset receivedAt, List<LiveEvent> into)
    {
        MessageType type = MessageTypes.Of(message.Method);
        if (type == MessageType.Unknown)
        {
            counters.CountUnknown(NameOf(message.Method));
            return;
        }

        var context = new MessageContext(message, receivedAt, tally, counters, into);
        if (!ReadPayload(type, context))
        {
            Undecodable(message);
        }
    }

    private void Undecodable(in BaseMessage message)
    {
        counters.CountUndecodable();
        onUndecodable?.Invoke(NameOf(message.Method), message.MessageId);
    }

    // The name comes from outside: it is shortened before it gets into a log or a table of counts.
    private static string NameOf(ReadOnlySpan<byte> method) =>
        method.IsEmpty ? "(none)" : Encoding.UTF8.GetString(method[..Math.Min(method.Length, LongestTypeName)]);

    private bool ReadPayload(MessageType type, in MessageContext context) =>
        type switch
        {
            MessageType.Gift => _gifts.Gift(context),
            MessageType.Chat => ViewerReading.Chat(context),
            MessageType.Like => ViewerReading.Like(context),
            MessageType.Social => ViewerReading.Social(context),
            MessageType.Member => ViewerReading.Member(context),
            MessageType.Subscribe => ViewerReading.Subscribe(context),
            MessageType.Emote => ViewerReading.Emote(context),
            MessageType.Question => ViewerReading.Question(context),
            MessageType.RoomUserSeq => RoomReading.RoomUserSeq(context),
            MessageType.Control => RoomReading.Control(context, counters),
            MessageType.Envelope => RoomReading.Envelope(context),
            MessageType.Goal => RoomReading.Goal(context),
            MessageType.Pin => RoomReading.Pin(context),
            MessageType.Delete => RoomReading.Delete(context),
            MessageType.Barrage => RoomReading.Barrage(context),
            MessageType.Intro => RoomReading.Intro(context),
            MessageType.Caption => RoomReading.Caption(context),
            MessageType.Battle => BattleReading.Battle(context),
            MessageType.BattleArmies => BattleReading.Armies(context),
            MessageType.BattleTask => BattleReading.Task(context),
            MessageType.BattleItemCard => BattleReading.ItemCard(context),
            MessageType.Unknown => true,
        };
}
