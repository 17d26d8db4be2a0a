using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace LiveOps.IntegrationTests.EventFeed;

/// <summary>Another program's feed, which names neither rooms nor messages: what the test says goes to all who listen.</summary>
internal sealed class ForeignFeed : IAsyncDisposable
{
    private readonly ConcurrentDictionary<WebSocket, byte> _listeners = new();
    private readonly CancellationTokenSource _end = new();
    private WebApplication? _app;

    public int Listeners => _listeners.Count;

    public async Task StartAsync(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(async http =>
        {
            using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
            _listeners[socket] = 0;
            try
            {
                await SendAsync(socket, """{"event":"config","data":{"events":[]}}""");
                await socket.ReceiveAsync(new byte[100].AsMemory(), _end.Token);
            }
            catch (Exception error) when (error is WebSocketException or OperationCanceledException)
            {
                // The listener or the feed is gone.
            }
            finally
            {
                _listeners.TryRemove(socket, out _);
            }
        });
        await _app.StartAsync();
    }

    public async Task SayAsync(string name, string data)
    {
        foreach (WebSocket socket in _listeners.Keys)
        {
            await SendAsync(socket, $$"""{"event":"{{name}}","data":{{data}}}""");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null)
        {
            return;
        }
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _app = null;
        _end.Dispose();
    }

    private static ValueTask SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(
            Encoding.UTF8.GetBytes(text).AsMemory(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None
        );
}
