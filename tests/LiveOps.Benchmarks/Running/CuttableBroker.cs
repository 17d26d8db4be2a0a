using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LiveOps.Benchmarks.Running;

/// <summary>The services' way to the broker, which a measurement can cut and mend.</summary>
internal sealed class CuttableBroker(int port) : IDisposable
{
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private TcpListener? _listener;

    /// <summary>Where the services find the broker.</summary>
    public int Port => port;

    /// <summary>Where the broker is; asked at each connection, because it starts later than this.</summary>
    public Func<int> BrokerPort { get; set; } = () => throw new InvalidOperationException("There is no broker yet.");

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <summary>Ends every connection without a goodbye and refuses new ones.</summary>
    public void Cut()
    {
        _listener?.Stop();
        foreach (var socket in _open.Keys)
            socket.Close(timeout: 0);
        _open.Clear();
    }

    public void Dispose() => Cut();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        _open.TryAdd(near, 0);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, BrokerPort());
            await using var here = new NetworkStream(near, ownsSocket: true);
            await using var there = new NetworkStream(far);
            await Task.WhenAny(here.CopyToAsync(there), there.CopyToAsync(here));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // Cut, or the broker is not there: whoever connects tries again.
        }
        finally
        {
            _open.TryRemove(near, out _);
            near.Dispose();
        }
    }
}
