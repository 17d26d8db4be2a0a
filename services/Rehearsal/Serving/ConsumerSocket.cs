using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Serving;

/// <summary>
/// One connected consumer: writes frames in order, answers heartbeats and entering, and checks acknowledgements.
/// Entering another room moves the socket there.
/// </summary>
internal sealed class ConsumerSocket(bool gzip, RoomDirectory rooms, TimeProvider time) : IConsumer
{
    // A consumer that does not read is cut before its queue can fill the memory.
    private const long MostQueuedBytes = 64_000_000;
    private const int MostUnacknowledged = 20_000;
    private static readonly TimeSpan s_timeToLeave = TimeSpan.FromSeconds(1);

    private readonly Channel<Outgoing> _queue = Channel.CreateUnbounded<Outgoing>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Dictionary<ulong, (string InternalExt, int Messages)> _unacknowledged = [];
    private readonly Queue<ulong> _unacknowledgedOrder = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _acks = new();
    private volatile Room? _room;
    private int _queued;
    private long _queuedBytes;
    private long _framesWritten;
    private bool _dropped;

    public int Queued => Volatile.Read(ref _queued);

    public void Enqueue(Room from, Frame frame)
    {
        Interlocked.Increment(ref _queued);
        var bytes = SizeOf(frame);
        if (Interlocked.Add(ref _queuedBytes, bytes) > MostQueuedBytes && Queued > 1)
        {
            from.Deliveries.CutSlowConsumer();
            Cut();
        }
        _queue.Writer.TryWrite(new Outgoing(from, frame, null, bytes));
    }

    // Cancelling runs what waits on the token; it must not run inside the room's gate.
    public void Cut() => ThreadPool.UnsafeQueueUserWorkItem(static token => token.Cancel(), _cut, preferLocal: false);

    public void CloseWhenDrained() => _queue.Writer.TryComplete();

    /// <summary>Serves until the consumer leaves, the LIVE ends or a fault cuts the connection.</summary>
    public async Task RunAsync(WebSocket socket, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, stopping);
        try
        {
            var reading = ReadAsync(socket, end.Token);
            var writing = WriteAsync(socket, end.Token);
            await Task.WhenAny(reading, writing);
            if (!reading.IsCompleted && !_dropped)
            {
                // The closing handshake is sent; the consumer has a moment to answer it.
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2), end.Token));
            }
            await end.CancelAsync();
            await Task.WhenAll(Quietly(reading), Quietly(writing));
        }
        finally
        {
            MoveTo(null);
        }
    }

    /// <summary>
    /// Joins a room, leaving the one before. Done before the handshake is answered, so that nothing which happens
    /// after a consumer saw its socket open is missing on it.
    /// </summary>
    public void MoveTo(Room? room)
    {
        _room?.Detach(this);
        _room = room;
        room?.Attach(this);
    }

    private async Task WriteAsync(WebSocket socket, CancellationToken cancel)
    {
        await foreach (var next in _queue.Reader.ReadAllAsync(cancel))
        {
            await WaitOutSilenceAsync(cancel);
            var bytes = next.Frame?.Bytes(gzip) ?? next.Plain!;
            if (next.Frame is { LogId: > 0 } frame)
            {
                Expect(frame);
            }
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancel);
            Account(next, bytes.Length);
            if (next.Frame is not null && next.From?.Faults.DropSocket?.IsDue(++_framesWritten) is true)
            {
                // What counts as served must be out of the server's own buffers before the connection goes.
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                _dropped = true;
                return;
            }
        }
        // A consumer that hears the end closes by itself; cutting in at once would race with its reading of the message.
        await Task.Delay(s_timeToLeave, time, cancel);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "live ended", cancel);
    }

    private async Task WaitOutSilenceAsync(CancellationToken cancel)
    {
        while (_room is { } room && room.SilentUntil - time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < TimeSpan.FromMilliseconds(50) ? left : TimeSpan.FromMilliseconds(50), time, cancel);
        }
    }

    private void Account(Outgoing written, int bytes)
    {
        if (written.Frame is { } frame)
        {
            written.From?.Deliveries.Sent(bytes);
            written.From?.MarkServed(frame.Messages);
            Interlocked.Decrement(ref _queued);
            Interlocked.Add(ref _queuedBytes, -written.Bytes);
        }
    }

    private async Task ReadAsync(WebSocket socket, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                if (length == buffer.Length)
                {
                    throw new WebSocketException("A consumer's frame is longer than 16 KiB.");
                }
                result = await socket.ReceiveAsync(buffer.AsMemory(length), cancel);
                length += result.Count;
            } while (!result.EndOfMessage);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
                return;
            }
            Handle(PushFrame.Parser.ParseFrom(buffer, 0, length));
        }
    }

    private void Handle(PushFrame frame)
    {
        switch (frame.PayloadType)
        {
            case "hb":
                _room?.Deliveries.Heartbeat();
                Answer("hb", frame.LogId);
                break;
            case "im_enter_room":
                Enter(EnterRoom.Parser.ParseFrom(frame.Payload));
                Answer("im_enter_room_resp", frame.LogId);
                break;
            case "ack":
                Acknowledge(frame);
                break;
            default:
                break;
        }
    }

    private void Enter(EnterRoom enter)
    {
        if (rooms.FindById(enter.RoomId) is not { } room)
        {
            return;
        }
        room.Deliveries.EnteredRoom();
        if (!ReferenceEquals(room, _room))
        {
            MoveTo(room);
        }
    }

    private void Answer(string payloadType, ulong logId) =>
        _queue.Writer.TryWrite(new Outgoing(null, null, Frame.Plain(payloadType, logId, []), 0));

    private void Expect(Frame frame)
    {
        lock (_acks)
        {
            _unacknowledged[(ulong)frame.LogId] = (frame.InternalExt, frame.Messages.Count);
            _unacknowledgedOrder.Enqueue((ulong)frame.LogId);
            while (_unacknowledgedOrder.Count > MostUnacknowledged)
            {
                _unacknowledged.Remove(_unacknowledgedOrder.Dequeue());
            }
        }
    }

    private void Acknowledge(PushFrame ack)
    {
        lock (_acks)
        {
            if (
                !_unacknowledged.Remove(ack.LogId, out var expected)
                || !ack.Payload.Span.SequenceEqual(Encoding.UTF8.GetBytes(expected.InternalExt))
            )
            {
                _room?.Deliveries.WronglyAcknowledged();
                return;
            }
            _room?.Deliveries.Acknowledged(expected.Messages);
        }
    }

    private static int SizeOf(Frame frame)
    {
        var size = 0;
        foreach (var message in frame.Messages)
        {
            size += message.Payload.Length;
        }
        return size;
    }

    /// <summary>A consumer that goes away, or sends what is no frame, ends its own connection and nothing else.</summary>
    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e)
            when (e
                    is OperationCanceledException
                        or WebSocketException
                        or IOException
                        or Google.Protobuf.InvalidProtocolBufferException
            ) { }
    }

    private readonly record struct Outgoing(Room? From, Frame? Frame, byte[]? Plain, int Bytes);
}
