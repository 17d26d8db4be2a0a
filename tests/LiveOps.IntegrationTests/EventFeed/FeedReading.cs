using System.Net.WebSockets;
using System.Text.Json;

namespace LiveOps.IntegrationTests.EventFeed;

/// <summary>A program that reads the feed: connects until it may, and keeps every text.</summary>
internal sealed class FeedReading : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly Task _reading;
    private readonly List<JsonElement> _texts = [];

    private FeedReading(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    public IReadOnlyList<JsonElement> Texts
    {
        get
        {
            lock (_texts)
            {
                return [.. _texts];
            }
        }
    }

    public IEnumerable<JsonElement> Of(string name) =>
        Texts.Where(text => text.GetProperty("event").GetString() == name).Select(text => text.GetProperty("data"));

    public static async Task<FeedReading> ConnectAsync(int port)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var socket = new ClientWebSocket();
            try
            {
                await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}"), CancellationToken.None);
                return new FeedReading(socket);
            }
            catch (WebSocketException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
            {
                socket.Dispose();
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[256 * 1024];
        int length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }
                if (part.EndOfMessage)
                {
                    lock (_texts)
                    {
                        _texts.Add(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length)));
                    }
                    length = 0;
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The feed or the test is over.
        }
    }
}
