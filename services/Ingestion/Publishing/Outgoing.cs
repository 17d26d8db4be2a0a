using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Telemetry;

namespace LiveOps.Ingestion.Publishing;

/// <summary>
/// The messages of one account on their way to the broker: into the journal first, then published from it in order,
/// several in flight. What the broker does not confirm is sent again from the first unconfirmed one: at least once, in
/// order.
/// </summary>
internal sealed partial class Outgoing : IAsyncDisposable
{
    /// <summary>Spans of messages that are not yet published; a message beyond them begins a trace of its own.</summary>
    private const int KeptTraces = 1_024;

    private static readonly TimeSpan _confirmPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _noteConfirmed = TimeSpan.FromMilliseconds(100);

    private readonly Guid _accountId;
    private readonly Journal _journal;
    private readonly IReadOnlySet<long> _unreadable;
    private readonly IEventBroker _broker;
    private readonly int _inFlight;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);
    private readonly ConcurrentQueue<(long End, ActivityContext Context)> _traces = [];
    private readonly SemaphoreSlim _more = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _publishing;
    private readonly Lock _writing = new();
    private long _notedAt;
    private long _appended;
    private long _confirmed;

    // Where the first unconfirmed message lies.
    private long _readFrom;

    /// <param name="accountId">Whose messages these are.</param>
    /// <param name="journal">Its journal; closed with this.</param>
    /// <param name="waiting">Messages in the journal that were not confirmed.</param>
    /// <param name="unreadable">Ends of records in the journal that are no messages: they are not sent.</param>
    /// <param name="broker">Where they go.</param>
    /// <param name="inFlight">Messages that may be sent before the first of them is confirmed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where the operator reads that the broker is away.</param>
    public Outgoing(
        Guid accountId,
        Journal journal,
        int waiting,
        IReadOnlySet<long> unreadable,
        IEventBroker broker,
        int inFlight,
        TimeProvider time,
        ILogger log
    )
    {
        _accountId = accountId;
        _journal = journal;
        _unreadable = unreadable;
        _broker = broker;
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
            LiveEventsJson.Write(_buffer, message);
            long end = _journal.Append(_buffer.WrittenSpan);
            Interlocked.Increment(ref _appended);
            IngestionTelemetry.Journaled.Add(1);
            if (Activity.Current is { } span && _traces.Count < KeptTraces)
            {
                _traces.Enqueue((end, span.Context));
            }
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
        await _publishing;
        _journal.Confirm(Interlocked.Read(ref _readFrom));
        _journal.Dispose();
        _stopping.Dispose();
        _more.Dispose();
    }

    private async Task PublishAsync()
    {
        Interlocked.Exchange(ref _readFrom, _journal.Confirmed);
        long next = _readFrom;
        var flight = new Queue<Sent>();
        IEventChannel? channel = null;
        using var more = new Signal(_more, _stopping.Token);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                while (flight.Count < _inFlight && Take(ref next) is { } message)
                {
                    channel ??= await _broker.OpenAsync(_accountId, _stopping.Token);
                    flight.Enqueue(Start(channel, message));
                }
                await more.WaitAsync(
                    flight.Count < _inFlight,
                    flight.TryPeek(out Sent head) ? head.Confirmation : null
                );
                while (flight.TryPeek(out Sent first) && first.Confirmation.IsCompleted)
                {
                    await first.Confirmation;
                    Confirmed(flight.Dequeue());
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                // Whatever the broker or its client threw: nothing is lost, it is sent again from the journal.
                await StepBackAsync(flight, channel, error);
                channel = null;
                next = Interlocked.Read(ref _readFrom);
            }
        }
        await CloseAsync(channel);
    }

    private Waiting? Take(ref long next)
    {
        // A message and its span are taken together; notes of confirmation behind the last message are not read again.
        lock (_writing)
        {
            while (next < _journal.LastMessageEnd && _journal.Read(next) is ({ } json, var end))
            {
                next = end;
                if (!_unreadable.Contains(end))
                {
                    return new Waiting(end, json, TraceOf(end));
                }
            }
            return null;
        }
    }

    private ActivityContext TraceOf(long end)
    {
        while (_traces.TryPeek(out (long End, ActivityContext Context) first) && first.End <= end)
        {
            _traces.TryDequeue(out _);
            if (first.End == end)
            {
                return first.Context;
            }
        }
        return default;
    }

    private Sent Start(IEventChannel channel, Waiting message) =>
        new(
            message.End,
            SendAsync(channel, message).WaitAsync(_confirmPatience, _time, CancellationToken.None),
            _time.GetTimestamp()
        );

    private async Task SendAsync(IEventChannel channel, Waiting message)
    {
        using Activity? activity = IngestionTelemetry.Source.StartActivity(
            "publish live-events",
            ActivityKind.Producer,
            message.Trace
        );
        await channel.PublishAsync(message.Json, activity?.Id, _stopping.Token);
    }

    private void Confirmed(Sent sent)
    {
        BrokerIsAway = false;
        Interlocked.Exchange(ref _readFrom, sent.End);
        Interlocked.Increment(ref _confirmed);
        IngestionTelemetry.Journaled.Add(-1);
        IngestionTelemetry.PublishLatency.Record(_time.GetElapsedTime(sent.At).TotalMilliseconds);
        if (_time.GetElapsedTime(_notedAt) >= _noteConfirmed || Waits == 0)
        {
            _notedAt = _time.GetTimestamp();
            _journal.Confirm(sent.End);
        }
    }

    private async Task StepBackAsync(Queue<Sent> flight, IEventChannel? channel, Exception error)
    {
        if (!BrokerIsAway)
        {
            LogBrokerAway(_log, error.Message);
        }
        BrokerIsAway = true;
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
        // What hangs on the channel goes with it: it must not be sent later, behind its own repetition.
        await CloseAsync(channel);
        try
        {
            await Task.Delay(_pause, _time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop ends by itself.
        }
    }

    private static async Task CloseAsync(IEventChannel? channel)
    {
        if (channel is null)
        {
            return;
        }
        try
        {
            await channel.DisposeAsync();
        }
        catch (Exception)
        {
            // Its connection is gone: there is nothing left to close.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The broker does not take messages ({Reason}); they wait in the journal")]
    private static partial void LogBrokerAway(ILogger log, string reason);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Waiting(long End, byte[] Json, ActivityContext Trace);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Sent(long End, Task Confirmation, long At);

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
