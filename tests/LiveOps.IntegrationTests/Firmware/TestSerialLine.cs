using System.Runtime.InteropServices;
using System.Text;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>
/// The host's end of a serial line for tests, apart from the gateway's own so that neither hides the other's faults.
/// Opened with O_NOCTTY and read by poll: a FileStream on a terminal cannot be cancelled, keeps its descriptor after
/// Dispose, and may take the terminal as the process's own.
/// </summary>
internal sealed class TestSerialLine : IDisposable
{
    private const int OpenFlags = 2 | 0x100 | 0x800 | 0x80000; // O_RDWR, O_NOCTTY, O_NONBLOCK, O_CLOEXEC
    private const short PollIn = 1;
    private readonly int _descriptor;
    private readonly byte[] _buffer = new byte[4096];
    private readonly Queue<string> _lines = new();
    private readonly StringBuilder _partial = new();
    private bool _closed;

    private TestSerialLine(int descriptor) => _descriptor = descriptor;

    /// <exception cref="IOException">The path cannot be opened.</exception>
    public static TestSerialLine Open(string path)
    {
        var descriptor = NativeOpen(path, OpenFlags);
        return descriptor >= 0
            ? new(descriptor)
            : throw new IOException($"cannot open {path}: error {Marshal.GetLastPInvokeError()}");
    }

    public void Write(params byte[] bytes)
    {
        if (NativeWrite(_descriptor, bytes, bytes.Length) != bytes.Length)
            throw new IOException($"cannot write: error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Writes the line and its LF.</summary>
    public void WriteLine(string line) => Write(Encoding.ASCII.GetBytes(line + "\n"));

    /// <summary>The next line without its LF; null when none came in time, or the other end is gone.</summary>
    public string? ReadLine(int timeoutMs = 2_000)
    {
        var deadline = Environment.TickCount64 + timeoutMs;
        while (_lines.Count == 0)
        {
            var left = (int)(deadline - Environment.TickCount64);
            var poll = new PollDescriptor { Descriptor = _descriptor, Events = PollIn };
            if (left <= 0 || NativePoll(ref poll, 1, left) <= 0)
                return null;
            var count = (int)NativeRead(_descriptor, _buffer, _buffer.Length);
            if (count <= 0)
                return null;
            foreach (var c in Encoding.Latin1.GetString(_buffer, 0, count))
            {
                if (c != '\n')
                {
                    _partial.Append(c);
                    continue;
                }
                _lines.Enqueue(_partial.ToString());
                _partial.Clear();
            }
        }
        return _lines.Dequeue();
    }

    /// <summary>Up to <paramref name="count"/> raw bytes; fewer when none came for <paramref name="quietMs"/>.</summary>
    public byte[] ReadBytes(int count, int quietMs = 300)
    {
        var bytes = new List<byte>();
        while (bytes.Count < count)
        {
            var poll = new PollDescriptor { Descriptor = _descriptor, Events = PollIn };
            if (NativePoll(ref poll, 1, quietMs) <= 0)
                break;
            var got = (int)NativeRead(_descriptor, _buffer, Math.Min(_buffer.Length, count - bytes.Count));
            if (got <= 0)
                break;
            bytes.AddRange(_buffer.AsSpan(0, got));
        }
        return [.. bytes];
    }

    /// <summary>Reads on until a line begins with <paramref name="start"/>; fails the test when none does in time.</summary>
    public string ReadUntil(string start, int timeoutMs = 5_000)
    {
        var seen = new List<string>();
        for (var line = ReadLine(timeoutMs); line is not null; line = ReadLine(timeoutMs))
        {
            seen.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        }
        throw new ShouldAssertException($"no line begins with {start}; came: {string.Join(" | ", seen)}");
    }

    /// <summary>Writes a line and returns the next one.</summary>
    public string? Ask(string line)
    {
        WriteLine(line);
        return ReadLine();
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _ = NativeClose(_descriptor);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int NativePoll(ref PollDescriptor descriptors, nuint count, int timeoutMs);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint NativeRead(int descriptor, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint NativeWrite(int descriptor, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int NativeClose(int descriptor);
}
