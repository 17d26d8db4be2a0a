namespace LiveOps.Rehearsal.Rooms;

/// <summary>What happened on the room's sockets, counted without a lock.</summary>
internal sealed class Deliveries
{
    private long _connects;
    private long _fetches;
    private long _framesSent;
    private long _bytesSent;
    private long _framesAcknowledged;
    private long _messagesAcknowledged;
    private long _wrongAcks;
    private long _heartbeats;
    private long _entered;
    private long _refusedHandshakes;
    private long _slowConsumersCut;

    public long Connects => Interlocked.Read(ref _connects);
    public long Fetches => Interlocked.Read(ref _fetches);
    public long FramesSent => Interlocked.Read(ref _framesSent);
    public long BytesSent => Interlocked.Read(ref _bytesSent);
    public long FramesAcknowledged => Interlocked.Read(ref _framesAcknowledged);
    public long MessagesAcknowledged => Interlocked.Read(ref _messagesAcknowledged);

    /// <summary>Acknowledgements of unknown frames or with the wrong text.</summary>
    public long WrongAcks => Interlocked.Read(ref _wrongAcks);
    public long Heartbeats => Interlocked.Read(ref _heartbeats);
    public long Entered => Interlocked.Read(ref _entered);
    public long RefusedHandshakes => Interlocked.Read(ref _refusedHandshakes);
    public long SlowConsumersCut => Interlocked.Read(ref _slowConsumersCut);

    public void Connected() => Interlocked.Increment(ref _connects);

    public void Fetched() => Interlocked.Increment(ref _fetches);

    public void Sent(int bytes)
    {
        Interlocked.Increment(ref _framesSent);
        Interlocked.Add(ref _bytesSent, bytes);
    }

    public void Acknowledged(int messages)
    {
        Interlocked.Increment(ref _framesAcknowledged);
        Interlocked.Add(ref _messagesAcknowledged, messages);
    }

    public void WronglyAcknowledged() => Interlocked.Increment(ref _wrongAcks);

    public void Heartbeat() => Interlocked.Increment(ref _heartbeats);

    public void EnteredRoom() => Interlocked.Increment(ref _entered);

    public void RefusedHandshake() => Interlocked.Increment(ref _refusedHandshakes);

    public void CutSlowConsumer() => Interlocked.Increment(ref _slowConsumersCut);
}
