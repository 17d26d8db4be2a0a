using System.Diagnostics;
using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.LocalFeed;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.FeedSource;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Telemetry;
using LiveOps.Ingestion.Webcast.Frames;

namespace LiveOps.Ingestion.Publishing;

/// <summary>
/// The one ordered way of an account's frames: decode, count, number, into the journal. What is done when
/// <see cref="Accept"/> returns will be published, so the frame may be acknowledged.
/// </summary>
internal sealed partial class AccountPipeline(
    Guid workspaceId,
    Guid accountId,
    long leaseEpoch,
    Outgoing outgoing,
    int largestFrame,
    int rememberedMessages,
    TimeProvider time,
    ILogger log
)
{
    private const int SequenceBitsOfEpoch = 32;

    private readonly Inflater _inflater = new(largestFrame);
    private readonly List<LiveEvent> _events = [];
    private readonly Lock _lock = new();
    private long _sequence = leaseEpoch << SequenceBitsOfEpoch;
    private RoomTally _tally = new(rememberedMessages);
    private RoomReader? _reader;
    private long _published;

    public long RoomId { get; private set; }

    public ReadCounters Counters { get; private set; } = new();

    /// <summary>Gifts of the room's catalogue, for messages that leave name or price out.</summary>
    public IReadOnlyDictionary<long, GiftPrice> Gifts { get; set; } = new Dictionary<long, GiftPrice>();

    public long Frames { get; private set; }

    /// <summary>Events made since the room was entered.</summary>
    public long Events => Interlocked.Read(ref _published);

    public long Coins => _tally.CreditedCoins;

    /// <summary>Begins with a room, with what is known of it from before.</summary>
    public void EnterRoom(long roomId, IEnumerable<SavedRoom> known)
    {
        lock (_lock)
        {
            RoomId = roomId;
            Counters = new ReadCounters();
            _tally = new RoomTally(rememberedMessages);
            foreach (SavedRoom saved in known)
            {
                _tally.Load(saved.LikeMaximum, saved.Streaks, saved.Recent);
            }
            _reader = new RoomReader(_tally, Counters, id => Gifts.GetValueOrDefault(id), LogUndecodable);
            _published = 0;
        }
    }

    /// <summary>Takes one push frame.</summary>
    /// <exception cref="IOException">The journal cannot be written: the frame is not taken.</exception>
    public FrameOutcome Accept(ReadOnlySpan<byte> data)
    {
        DateTimeOffset receivedAt = time.GetUtcNow();
        using Activity? activity = IngestionTelemetry.Source.StartActivity("webcast frame", ActivityKind.Consumer);
        Frames++;
        IngestionTelemetry.Frames.Add(1);
        var frame = new PushFrame();
        if (!frame.Read(data))
        {
            return BadFrame(data.Length);
        }
        if (!frame.CarriesMessages)
        {
            return default;
        }
        ReadOnlySpan<byte> payload = frame.Payload;
        if (frame.IsGzip && !_inflater.TryInflate(frame.Payload, out payload))
        {
            return BadFrame(data.Length);
        }
        var batch = new FetchResult();
        if (!batch.Read(payload))
        {
            return BadFrame(data.Length);
        }
        bool ended = AcceptBatch(batch, receivedAt);
        return new FrameOutcome(ended, batch.NeedAck && !batch.InternalExt.IsEmpty, frame.LogId)
        {
            InternalExt = batch.NeedAck ? batch.InternalExt.ToArray() : [],
        };
    }

    /// <summary>A frame longer than the limit came and was passed over.</summary>
    public void CountOversized()
    {
        Counters.CountUndecodable();
        IngestionTelemetry.Undecodable.Add(1);
        LogOversized(log, RoomId, largestFrame);
    }

    /// <summary>Takes a batch of messages; true when one of them ended the LIVE.</summary>
    public bool AcceptBatch(in FetchResult batch, DateTimeOffset receivedAt)
    {
        lock (_lock)
        {
            RoomReader reader =
                _reader ?? throw new InvalidOperationException("A frame came before the room was entered.");
            Counts before = CountsNow();
            reader.Read(batch, receivedAt, _events);
            return Finish(before, receivedAt);
        }
    }

    /// <summary>Takes a text of a local event feed; true when it ended the LIVE.</summary>
    /// <exception cref="IOException">The journal cannot be written: the text is not taken.</exception>
    public bool AcceptText(FeedText text, FeedReader reader, DateTimeOffset receivedAt)
    {
        lock (_lock)
        {
            Frames++;
            IngestionTelemetry.Frames.Add(1);
            Counts before = CountsNow();
            reader.Read(text, _tally, Counters, receivedAt, _events);
            return Finish(before, receivedAt);
        }
    }

    /// <summary>A text of a local event feed came that is none.</summary>
    public void CountUnreadableText(int length)
    {
        Counters.CountUndecodable();
        IngestionTelemetry.Undecodable.Add(1);
        LogUnreadableText(log, length, RoomId);
    }

    /// <summary>Adds an event that Ingestion makes itself. An id of null takes the sequence number.</summary>
    public void Emit(LiveEventKind kind, long? messageId = 0, LiveGap? gap = null)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            _events.Add(
                new LiveEvent
                {
                    MessageId = messageId ?? _sequence,
                    Kind = kind,
                    At = now,
                    Gap = gap,
                }
            );
            Flush(now);
        }
    }

    /// <summary>Ends the streaks whose end message does not come. Called once a second.</summary>
    public void EndSilentStreaks()
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            _tally.EndSilent(now, _events);
            Flush(now);
        }
    }

    /// <summary>What changed since the last call and belongs into the database; null for nothing.</summary>
    public SavedRoom? TakeUnsaved(out long journalEnd)
    {
        lock (_lock)
        {
            journalEnd = outgoing.JournalEnd;
            return RoomId == 0 ? null : _tally.TakeUnsaved(RoomId);
        }
    }

    private Counts CountsNow() =>
        new(Counters.Unknown, Counters.Undecodable, Counters.Duplicates, _tally.TicketMismatches);

    private bool Finish(Counts before, DateTimeOffset receivedAt)
    {
        IngestionTelemetry.Unknown.Add(Counters.Unknown - before.Unknown);
        IngestionTelemetry.Undecodable.Add(Counters.Undecodable - before.Undecodable);
        IngestionTelemetry.Duplicates.Add(Counters.Duplicates - before.Duplicates);
        IngestionTelemetry.TicketMismatches.Add(_tally.TicketMismatches - before.TicketMismatches);
        bool ended = false;
        foreach (LiveEvent one in _events)
        {
            ended |= one is { Kind: LiveEventKind.LiveEnded, IsHistory: false };
        }
        Flush(receivedAt);
        return ended;
    }

    private FrameOutcome BadFrame(int length)
    {
        Counters.CountUndecodable();
        IngestionTelemetry.Undecodable.Add(1);
        LogBadFrame(log, length, RoomId);
        return default;
    }

    private void LogUndecodable(string method, long messageId) => LogBadMessage(log, method, messageId, RoomId);

    private void Flush(DateTimeOffset receivedAt)
    {
        if (_events.Count == 0)
        {
            return;
        }
        try
        {
            outgoing.Append(
                new LiveEvents
                {
                    WorkspaceId = workspaceId,
                    AccountId = accountId,
                    RoomId = RoomId,
                    Sequence = _sequence,
                    ReceivedAt = receivedAt,
                    Events = [.. _events],
                }
            );
            IngestionTelemetry.CountEvents(_events);
            _sequence += _events.Count;
            Interlocked.Add(ref _published, _events.Count);
        }
        finally
        {
            _events.Clear();
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Counts(long Unknown, long Undecodable, long Duplicates, long TicketMismatches);

    [LoggerMessage(
        LogLevel.Warning,
        "A frame in room {RoomId} is longer than {Limit} bytes (TikTok__MaxFrameBytes); it is passed over"
    )]
    private static partial void LogOversized(ILogger log, long roomId, int limit);

    [LoggerMessage(LogLevel.Warning, "A text of {Length} bytes in room {RoomId} is no event; it is passed over")]
    private static partial void LogUnreadableText(ILogger log, int length, long roomId);

    [LoggerMessage(LogLevel.Warning, "A frame of {Length} bytes in room {RoomId} cannot be decoded; it is passed over")]
    private static partial void LogBadFrame(ILogger log, int length, long roomId);

    [LoggerMessage(
        LogLevel.Warning,
        "Message {MessageId} of type {Method} in room {RoomId} cannot be decoded; the rest of its frame is taken"
    )]
    private static partial void LogBadMessage(ILogger log, string method, long messageId, long roomId);
}

/// <summary>What a frame asks of the connection.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FrameOutcome(bool Ended, bool NeedsAck, ulong LogId)
{
    public byte[] InternalExt { get; init; } = [];
}
