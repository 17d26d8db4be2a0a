using System.Collections.Concurrent;
using System.Diagnostics;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>
/// A serial port for somebody who asks and waits for the answer, as a boot loader wants it. One thread uses it; bytes
/// wait until they are read.
/// </summary>
internal sealed class BoardPort : ISerialListener, IDisposable
{
    private static readonly TimeSpan _writePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _busyPatience = TimeSpan.FromSeconds(5);
    private readonly BlockingCollection<byte[]> _arrived = [];
    private byte[] _chunk = [];
    private int _at;
    private ISerialLink? _link;
    private volatile string? _closed;

    private BoardPort() { }

    /// <summary>Opens, and tries for five seconds while somebody is still letting go of the port.</summary>
    /// <exception cref="IOException">It cannot be opened; the message says why and what to do.</exception>
    public static BoardPort Open(ISerialPorts ports, SerialPort port, int baud = 115_200)
    {
        for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(100))
        {
            var opened = new BoardPort();
            try
            {
                opened._link = ports.Open(port, opened, baud);
                return opened;
            }
            catch (IOException) when (watch.Elapsed < _busyPatience)
            {
                opened.Dispose();
            }
        }
    }

    /// <exception cref="IOException">The port is gone.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_link!.Write(bytes, _writePatience))
            throw new IOException($"{_link.Port} takes no bytes: {_closed ?? "the cable or the adapter is stuck"}.");
    }

    /// <summary>The next byte; -1 when none came in time.</summary>
    /// <exception cref="IOException">The port is gone.</exception>
    public int ReadByte(TimeSpan patience)
    {
        while (_at == _chunk.Length)
        {
            if (!_arrived.TryTake(out var chunk, patience < TimeSpan.Zero ? TimeSpan.Zero : patience))
                return _closed is null ? -1 : throw new IOException($"{_link!.Port} was closed: {_closed}.");
            (_chunk, _at) = (chunk, 0);
        }
        return _chunk[_at++];
    }

    /// <summary>Throws away what has come so far.</summary>
    public void Forget()
    {
        while (_arrived.TryTake(out _)) { }
        (_chunk, _at) = ([], 0);
    }

    /// <summary>Resets the board by DTR; see <see cref="ISerialLink.ResetBoard"/>.</summary>
    public void ResetBoard() => _link!.ResetBoard();

    public void Received(ISerialLink link, ReadOnlySpan<byte> bytes, long timestamp) => _arrived.Add(bytes.ToArray());

    public void Closed(ISerialLink link, string reason) => _closed = reason;

    public void Dispose() => _link?.Dispose();
}
