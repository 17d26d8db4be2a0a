using System.Net.Sockets;
using RabbitMQ.Client;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// The line to the broker as the client library needs it: it can be written to until it is closed, and a line that is
/// dead ends the reading. The library (7.x, rabbitmq-dotnet-client issue 1930) stops emptying its list of frames when a
/// write fails or does not end; who publishes then waits for a place in it for ever, the connection's end waits for who
/// publishes, and nobody ever connects again: a service that lost its broker under load would be deaf until it is
/// started again. What is written here after the end is thrown away; it was never confirmed, so its owner sends it again.
/// </summary>
internal sealed class BrokerLine : NetworkStream
{
    /// <summary>How often both sides say that they are there. A machine that vanishes is noticed by their silence only.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    // The library gives up after three missed heartbeats, cannot end the connection while a write hangs, and breaks the
    // process when it ends in two ways at once: be first. Counted, so that a process that slept is not deaf for that.
    private const int SilentSeconds = 12;
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private readonly Socket _socket;
    private readonly Timer _watch;
    private int _silent;

    private BrokerLine(Socket socket)
        : base(socket)
    {
        _socket = socket;
        _watch = new Timer(_ => EndWhenSilent(), null, _second, _second);
    }

    /// <summary>Makes a client of the library connect by such lines.</summary>
    public static void UseFor(ConnectionFactory factory)
    {
        factory.RequestedHeartbeat = Heartbeat;
        factory.SocketFactory = family => new Client(
            new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
        );
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = await base.ReadAsync(buffer, cancellationToken);
        Interlocked.Exchange(ref _silent, 0);
        return length;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Whoever reads hears of it, and the library ends the connection.
            _socket.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _watch.Dispose();
        base.Dispose(disposing);
    }

    private void EndWhenSilent()
    {
        if (Interlocked.Increment(ref _silent) < SilentSeconds)
            return;
        _watch.Dispose();
        _socket.Dispose();
    }

    private sealed class Client(Socket socket) : TcpClientAdapter(socket)
    {
        public override NetworkStream GetStream() => new BrokerLine(Client);
    }
}
