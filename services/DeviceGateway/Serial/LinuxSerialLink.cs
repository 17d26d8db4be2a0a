using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using static LiveOps.DeviceGateway.Serial.LinuxTerminal;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>
/// A tty by its own system calls. FileStream is no way to a tty: it opens without O_NOCTTY, so that in a service the
/// port becomes the controlling terminal and unplugging it kills the process with SIGHUP; and a pending read of it
/// can be neither cancelled nor closed.
/// </summary>
/// <remarks>
/// One thread waits on the port and on an event descriptor that <see cref="Dispose"/> rings, so closing never waits
/// for the board. Writers write from their own thread; the descriptor is closed only when no writer is inside.
/// </remarks>
internal sealed class LinuxSerialLink : ISerialLink
{
    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _resetPulse = TimeSpan.FromMilliseconds(100);
    private readonly ISerialListener _listener;
    private readonly Thread _reader;
    private readonly Descriptors _port;
    private int _closed;
    private volatile bool _disposing;

    private LinuxSerialLink(string path, int descriptor, int bell, ISerialListener listener)
    {
        Port = path;
        _port = new Descriptors(descriptor, bell);
        _listener = listener;
        _reader = new Thread(ReadUntilClosed) { IsBackground = true, Name = $"serial {path}" };
    }

    public string Port { get; }

    public static LinuxSerialLink Open(string path, ISerialListener listener, int baud = 115_200)
    {
        var descriptor = LinuxTerminal.Open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
        if (descriptor < 0)
            throw Failure(path, Marshal.GetLastPInvokeError());
        var error = MakeRaw(descriptor, baud);
        var bell = error == 0 ? EventDescriptor(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
        if (error == 0 && bell < 0)
            error = Marshal.GetLastPInvokeError();
        if (error != 0)
        {
            _ = LinuxTerminal.Close(descriptor);
            throw Failure(path, error);
        }
        Claim(descriptor);
        DiscardBoth(descriptor);
        var link = new LinuxSerialLink(path, descriptor, bell, listener);
        link._reader.Start();
        return link;
    }

    public bool Write(ReadOnlySpan<byte> bytes, TimeSpan patience)
    {
        if (!_port.TryEnter())
            return false;
        try
        {
            var start = Stopwatch.GetTimestamp();
            while (!bytes.IsEmpty)
            {
                var written = LinuxTerminal.Write(_port.Value, ref MemoryMarshal.GetReference(bytes), bytes.Length);
                if (written > 0)
                {
                    bytes = bytes[(int)written..];
                    continue;
                }
                var error = Marshal.GetLastPInvokeError();
                if (error == EINTR)
                    continue;
                var left = patience - Stopwatch.GetElapsedTime(start);
                if (error != EAGAIN || left <= TimeSpan.Zero)
                    return false;
                var room = new PollEntry { Descriptor = _port.Value, Events = POLLOUT };
                _ = Poll(ref room, 1, Math.Max(1, (int)left.TotalMilliseconds));
                if ((room.Occurred & (POLLERR | POLLHUP | POLLNVAL)) != 0)
                    return false;
            }
            return true;
        }
        finally
        {
            _port.Leave();
        }
    }

    public void DiscardOutput()
    {
        if (!_port.TryEnter())
            return;
        LinuxTerminal.DiscardOutput(_port.Value);
        _port.Leave();
    }

    public void ResetBoard()
    {
        if (!_port.TryEnter())
            return;
        HoldReset(_port.Value, true);
        Thread.Sleep(_resetPulse);
        HoldReset(_port.Value, false);
        _port.Leave();
    }

    public void Dispose()
    {
        _disposing = true;
        // The reader closes the descriptors; one that never returns (a driver that hangs) is left behind, bounded.
        Ring();
        if (Thread.CurrentThread != _reader)
            _reader.Join(_closePatience);
    }

    private void Ring()
    {
        if (!_port.TryEnter())
            return;
        var one = BitConverter.GetBytes(1UL);
        _ = LinuxTerminal.Write(_port.Bell, ref one[0], one.Length);
        _port.Leave();
    }

    private void ReadUntilClosed()
    {
        string reason;
        try
        {
            reason = ReadLoop();
        }
        catch (Exception error)
        {
            // A listener that fails must not take the process down with this thread; it closes the port instead.
            reason = $"the reader failed: {error.Message}";
        }
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _port.Close();
        _listener.Closed(this, reason);
    }

    private string ReadLoop()
    {
        var buffer = new byte[4096];
        Span<PollEntry> waits = stackalloc PollEntry[2];
        while (true)
        {
            waits[0] = new PollEntry { Descriptor = _port.Value, Events = POLLIN };
            waits[1] = new PollEntry { Descriptor = _port.Bell, Events = POLLIN };
            if (Poll(ref waits[0], 2, -1) < 0 && Marshal.GetLastPInvokeError() != EINTR)
                return Describe(Marshal.GetLastPInvokeError());
            if (_disposing)
                return "closed";
            if (waits[0].Occurred == 0)
                continue;
            var count = Read(_port.Value, ref buffer[0], buffer.Length);
            if (count > 0)
            {
                _listener.Received(this, buffer.AsSpan(0, (int)count), Stopwatch.GetTimestamp());
                continue;
            }
            var error = count == 0 ? 0 : Marshal.GetLastPInvokeError();
            if (error is EAGAIN or EINTR && (waits[0].Occurred & (POLLHUP | POLLERR | POLLNVAL)) == 0)
                continue;
            return error is 0 or EAGAIN or EINTR ? "unplugged" : Describe(error);
        }
    }

    private static string Describe(int error) =>
        error switch
        {
            5 or 6 or 19 => "unplugged",
            _ => new Win32Exception(error).Message,
        };

    private static IOException Failure(string path, int error) =>
        new(
            error switch
            {
                2 or 6 or 19 => $"{path} is not there: is the board plugged in?",
                13 => $"{path} may not be opened: add this user to the group dialout and sign in again.",
                16 => $"{path} is in use by another program: close it (Arduino IDE's monitor, another gateway).",
                22 or 25 => $"{path} is no serial port.",
                _ => $"{path} cannot be opened: {new Win32Exception(error).Message}.",
            },
            error
        );

    /// <summary>A descriptor number must not be closed while a writer is in a call with it: the number may be reused.</summary>
    private sealed class Descriptors(int value, int bell)
    {
        private const int Closing = 1 << 30;
        private int _users;

        public int Value { get; } = value;
        public int Bell { get; } = bell;

        public bool TryEnter()
        {
            if ((Interlocked.Increment(ref _users) & Closing) == 0)
                return true;
            Leave();
            return false;
        }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _users) == Closing)
                Free();
        }

        public void Close()
        {
            if (Interlocked.Add(ref _users, Closing) == Closing)
                Free();
        }

        private void Free()
        {
            // The last one out: exactly one caller sees the bare flag, because it is taken away here.
            if (Interlocked.CompareExchange(ref _users, int.MinValue / 2, Closing) == Closing)
            {
                _ = LinuxTerminal.Close(Value);
                _ = LinuxTerminal.Close(Bell);
            }
        }
    }
}
