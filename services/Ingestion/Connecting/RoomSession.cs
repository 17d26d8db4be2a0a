using System.Net.WebSockets;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Recording;
using LiveOps.Ingestion.Settings;
using LiveOps.Ingestion.Webcast.Frames;

namespace LiveOps.Ingestion.Connecting;

/// <summary>How a session came to its end.</summary>
internal enum SessionEnd
{
    /// <summary>A control message said so.</summary>
    Signalled,

    /// <summary>TikTok's live check said so, without a message.</summary>
    Probed,
}

/// <summary>One connection to one room, from the open socket to its end.</summary>
internal sealed class RoomSession(
    RoomSocket socket,
    long roomId,
    AccountPipeline pipeline,
    FrameRecorder recorder,
    Patience patience,
    TimeSpan heartbeat,
    Func<CancellationToken, Task<bool?>> isAlive,
    TimeProvider time
)
{
    private const int DeadAnswersNeeded = 2;

    private static readonly TimeSpan _watch = TimeSpan.FromMilliseconds(250);

    private long _lastFrame = time.GetTimestamp();

    /// <summary>When something came last.</summary>
    public DateTimeOffset LastFrameAt { get; private set; } = time.GetUtcNow();

    /// <summary>Runs until the LIVE is over.</summary>
    /// <exception cref="ConnectionFailure">The connection was lost or fell silent.</exception>
    public async Task<SessionEnd> RunAsync(CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await socket.SendAsync(
            ClientFrames.EnterRoom(roomId, Random.Shared.NextInt64(1, long.MaxValue)),
            cancellationToken
        );
        Task<SessionEnd> receiving = ReceiveAsync(done.Token);
        Task<SessionEnd> probing = ProbeAsync(done.Token);
        Task<SessionEnd> watching = WatchAsync(done.Token);
        Task<SessionEnd> beating = BeatAsync(done.Token);
        Task<SessionEnd> first = await Task.WhenAny(receiving, probing, watching, beating);
        await done.CancelAsync();
        // The others end by the cancellation; what the first one says counts.
        await Task.WhenAll(receiving, probing, watching, beating)
            .ContinueWith(
                static _ => { },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        cancellationToken.ThrowIfCancellationRequested();
        return await first;
    }

    private async Task<SessionEnd> ReceiveAsync(CancellationToken cancellationToken)
    {
        long oversized = 0;
        while (true)
        {
            ReadOnlyMemory<byte>? frame = await NextFrameAsync(cancellationToken);
            if (frame is null)
            {
                throw new ConnectionFailure("TikTok closed the socket.");
            }
            _lastFrame = time.GetTimestamp();
            LastFrameAt = time.GetUtcNow();
            if (socket.Oversized > oversized)
            {
                oversized = socket.Oversized;
                pipeline.CountOversized();
                continue;
            }
            recorder.Add(roomId, frame.Value.Span);
            FrameOutcome outcome = pipeline.Accept(frame.Value.Span);
            if (outcome.NeedsAck)
            {
                await SendAsync(ClientFrames.Ack(outcome.LogId, outcome.InternalExt), cancellationToken);
            }
            if (outcome.Ended)
            {
                return SessionEnd.Signalled;
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>?> NextFrameAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(cancellationToken);
        }
        catch (WebSocketException error)
        {
            throw new ConnectionFailure($"The socket broke: {error.Message}", error);
        }
    }

    private async Task<SessionEnd> BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(heartbeat, time);
        for (long sequence = 1; ; sequence++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            await SendAsync(ClientFrames.Heartbeat(roomId, sequence), cancellationToken);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(frame, cancellationToken);
        }
        catch (Exception error) when (error is WebSocketException or InvalidOperationException)
        {
            throw new ConnectionFailure($"The socket broke: {error.Message}", error);
        }
    }

    // A socket that is open and silent looks healthy to everybody but the clock.
    private async Task<SessionEnd> WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_watch, time);
        while (true)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            pipeline.EndSilentStreaks();
            var longest = TimeSpan.FromSeconds(patience.Now.StallSeconds);
            if (time.GetElapsedTime(Volatile.Read(ref _lastFrame)) >= longest)
            {
                throw new ConnectionFailure($"Nothing came for {longest.TotalSeconds:0} s.") { IsStall = true };
            }
        }
    }

    // The end of a LIVE is not always signalled. Two answers in a row, since one can come from a stale cache.
    private async Task<SessionEnd> ProbeAsync(CancellationToken cancellationToken)
    {
        int dead = 0;
        while (true)
        {
            await patience.PauseAsync(settings => TimeSpan.FromSeconds(settings.ProbeSeconds), time, cancellationToken);
            bool? alive = await AskAsync(cancellationToken);
            dead = alive == false ? dead + 1 : 0;
            if (dead >= DeadAnswersNeeded)
            {
                return SessionEnd.Probed;
            }
        }
    }

    private async Task<bool?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await isAlive(cancellationToken);
        }
        catch (ConnectionFailure)
        {
            // No answer is no end.
            return null;
        }
    }
}
