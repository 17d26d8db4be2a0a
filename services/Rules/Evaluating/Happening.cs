using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting;

namespace LiveOps.Rules.Evaluating;

/// <summary>All that a decision may look at beside rules and state: no clock, no dice of its own.</summary>
/// <param name="RoomId">TikTok's room.</param>
/// <param name="Event">What happened there.</param>
/// <param name="Now">When its frame was received: the decision's only time, so that a redelivery decides the same.</param>
/// <param name="Chance">The event's lots.</param>
/// <param name="OnlyFor">The one rule that it is for: a button, a rule's own address; null: any.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Happening(
    long RoomId,
    LiveEvent Event,
    DateTimeOffset Now,
    Chance Chance,
    Guid? OnlyFor = null
)
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

/// <summary>
/// Lots drawn from the identity of an event, or of a script and the lots it has drawn: unpredictable to viewers, the same on
/// every delivery.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Chance
{
    private readonly long _roomId;
    private readonly long _messageId;
    private readonly LiveEventKind _kind;
    private readonly Guid _execution;
    private readonly int _lots;

    /// <summary>Of an event.</summary>
    public Chance(long roomId, long messageId, LiveEventKind kind) =>
        (_roomId, _messageId, _kind) = (roomId, messageId, kind);

    /// <summary>Of a script that has drawn so many lots.</summary>
    public Chance(Guid execution, int lots) => (_execution, _lots) = (execution, lots);

    /// <summary>0 up to, not including, 1.</summary>
    public double Draw(Guid ruleId) =>
        DerivedId.Lot(
            _execution == Guid.Empty
                ? DerivedId.Of("chance", _roomId, _messageId, _kind, ruleId, 0)
                : DerivedId.Child(_execution, "chance", _lots)
        );
}
