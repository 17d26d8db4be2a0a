using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LiveOps.IntegrationTests.Servers;

/// <summary>
/// A way to a server that a test can stall, cut and mend. For whoever goes through it the server is away meanwhile;
/// everybody else keeps it.
/// </summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly int _port = ServerProcess.FreePorts(1)[0];
    private readonly ConcurrentDictionary<Socket, Task> _open = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private volatile TaskCompletionSource? _stall;

    /// <param name="server">Address with a port.</param>
    public CuttableLine(string server)
    {
        _server = new Uri(server);
        Mend();
    }

    /// <summary>The server's address by this line.</summary>
    public string ConnectionString =>
        _server.OriginalString.Replace(
            _server.Authority,
            $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}",
            StringComparison.Ordinal
        );

    /// <summary>
    /// Takes nothing more from the clients until the next cut, and returns when one of them has so much on its way
    /// that it cannot send another byte. What the server says still arrives.
    /// </summary>
    public async Task StallAsync()
    {
        _stall = new(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var (before, now) = (0, Held()); now == 0 || now != before; (before, now) = (now, Held()))
            await Task.Delay(500, TestContext.Current.CancellationToken);
    }

    /// <summary>Ends every connection, without a goodbye, and refuses new ones.</summary>
    public async Task CutAsync()
    {
        _listener?.Stop();
        _listener = null;
        await _accepting;
        foreach (var socket in _open.Keys)
            socket.Close(timeout: 0);
        _stall?.TrySetResult();
        _stall = null;
        await Task.WhenAll(_open.Values);
        _open.Clear();
    }

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                var near = await listener.AcceptSocketAsync();
                _open[near] = CopyBothWaysAsync(near);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CopyBothWaysAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port);
            await using var here = new NetworkStream(near, ownsSocket: true);
            await using var there = new NetworkStream(far);
            await Task.WhenAny(SendAsync(here, there), there.CopyToAsync(here));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            near.Close();
        }
    }

    private async Task SendAsync(NetworkStream here, NetworkStream there)
    {
        var buffer = new byte[64 * 1024];
        while (await here.ReadAsync(buffer) is > 0 and var length)
        {
            if (_stall is { } stall)
                await stall.Task;
            await there.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    /// <summary>Bytes that clients have sent and that wait before the stall.</summary>
    private int Held() => _open.Keys.Sum(socket => socket.Available);
}
