using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Playing;

/// <summary>Plays many events without flooding: as fast as the slowest socket takes them, or at a given rate.</summary>
internal sealed class Pace(TimeProvider time)
{
    private const int Chunk = 500;
    private const int MostWaitingFrames = 100;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Plays all events at once; returns when the last one is queued.</summary>
    public async Task<Offered> PlayAsync(Room room, IEnumerable<RoomEvent> events, CancellationToken cancel)
    {
        var total = Offered.Nothing;
        foreach (var chunk in events.Chunk(Chunk))
        {
            await WaitForConsumersAsync(room, cancel);
            total = Sum(total, room.Offer(chunk));
        }
        return total;
    }

    /// <summary>Plays events at a rate. The n-th is due n/rate seconds after the start, so nothing drifts.</summary>
    public async Task PlayAtAsync(
        Room room,
        IEnumerable<RoomEvent> events,
        double perSecond,
        Action<int> progress,
        CancellationToken cancel,
        int perFrame = Room.MaxMessagesPerFrame
    )
    {
        var start = time.GetTimestamp();
        var played = 0;
        using var source = events.GetEnumerator();
        var due = new List<RoomEvent>();
        while (true)
        {
            var target = 1 + (long)(time.GetElapsedTime(start).TotalSeconds * perSecond);
            due.Clear();
            var more = true;
            while (played + due.Count < target && due.Count < Chunk && (more = source.MoveNext()))
            {
                due.Add(source.Current);
            }
            if (due.Count > 0)
            {
                room.Offer(due, perFrame);
                played += due.Count;
                progress(played);
            }
            if (!more || !room.IsLive)
            {
                return;
            }
            if (due.Count < Chunk)
            {
                await Task.Delay(s_tick, time, cancel);
            }
            await WaitForConsumersAsync(room, cancel);
        }
    }

    /// <summary>Waits while a socket is far behind, so that a slow consumer slows the play instead of filling the memory.</summary>
    public async Task WaitForConsumersAsync(Room room, CancellationToken cancel)
    {
        while (room.Backlog > MostWaitingFrames)
        {
            await Task.Delay(s_tick, time, cancel);
        }
    }

    private static Offered Sum(Offered a, Offered b) =>
        new(a.Messages + b.Messages, a.FirstMsgId == 0 ? b.FirstMsgId : a.FirstMsgId, b.LastMsgId, b.Consumers);
}
