using System.Net.WebSockets;
using System.Threading.Channels;

namespace LiveOps.EventFeed.Serving;

/// <summary>One connected program: its texts wait in a queue of its own, so that it holds up nobody but itself.</summary>
internal sealed class FeedClient(int mostQueued)
{
    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(5);

    private readonly Channel<ReadOnlyMemory<byte>> _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(mostQueued) { SingleReader = true }
    );
    private readonly TaskCompletionSource _dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why it was sent away; null while it is served.</summary>
    public string? Why { get; private set; }

    /// <summary>Puts a text into the queue. False where it is full: the client is dropped.</summary>
    public bool Offer(ReadOnlyMemory<byte> text)
    {
        if (_queue.Writer.TryWrite(text))
        {
            return true;
        }
        Drop($"Too slow: {mostQueued} events wait.");
        return false;
    }

    /// <summary>Ends the connection after the text that is under way; what waits is not sent.</summary>
    public void Drop(string why)
    {
        Why ??= why;
        _queue.Writer.TryComplete();
        _dropped.TrySetResult();
    }

    /// <summary>Serves until the client leaves or is dropped.</summary>
    public async Task RunAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAsync(socket, end.Token);
        Task writing = WriteAsync(socket, end.Token);
        await Task.WhenAny(reading, writing, _dropped.Task);
        if (_dropped.Task.IsCompleted)
        {
            // The text under way, the reason, and the client's answer to it. One that reads nothing at all is cut.
            await Task.WhenAny(Task.WhenAll(reading, writing), Task.Delay(_closePatience, end.Token));
        }
        await end.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        await foreach (ReadOnlyMemory<byte> text in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            if (Why is not null)
            {
                break;
            }
            await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, Why, cancellationToken);
    }

    // What a client says is read and passed over: only its leaving matters.
    private static async Task ReadAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1024];
        while ((await socket.ReceiveAsync(buffer, cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
            // The next part.
        }
        if (socket.State == WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }
    }
}
