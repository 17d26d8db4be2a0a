using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Webcast;
using LiveOps.Ingestion.Webcast.Frames;
using LiveOps.Ingestion.Webcast.Messages;

namespace LiveOps.Ingestion.Reading;

/// <summary>One message on its way to events: its wrapper, when it came, and the state of its room.</summary>
internal readonly ref struct MessageContext(
    BaseMessage message,
    DateTimeOffset receivedAt,
    RoomTally tally,
    ReadCounters counters,
    List<LiveEvent> into
)
{
    private readonly BaseMessage _message = message;

    public ReadOnlySpan<byte> Payload => _message.Payload;

    public bool IsHistory => _message.IsHistory;

    public DateTimeOffset ReceivedAt { get; } = receivedAt;

    public RoomTally Tally { get; } = tally;

    public void Emit(LiveEvent made) => into.Add(made);

    /// <summary>True for a message that was not taken before, with its id.</summary>
    public bool Admit(MessageType type, in Header header, out long id)
    {
        id = IdOf(header);
        if (Tally.Admit(type, id))
        {
            return true;
        }
        counters.CountDuplicate();
        return false;
    }

    public LiveEvent New(
        long id,
        LiveEventKind kind,
        in Header header,
        LiveViewer? viewer = null,
        string? text = null,
        LiveGift? gift = null,
        LiveLike? like = null,
        LiveRoomStats? stats = null,
        LiveSocial? social = null,
        LiveBattle? battle = null
    ) =>
        new()
        {
            MessageId = id,
            Kind = kind,
            At = EventTime.Of(header.CreateTime, ReceivedAt),
            IsHistory = IsHistory,
            Viewer = viewer,
            Text = text,
            Gift = gift,
            Like = like,
            RoomStats = stats,
            Social = social,
            Battle = battle,
        };

    // The wrapper and the head carry the same id. Where neither does, the content is the identity: the same bytes
    // are the same message, and a negative number meets no id of TikTok's.
    private long IdOf(in Header header)
    {
        long id = _message.MessageId != 0 ? _message.MessageId : header.MessageId;
        return id != 0 ? id : Fingerprint(Payload);
    }

    private static long Fingerprint(ReadOnlySpan<byte> payload)
    {
        const ulong offset = 14695981039346656037;
        const ulong prime = 1099511628211;
        ulong hash = offset;
        foreach (byte part in payload)
        {
            hash = (hash ^ part) * prime;
        }
        return (long)(hash | (1UL << 63));
    }
}
