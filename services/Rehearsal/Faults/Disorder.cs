using Google.Protobuf;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Faults;

/// <summary>The faults that change which messages go out in which order, and the broken things they go out with.</summary>
internal static class Disorder
{
    /// <summary>Swaps neighbours and repeats messages; every message stays in at least once.</summary>
    public static List<RoomMessage> Apply(IReadOnlyList<RoomMessage> messages, RoomFaults faults, Random chance)
    {
        var result = messages.ToList();
        if (faults.Reorder is > 0)
        {
            for (var at = 0; at + 1 < result.Count; at++)
            {
                if (chance.NextDouble() < faults.Reorder)
                {
                    (result[at], result[at + 1]) = (result[at + 1], result[at]);
                }
            }
        }
        if (faults.Duplicate is > 0)
        {
            for (var at = result.Count - 1; at >= 0; at--)
            {
                if (chance.NextDouble() < faults.Duplicate)
                {
                    result.Insert(chance.Next(at + 1, result.Count + 1), result[at]);
                }
            }
        }
        return result;
    }

    /// <summary>Random bytes that are no push frame: they begin with a field number that protobuf forbids.</summary>
    public static byte[] Garbage(Random chance)
    {
        var bytes = new byte[chance.Next(20, 200)];
        chance.NextBytes(bytes);
        bytes[0] = 0x07;
        return bytes;
    }

    /// <summary>A gift message whose first field claims more bytes than there are.</summary>
    public static Envelope Undecodable(long msgId) =>
        new()
        {
            Method = "WebcastGiftMessage",
            MsgId = msgId,
            Payload = ByteString.CopyFrom(0x0a, 0xff, 0xff, 0x03, 0x01, 0x02),
        };

    public static Envelope Unknown(long msgId) =>
        new()
        {
            Method = "WebcastRehearsalUnknownMessage",
            MsgId = msgId,
            Payload = new Common { Method = "WebcastRehearsalUnknownMessage", MsgId = msgId }.ToByteString(),
        };
}
