using LiveOps.Rehearsal.Faults;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Rooms;

/// <summary>What an offer came to.</summary>
/// <param name="Messages">Messages made.</param>
/// <param name="FirstMsgId">Id of the first, 0 for none.</param>
/// <param name="LastMsgId">Id of the last, 0 for none.</param>
/// <param name="Consumers">Sockets that were connected.</param>
internal sealed record Offered(int Messages, long FirstMsgId, long LastMsgId, int Consumers)
{
    public static Offered Nothing { get; } = new(0, 0, 0, 0);
}

/// <summary>
/// One rehearsal LIVE. One gate orders everything in it, so message ids, running totals and the order on every socket
/// agree. What is done while nobody is connected is offered, not served, as with TikTok.
/// </summary>
internal sealed class Room(string handle, long roomId, Ids ids, TimeProvider time)
{
    /// <summary>TikTok puts what happens together into one frame; this is the most that goes into one here.</summary>
    public const int MaxMessagesPerFrame = 50;

    private static readonly TimeSpan s_longestHold = TimeSpan.FromMilliseconds(150);

    private readonly Lock _gate = new();
    private readonly List<IConsumer> _consumers = [];
    private readonly RecentMessages _recent = new();
    private readonly RoomTotals _totals = new() { Viewers = 3, TotalViewers = 3 };
    private RoomFaults _faults = RoomFaults.None;
    private Random _chance = new(1);
    private RoomMessage? _held;
    private ITimer? _holdTimer;
    private readonly HashSet<long> _keptIds = [];
    private long _frames;
    private long _lastGroupId;

    public string Handle { get; } = handle;
    public long RoomId { get; } = roomId;
    public long OwnerId { get; } = Viewer.IdOf(handle);
    public string Title { get; set; } = "Rehearsal";
    public bool RealisticSize { get; set; }
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
    public DateTimeOffset? EndedAt { get; private set; }
    public bool IsLive => EndedAt is null;

    /// <summary>Sockets stay silent until then.</summary>
    public DateTimeOffset SilentUntil { get; private set; }
    public Deliveries Deliveries { get; } = new();
    public Crowd Crowd { get; } = new();

    /// <summary>Streaks of recordings that were replayed with their own ids, so that a second part goes on counting.</summary>
    public Dictionary<(long User, long Gift, long Group, long Receiver), Streak> ReplayedStreaks { get; } = [];
    public RoomFaults Faults => _faults;
    public long Viewers => _totals.Viewers;

    public int ConsumerCount
    {
        get
        {
            lock (_gate)
            {
                return _consumers.Count;
            }
        }
    }

    /// <summary>Most frames that wait for any one socket.</summary>
    public int Backlog
    {
        get
        {
            lock (_gate)
            {
                return _consumers.Count == 0 ? 0 : _consumers.Max(consumer => consumer.Queued);
            }
        }
    }

    public void Attach(IConsumer consumer)
    {
        lock (_gate)
        {
            _consumers.Add(consumer);
        }
    }

    public void Detach(IConsumer consumer)
    {
        lock (_gate)
        {
            _consumers.Remove(consumer);
        }
    }

    /// <summary>A streak of its own. TikTok's group ids are times in ms; two in one room must differ here all the same.</summary>
    public Streak NewStreak(CatalogueGift gift)
    {
        lock (_gate)
        {
            _lastGroupId = Math.Max(_lastGroupId + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
            return new Streak(_lastGroupId, gift.Coins);
        }
    }

    /// <summary>Makes messages of what happened and sends them to everybody connected, at once and in order.</summary>
    /// <param name="events">What happened, oldest first.</param>
    /// <param name="perFrame">Messages a frame at most.</param>
    public Offered Offer(IReadOnlyList<RoomEvent> events, int perFrame = MaxMessagesPerFrame)
    {
        lock (_gate)
        {
            var messages = new List<RoomMessage>(events.Count);
            var choices = new EncodingChoices(
                RealisticSize,
                _faults.CreateTimeZero is true,
                _faults.LikesGoDown is true
            );
            var now = time.GetUtcNow();
            foreach (var what in events)
            {
                var head = new MessageHead(ids.Next(), RoomId, OwnerId, now);
                var message = MessageEncoder.Encode(what, head, _totals, choices);
                messages.Add(message);
                if (what is Replayed { MsgId: { } keptId } && !_keptIds.Add(keptId))
                {
                    // A recording that is played again, or holds a message twice, is a duplicate, not news.
                    message.ServedAt = now;
                    continue;
                }
                _recent.Add(message);
                Offered.Add(message, message.Streak?.Offer(message.RepeatCount) ?? 0);
            }
            Send(messages, perFrame);
            var count = messages.Count;
            return new Offered(
                count,
                count == 0 ? 0 : messages[0].MsgId,
                count == 0 ? 0 : messages[^1].MsgId,
                _consumers.Count
            );
        }
    }

    /// <summary>Counts what a consumer got; a message that went out before is not counted again.</summary>
    public void MarkServed(IReadOnlyList<RoomMessage> messages)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var message in messages)
            {
                if (message.ServedAt is not null)
                {
                    continue;
                }
                message.ServedAt = now;
                Served.Add(message, message.Streak?.Serve(message.RepeatCount) ?? 0);
            }
        }
    }

    /// <summary>The messages that a first fetch repeats, oldest first.</summary>
    public List<RoomMessage> History()
    {
        lock (_gate)
        {
            var wanted = _faults.HistoryReplay ?? new HistoryReplay();
            return _recent.Last(
                wanted.Count,
                message => wanted.Kinds == HistoryKinds.All || message.Kind == EventKind.Chat
            );
        }
    }

    public List<RoomMessage> RecentAfter(long? msgId, int limit)
    {
        lock (_gate)
        {
            return _recent.After(msgId, limit);
        }
    }

    /// <summary>Reads the books while nothing moves.</summary>
    public T ReadBooks<T>(Func<Ledger, Ledger, T> read)
    {
        lock (_gate)
        {
            return read(Offered, Served);
        }
    }

    /// <summary>Lays faults over those that are set, and does at once what is to happen now.</summary>
    public RoomFaults AddFaults(RoomFaults change)
    {
        lock (_gate)
        {
            if (change.Seed is { } seed)
            {
                _chance = new Random(seed);
            }
            _faults = _faults.With(change.WithoutActions());
            if (change.SilenceMs is { } silence)
            {
                SilentUntil = time.GetUtcNow().AddMilliseconds(silence);
            }
            Inject(
                change.GarbageFrame?.Now is true,
                change.TruncatedMessage?.Now is true,
                change.UndecodableInner?.Now is true,
                change.UnknownType?.Now is true
            );
            if (change.BigComment is true)
            {
                Offer([new Commented(Crowd.Next(), new string('x', 5_000_000))]);
            }
            if (change.DropSocket?.Now is true)
            {
                _consumers.ForEach(consumer => consumer.Cut());
            }
            return _faults;
        }
    }

    public void ClearFaults()
    {
        lock (_gate)
        {
            _faults = RoomFaults.None;
            SilentUntil = default;
        }
    }

    /// <summary>Takes one of a limited number of sign faults; null when signing works.</summary>
    public SignFault? TakeSignFault()
    {
        lock (_gate)
        {
            var fault = _faults.Sign;
            if (fault?.Times is { } times)
            {
                _faults = _faults with { Sign = times > 1 ? fault with { Times = times - 1 } : null };
            }
            return fault;
        }
    }

    /// <summary>Takes one of a limited number of refused handshakes; null when the socket opens.</summary>
    public HandshakeFault? TakeHandshakeFault()
    {
        lock (_gate)
        {
            var fault = _faults.Handshake;
            if (fault?.Times is { } times)
            {
                _faults = _faults with { Handshake = times > 1 ? fault with { Times = times - 1 } : null };
            }
            return fault;
        }
    }

    /// <summary>Ends the LIVE.</summary>
    /// <param name="withControlMessage">Tell the sockets (control 3) and close them; else they stay open and silent.</param>
    public void End(bool withControlMessage)
    {
        lock (_gate)
        {
            if (!IsLive)
            {
                return;
            }
            if (withControlMessage)
            {
                Offer([new Controlled(3)]);
                _consumers.ForEach(consumer => consumer.CloseWhenDrained());
            }
            EndedAt = time.GetUtcNow();
        }
    }

    private Ledger Offered { get; } = new();
    private Ledger Served { get; } = new();

    private void Send(List<RoomMessage> messages, int perFrame)
    {
        if (_faults.Reorder is > 0 && messages.Count == 1 && _held is null && _chance.NextDouble() < _faults.Reorder)
        {
            // A lone message changes places with the next one, or comes late when there is none.
            _held = messages[0];
            _holdTimer ??= time.CreateTimer(
                _ => ReleaseHeld(),
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
            _holdTimer.Change(s_longestHold, Timeout.InfiniteTimeSpan);
            return;
        }
        var order = Disorder.Apply(messages, _faults, _chance);
        if (_held is { } held)
        {
            order.Add(held);
            _held = null;
        }
        for (var at = 0; at < order.Count; at += perFrame)
        {
            SendFrame(order.GetRange(at, Math.Min(perFrame, order.Count - at)));
        }
    }

    private void ReleaseHeld()
    {
        lock (_gate)
        {
            if (_held is { } held)
            {
                _held = null;
                SendFrame([held]);
            }
        }
    }

    private void SendFrame(List<RoomMessage> messages)
    {
        if (_consumers.Count == 0)
        {
            return;
        }
        _frames++;
        var extra = new List<Envelope>();
        if (_faults.UndecodableInner?.IsDue(_frames) is true)
        {
            extra.Add(Disorder.Undecodable(ids.Next()));
        }
        if (_faults.UnknownType?.IsDue(_frames) is true)
        {
            extra.Add(Disorder.Unknown(ids.Next()));
        }
        EnqueueAll(FrameOf(messages, extra));
        Inject(_faults.GarbageFrame?.IsDue(_frames) is true, _faults.TruncatedMessage?.IsDue(_frames) is true);
    }

    private void Inject(bool garbage, bool truncated, bool undecodable = false, bool unknown = false)
    {
        if (garbage)
        {
            EnqueueAll(Frame.Raw(Disorder.Garbage(_chance)));
        }
        if (truncated)
        {
            EnqueueAll(Truncated());
        }
        if (undecodable)
        {
            EnqueueAll(FrameOf([], [Disorder.Undecodable(ids.Next())]));
        }
        if (unknown)
        {
            EnqueueAll(FrameOf([], [Disorder.Unknown(ids.Next())]));
        }
    }

    private Frame FrameOf(List<RoomMessage> messages, List<Envelope> extra) =>
        Frame.Of(
            ids.Next(),
            messages,
            extra,
            _faults.GzipWithoutHeader is true,
            time.GetUtcNow().ToUnixTimeMilliseconds()
        );

    /// <summary>A sound push frame around a comment that stops in the middle. The comment was never offered.</summary>
    private Frame Truncated()
    {
        var head = new MessageHead(ids.Next(), RoomId, OwnerId, time.GetUtcNow());
        var lost = MessageEncoder.Encode(
            new Commented(Crowd.Next(), "cut off"),
            head,
            new RoomTotals(),
            EncodingChoices.Usual
        );
        var frame = PushFrame.Parser.ParseFrom(FrameOf([lost], []).Bytes(gzip: false));
        return Frame.Raw(
            Frame.Push((long)frame.LogId, frame.Payload.ToByteArray()[..(frame.Payload.Length / 2)], false, false)
        );
    }

    private void EnqueueAll(Frame frame)
    {
        foreach (var consumer in _consumers)
        {
            consumer.Enqueue(this, frame);
        }
    }
}
