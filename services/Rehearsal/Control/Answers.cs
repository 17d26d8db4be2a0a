using System.Globalization;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast;

namespace LiveOps.Rehearsal.Control;

/// <summary>A room at a glance. Ids are strings: JavaScript would round them.</summary>
internal sealed record RoomView(
    string Handle,
    string RoomId,
    string OwnerId,
    string Title,
    string Status,
    long Viewers,
    int Consumers,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    bool RealisticSize
)
{
    public static RoomView Of(Room room) =>
        new(
            room.Handle,
            room.RoomId.ToString(CultureInfo.InvariantCulture),
            room.OwnerId.ToString(CultureInfo.InvariantCulture),
            room.Title,
            room.IsLive ? "live" : "ended",
            room.Viewers,
            room.ConsumerCount,
            room.StartedAt,
            room.EndedAt,
            room.RealisticSize
        );
}

/// <summary>What an action came to: messages made, their first and last id, and how many sockets they went to.</summary>
internal sealed record OfferedView(int Messages, string FirstMsgId, string LastMsgId, int Consumers)
{
    public static OfferedView Of(Offered offered) =>
        new(
            offered.Messages,
            offered.FirstMsgId.ToString(CultureInfo.InvariantCulture),
            offered.LastMsgId.ToString(CultureInfo.InvariantCulture),
            offered.Consumers
        );
}

/// <summary>Sums over distinct messages.</summary>
/// <param name="Messages">Distinct messages of all kinds.</param>
/// <param name="ByKind">Distinct messages by kind; kinds without any are left out.</param>
/// <param name="Coins">Coins of all gifts: rise of each streak times its price.</param>
/// <param name="GiftUnits">Units of all gifts.</param>
/// <param name="Likes">The room's like total: the highest that any of these messages carried.</param>
/// <param name="LikeCount">Sum of the counts in the like messages.</param>
/// <param name="TopGivers">The 20 who gave most.</param>
internal sealed record Books(
    long Messages,
    IReadOnlyDictionary<string, long> ByKind,
    long Coins,
    long GiftUnits,
    long Likes,
    long LikeCount,
    long Comments,
    long Follows,
    long Shares,
    long Joins,
    IReadOnlyList<GiverView> TopGivers
)
{
    public static Books Of(Ledger ledger) =>
        new(
            ledger.Messages,
            Enum.GetValues<EventKind>()
                .Where(kind => ledger.Of(kind) > 0)
                .ToDictionary(kind => char.ToLowerInvariant($"{kind}"[0]) + $"{kind}"[1..], ledger.Of),
            ledger.Coins,
            ledger.GiftUnits,
            ledger.Likes,
            ledger.LikeCount,
            ledger.Of(EventKind.Chat),
            ledger.Of(EventKind.Follow),
            ledger.Of(EventKind.Share),
            ledger.Of(EventKind.Join),
            ledger
                .TopGivers(20)
                .Select(giver => new GiverView(
                    giver.UserId.ToString(CultureInfo.InvariantCulture),
                    giver.Handle,
                    giver.Coins,
                    giver.Units
                ))
                .ToList()
        );
}

internal sealed record GiverView(string UserId, string Handle, long Coins, long Units);

/// <summary>What went over the room's sockets.</summary>
/// <param name="FramesSent">Frames written, broken ones too, to all sockets together.</param>
/// <param name="FramesAcknowledged">Frames that a consumer acknowledged with the right text.</param>
/// <param name="MessagesAcknowledged">Messages in those frames.</param>
/// <param name="WrongAcks">Acknowledgements of unknown frames or with a wrong text.</param>
internal sealed record DeliveryView(
    long Connects,
    long Fetches,
    long FramesSent,
    long BytesSent,
    long FramesAcknowledged,
    long MessagesAcknowledged,
    long WrongAcks,
    long Heartbeats,
    long Entered,
    long RefusedHandshakes,
    long SlowConsumersCut
)
{
    public static DeliveryView Of(Deliveries d) =>
        new(
            d.Connects,
            d.Fetches,
            d.FramesSent,
            d.BytesSent,
            d.FramesAcknowledged,
            d.MessagesAcknowledged,
            d.WrongAcks,
            d.Heartbeats,
            d.Entered,
            d.RefusedHandshakes,
            d.SlowConsumersCut
        );
}

/// <summary>
/// The truth about one LIVE. Offered is all that was done in the room; served is what went onto at least one socket or
/// into a first fetch, each message once; queued is what is still on its way to the sockets.
/// </summary>
internal sealed record TruthView(
    string Handle,
    string RoomId,
    string Status,
    Books Offered,
    Books Served,
    int Queued,
    DeliveryView Acknowledged
);

/// <summary>One message for looking at.</summary>
internal sealed record MessageView(
    string MsgId,
    string Kind,
    string Method,
    DateTimeOffset At,
    DateTimeOffset? ServedAt,
    string? UserId,
    string? Handle,
    int? RepeatCount,
    string? GroupId,
    int? LikeCount,
    long? LikeTotal,
    int Bytes
)
{
    public static MessageView Of(RoomMessage message) =>
        new(
            message.MsgId.ToString(CultureInfo.InvariantCulture),
            $"{message.Kind}",
            message.Method,
            message.At,
            message.ServedAt,
            message.UserId == 0 ? null : message.UserId.ToString(CultureInfo.InvariantCulture),
            message.Handle,
            message.Streak is null ? null : message.RepeatCount,
            message.Streak?.GroupId.ToString(CultureInfo.InvariantCulture),
            message.Kind == EventKind.Like ? message.LikeCount : null,
            message.Kind == EventKind.Like ? message.LikeTotal : null,
            message.Payload.Length
        );
}

internal sealed record GiftView(string Id, string Name, int Coins, int Type, bool Combo);
