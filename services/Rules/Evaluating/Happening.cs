using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Evaluating;

/// <summary>All that a decision may look at beside rules and state: no clock, no dice of its own.</summary>
/// <param name="RoomId">TikTok's room.</param>
/// <param name="Event">What happened there.</param>
/// <param name="Now">When its frame was received: the decision's only time, so that a redelivery decides the same.</param>
/// <param name="Chance">The event's lots.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Happening(long RoomId, LiveEvent Event, DateTimeOffset Now, Chance Chance)
{
    /// <summary>The n-th event of a message.</summary>
    public static Happening Of(LiveEvents message, LiveEvent happened) =>
        new(
            message.RoomId,
            happened,
            message.ReceivedAt,
            new Chance(message.RoomId, happened.MessageId, happened.Kind)
        );
}

/// <summary>Lots drawn from the identity of an event: unpredictable to viewers, the same on every delivery.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Chance(long RoomId, long MessageId, LiveEventKind Kind)
{
    /// <summary>0 up to, not including, 1.</summary>
    public double Draw(Guid ruleId)
    {
        Span<byte> lot = stackalloc byte[16];
        DerivedId.Of("chance", RoomId, MessageId, Kind, ruleId, 0).TryWriteBytes(lot);
        return (BinaryPrimitives.ReadUInt32LittleEndian(lot) >> 1) / (double)(1u << 31);
    }
}
