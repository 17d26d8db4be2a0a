using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LiveOps.IntegrationTests.Servers;

/// <summary>
/// A way to a server that a test can stall, lose, cut and mend. For whoever goes through it the server is away
/// meanwhile; everybody else keeps it.
/// </summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly int _port = ServerProcess.FreePorts(1)[0];
    private readonly ConcurrentDictionary<Socket, Task> _open = new();
    private readonly ConcurrentQueue<Traffic> _all = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private volatile Traffic _traffic;

    /// <param name="server">Address with a port.</param>
    public CuttableLine(string server)
    {
        _server = new Uri(server);
        _traffic = NewTraffic();
        Mend();
    }

    /// <summary>The server's address by this line.</summary>
    public string ConnectionString =>
        _server.OriginalString.Replace(
            _server.Authority,
            $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}",
            StringComparison.Ordinal
        );

    /// <summary>Takes nothing more from the clients until the next cut. What the server says still arrives.</summary>
    public void Stall() => _traffic.Sends = false;

    /// <summary>Waits until a stalled client has so much on its way that it cannot send another byte.</summary>
    public async Task FullAsync()
    {
        // More than the heartbeats of those who have nothing to send.
        for (var (before, now) = (0, Held()); now < 64 * 1024 || now != before; (before, now) = (now, Held()))
            await Task.Delay(500, TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// As if the machine at the other end had vanished: whoever is connected hears nothing any more, not even of the
    /// end. New connections pass.
    /// </summary>
    public void Lose()
    {
        _traffic.Sends = _traffic.Receives = false;
        _traffic = NewTraffic();
    }

    /// <summary>Ends every connection, without a goodbye, and refuses new ones.</summary>
    public async Task CutAsync()
    {
        _listener?.Stop();
        _listener = null;
        await _accepting;
        foreach (var socket in _open.Keys)
            socket.Close(timeout: 0);
        while (_all.TryDequeue(out var traffic))
            traffic.Over.TrySetResult();
        _traffic = NewTraffic();
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
            var traffic = _traffic;
            await Task.WhenAny(
                CopyAsync(here, there, () => traffic.Sends, traffic.Over.Task),
                CopyAsync(there, here, () => traffic.Receives, traffic.Over.Task)
            );
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            near.Close();
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Func<bool> flows, Task over)
    {
        var buffer = new byte[64 * 1024];
        int length;
        do
        {
            length = await from.ReadAsync(buffer);
            if (!flows())
                await over;
            await to.WriteAsync(buffer.AsMemory(0, length));
        } while (length > 0);
    }

    private Traffic NewTraffic()
    {
        var traffic = new Traffic();
        _all.Enqueue(traffic);
        return traffic;
    }

    /// <summary>Bytes that clients have sent and that wait before the stall.</summary>
    private int Held() => _open.Keys.Where(socket => socket.Connected).Sum(socket => socket.Available);

    /// <summary>What happens to the connections of one time.</summary>
    private sealed class Traffic
    {
        public volatile bool Sends = true;
        public volatile bool Receives = true;
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
