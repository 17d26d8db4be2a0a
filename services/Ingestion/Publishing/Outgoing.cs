using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Telemetry;

namespace LiveOps.Ingestion.Publishing;

/// <summary>
/// The messages of one account on their way to the broker: into the journal first, then published in order, several
/// in flight. What the broker does not confirm is sent again from the first unconfirmed one: at least once, in order.
/// </summary>
internal sealed partial class Outgoing : IAsyncDisposable
{
    /// <summary>Messages kept in memory between journal and broker; more are read back from the journal.</summary>
    private const int KeptInMemory = 1_024;

    private const int LargeMessage = 64 * 1024;

    private static readonly TimeSpan _confirmPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _noteConfirmed = TimeSpan.FromMilliseconds(100);

    private readonly Journal _journal;
    private readonly IEventPublisher _publisher;
    private readonly int _inFlight;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);
    private readonly Channel<Waiting> _memory = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(KeptInMemory) { SingleReader = true, SingleWriter = false }
    );
    private readonly SemaphoreSlim _more = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenSource _attempt = new();
    private readonly Task _publishing;
    private readonly Lock _writing = new();
    private bool _largeInFlight;
    private long _notedAt;
    private long _appended;
    private long _confirmed;

    public Outgoing(
        Journal journal,
        int waiting,
        IEventPublisher publisher,
        int inFlight,
        TimeProvider time,
        ILogger log
    )
    {
        _journal = journal;
        _publisher = publisher;
        _inFlight = inFlight;
        _time = time;
        _log = log;
        _appended = waiting;
        IngestionTelemetry.Journaled.Add(waiting);
        _publishing = Task.Run(PublishAsync, CancellationToken.None);
    }

    /// <summary>Messages that the broker has not confirmed yet.</summary>
    public long Waits => Interlocked.Read(ref _appended) - Interlocked.Read(ref _confirmed);

    /// <summary>True while the broker refuses or does not answer.</summary>
    public bool BrokerIsAway { get; private set; }

    /// <summary>Offset in the journal behind the last message.</summary>
    public long JournalEnd => _journal.LastMessageEnd;

    /// <summary>Takes a message. When this returns, it is in the journal and will be published.</summary>
    /// <exception cref="IOException">The disk is full or gone: the message is not taken.</exception>
    public void Append(LiveEvents message)
    {
        lock (_writing)
        {
            _buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_buffer))
            {
                JsonSerializer.Serialize(json, message, LiveEventsJson.Default.LiveEvents);
            }
            long offset = _journal.Append(_buffer.WrittenSpan);
            Interlocked.Increment(ref _appended);
            IngestionTelemetry.Journaled.Add(1);
            // A full channel is no loss: the journal has it.
            _memory.Writer.TryWrite(new Waiting(offset, _journal.End, message, Activity.Current?.Context ?? default));
        }
        if (_more.CurrentCount == 0)
        {
            _more.Release();
        }
    }

    /// <summary>Empties the journal if all of it is with the broker and the counting state behind it is saved.</summary>
    public void Trim(long savedUpTo, long worthIt)
    {
        if (_journal.Length < worthIt || Waits > 0)
        {
            return;
        }
        lock (_writing)
        {
            if (Waits == 0 && _journal.LastMessageEnd == savedUpTo)
            {
                _journal.Confirm(savedUpTo);
                _journal.TryReset(savedUpTo);
            }
        }
    }

    /// <summary>Waits until the broker has everything; false when time runs out.</summary>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        long start = _time.GetTimestamp();
        while (Waits > 0 && _time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, CancellationToken.None);
        }
        return Waits == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _attempt.CancelAsync();
        await _publishing;
        _attempt.Dispose();
        _journal.Confirm(Interlocked.Read(ref _readFrom));
        _journal.Dispose();
        _stopping.Dispose();
        _more.Dispose();
    }

    // Where the first unconfirmed message lies.
    private long _readFrom;

    private async Task PublishAsync()
    {
        Interlocked.Exchange(ref _readFrom, _journal.Confirmed);
        long next = _readFrom;
        var flight = new Queue<Sent>();
        using var more = new Signal(_more, _stopping.Token);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                while (MayStart(flight) && Take(ref next) is { } message)
                {
                    flight.Enqueue(Start(message));
                }
                await more.WaitAsync(MayStart(flight), flight.TryPeek(out Sent head) ? head.Confirmation : null);
                while (flight.TryPeek(out Sent first) && first.Confirmation.IsCompleted)
                {
                    await first.Confirmation;
                    Confirmed(flight.Dequeue());
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Whatever the broker or its client threw: nothing is lost, it is sent again from the journal.
                await StepBackAsync(flight, error);
                next = Interlocked.Read(ref _readFrom);
            }
        }
    }

    // Nothing is started behind a large message: it takes so long to serialize that a small one would overtake it.
    private bool MayStart(Queue<Sent> flight) => flight.Count < _inFlight && !_largeInFlight;

    private Waiting? Take(ref long next)
    {
        while (_memory.Reader.TryPeek(out Waiting kept))
        {
            if (kept.Offset < next)
            {
                // Already read back from the journal.
                _memory.Reader.TryRead(out _);
                continue;
            }
            if (kept.Offset == next || !HasMessageBefore(next, kept.Offset))
            {
                _memory.Reader.TryRead(out _);
                next = kept.End;
                return kept;
            }
            break;
        }

        long from = next;
        lock (_writing)
        {
            if (from >= _journal.LastMessageEnd)
            {
                return null;
            }
        }
        (byte[]? json, long after) = _journal.Read(from);
        if (json is null)
        {
            return null;
        }
        next = after;
        return LiveEventsJson.Read(json) is { } message
            ? new Waiting(after - json.Length, after, message, default)
            : Skip(json, ref next);
    }

    // A record that this version cannot read must not hold up all that follow: it is set aside beside the journal.
    private Waiting? Skip(byte[] json, ref long next)
    {
        _journal.SetAside(json);
        Interlocked.Increment(ref _confirmed);
        IngestionTelemetry.Journaled.Add(-1);
        LogUnreadable(_log, _journal.AsidePath);
        return Take(ref next);
    }

    // Between two messages there may be notes of confirmation only.
    private bool HasMessageBefore(long from, long offset)
    {
        (byte[]? message, long after) = _journal.Read(from);
        return message is not null && after <= offset;
    }

    private Sent Start(Waiting message)
    {
        _largeInFlight = message.End - message.Offset > LargeMessage;
        return new(
            message,
            SendAsync(message, _attempt.Token).WaitAsync(_confirmPatience, _time, CancellationToken.None),
            _time.GetTimestamp()
        );
    }

    private async Task SendAsync(Waiting message, CancellationToken cancellationToken)
    {
        using Activity? activity = IngestionTelemetry.Source.StartActivity(
            "publish live-events",
            ActivityKind.Internal,
            message.Trace
        );
        await _publisher.PublishAsync(message.Message, cancellationToken);
    }

    private void Confirmed(Sent sent)
    {
        BrokerIsAway = false;
        // A large message is the last in flight: what is confirmed with it in flight came before it, or is it.
        _largeInFlight &= sent.Message.End - sent.Message.Offset <= LargeMessage;
        Interlocked.Exchange(ref _readFrom, sent.Message.End);
        Interlocked.Increment(ref _confirmed);
        IngestionTelemetry.Journaled.Add(-1);
        IngestionTelemetry.PublishLatency.Record(_time.GetElapsedTime(sent.At).TotalMilliseconds);
        if (_time.GetElapsedTime(_notedAt) >= _noteConfirmed || Waits == 0)
        {
            _notedAt = _time.GetTimestamp();
            _journal.Confirm(sent.Message.End);
        }
    }

    private async Task StepBackAsync(Queue<Sent> flight, Exception error)
    {
        if (!BrokerIsAway)
        {
            LogBrokerAway(_log, error.Message);
        }
        BrokerIsAway = true;
        _largeInFlight = false;
        // What hangs must not be sent later, behind its own repetition.
        await _attempt.CancelAsync();
        _attempt.Dispose();
        _attempt = new CancellationTokenSource();
        foreach (Sent sent in flight)
        {
            _ = sent.Confirmation.ContinueWith(
                static failed => failed.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
        }
        flight.Clear();
        try
        {
            await Task.Delay(_pause, _time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop ends by itself.
        }
    }

    [LoggerMessage(LogLevel.Error, "A journal record cannot be read by this version; it is kept in {Path}")]
    private static partial void LogUnreadable(ILogger log, string path);

    [LoggerMessage(LogLevel.Warning, "The broker does not take messages ({Reason}); they wait in the journal")]
    private static partial void LogBrokerAway(ILogger log, string reason);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Waiting(long Offset, long End, LiveEvents Message, ActivityContext Trace);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Sent(Waiting Message, Task Confirmation, long At);

    /// <summary>Waits for new messages, for a confirmation, or for whichever comes first.</summary>
    private sealed class Signal(SemaphoreSlim more, CancellationToken stopping) : IDisposable
    {
        private Task? _more;

        public async Task WaitAsync(bool room, Task? confirmation)
        {
            if (!room)
            {
                await Task.WhenAny(confirmation!);
                return;
            }
            _more ??= more.WaitAsync(stopping);
            await (confirmation is null ? _more : Task.WhenAny(_more, confirmation));
            if (_more.IsCompleted)
            {
                await _more;
                _more = null;
            }
        }

        public void Dispose() => _more = null;
    }
}
