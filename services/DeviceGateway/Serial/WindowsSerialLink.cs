using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using static LiveOps.DeviceGateway.Serial.WindowsApi;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>
/// A COM port by overlapped Win32 calls. WaitCommEvent is not used: its overlapped form fails with error 87 on the
/// CH340 of Uno clones.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsSerialLink : ISerialLink
{
    // fBinary, fDtrControl = enable, fRtsControl = enable. fAbortOnError stays 0, else one framing error blocks all.
    private const uint ControlFlags = 0x1 | (1 << 4) | (1 << 12);
    private const int MaxWrite = 256;
    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _resetPulse = TimeSpan.FromMilliseconds(100);
    private readonly SafeFileHandle _port;
    private readonly ISerialListener _listener;
    private readonly ManualResetEvent _stop = new(false);
    private readonly WindowsOperation _write = new(MaxWrite);
    private readonly Lock _writing = new();
    private readonly Thread _reader;
    private bool _over;

    private WindowsSerialLink(string name, SafeFileHandle port, ISerialListener listener)
    {
        Port = name;
        _port = port;
        _listener = listener;
        _reader = new Thread(ReadUntilClosed) { IsBackground = true, Name = $"serial {name}" };
    }

    public string Port { get; }

    public static WindowsSerialLink Open(string name, ISerialListener listener, int baud = 115_200)
    {
        // The prefix is needed from COM10 on and right for all.
        var port = CreateFile($@"\\.\{name}", GenericReadWrite, 0, 0, OpenExisting, FileFlagOverlapped, 0);
        if (port.IsInvalid)
            throw Failure(name, Marshal.GetLastPInvokeError());
        var error = Configure(port, baud);
        if (error != 0)
        {
            port.Dispose();
            throw Failure(name, error);
        }
        PurgeComm(port, PurgeAll);
        var link = new WindowsSerialLink(name, port, listener);
        link._reader.Start();
        return link;
    }

    public bool Write(ReadOnlySpan<byte> bytes, TimeSpan patience)
    {
        lock (_writing)
        {
            while (!bytes.IsEmpty)
            {
                if (_over)
                    return false;
                var (count, error) = _write.Write(_port, bytes[..Math.Min(bytes.Length, MaxWrite)], patience);
                if (error != 0 || count == 0)
                    return false;
                bytes = bytes[count..];
            }
            return true;
        }
    }

    /// <summary>Also aborts a write that another thread waits for: the emergency stop does not queue behind it.</summary>
    public void DiscardOutput()
    {
        if (!_port.IsClosed)
            PurgeComm(_port, PurgeOutput);
    }

    public void ResetBoard()
    {
        if (_port.IsClosed)
            return;
        EscapeCommFunction(_port, ClearDtr);
        EscapeCommFunction(_port, ClearRts);
        Thread.Sleep(_resetPulse);
        EscapeCommFunction(_port, SetDtr);
        EscapeCommFunction(_port, SetRts);
    }

    public void Dispose()
    {
        try
        {
            _stop.Set();
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        if (Thread.CurrentThread != _reader)
            _reader.Join(_closePatience);
    }

    private static int Configure(SafeFileHandle port, int baud)
    {
        var block = new DeviceControlBlock { Length = (uint)Marshal.SizeOf<DeviceControlBlock>() };
        if (!GetCommState(port, ref block))
            return Marshal.GetLastPInvokeError();
        block.BaudRate = (uint)baud;
        block.Flags = ControlFlags;
        block.ByteSize = 8;
        block.Parity = 0;
        block.StopBits = 0;
        // Interval and multiplier at their maximum mean: return at the first byte, or after the constant. Wine (8.0) never
        // returns in that mode; there a read ends when 1 ms has passed without another byte.
        var timeouts = IsWine
            ? new Timeouts { ReadInterval = 1, WriteConstant = 1_000 }
            : new Timeouts
            {
                ReadInterval = MaxDword,
                ReadMultiplier = MaxDword,
                ReadConstant = 1_000,
                WriteConstant = 1_000,
            };
        return SetCommState(port, ref block) && SetCommTimeouts(port, ref timeouts) ? 0 : Marshal.GetLastPInvokeError();
    }

    private void ReadUntilClosed()
    {
        string reason;
        using (var read = new WindowsOperation(4096))
        {
            try
            {
                reason = ReadLoop(read);
            }
            catch (Exception error)
            {
                // Nothing on this thread may end the process: a failing listener closes the port.
                reason = $"the reader failed: {error.Message}";
            }
        }
        lock (_writing)
        {
            _over = true;
            _port.Dispose();
            _write.Dispose();
        }
        _stop.Dispose();
        _listener.Closed(this, reason);
    }

    private string ReadLoop(WindowsOperation read)
    {
        var buffer = new byte[4096];
        while (!_stop.WaitOne(0))
        {
            var (count, error) = read.Read(_port, _stop);
            if (count > 0)
            {
                read.CopyOut(buffer, count);
                _listener.Received(this, buffer.AsSpan(0, count), Stopwatch.GetTimestamp());
            }
            // Wine reports the end of the constant time-out as an error.
            if (error is not (0 or TimedOut) && !_stop.WaitOne(0))
                return IsUnplugged(error) ? "unplugged" : new Win32Exception(error).Message;
        }
        return "closed";
    }

    private static bool IsUnplugged(int error) => error is 2 or 5 or 22 or 31 or 433 or OperationAborted or 1167;

    private static IOException Failure(string name, int error) =>
        new(
            error switch
            {
                2 or 3 => $"{name} is not there: is the board plugged in?",
                5 => $"{name} is in use by another program: close it (Arduino IDE's monitor, another gateway).",
                _ => $"{name} cannot be opened: {new Win32Exception(error).Message}.",
            },
            error
        );
}
