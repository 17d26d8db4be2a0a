using System.Runtime.InteropServices;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>The calls of libc that a serial port needs. Numbers are those of x64, arm and arm64 (glibc and musl).</summary>
internal static partial class LinuxTerminal
{
    public const int O_RDWR = 0x2;
    public const int O_NOCTTY = 0x100;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const short POLLIN = 0x1;
    public const short POLLOUT = 0x4;
    public const short POLLERR = 0x8;
    public const short POLLHUP = 0x10;
    public const short POLLNVAL = 0x20;
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    private const int TIOCEXCL = 0x540C;
    private const int TCSANOW = 0;
    private const int TCIOFLUSH = 2;
    private const int TCOFLUSH = 1;
    private const int TIOCMBIS = 0x5416;
    private const int TIOCMBIC = 0x5417;
    private const int TIOCM_DTR_RTS = 0x2 | 0x4;
    private const uint B57600 = 0x1001;
    private const uint B115200 = 0x1002;
    private const uint CLOCAL = 0x800;
    private const uint CREAD = 0x80;
    private const uint HUPCL = 0x400;
    private const uint CSTOPB = 0x40;
    private const uint PARENB = 0x100;
    private const uint CRTSCTS = 0x80000000;
    private const int ControlFlags = 8;
    private const int ControlCharacters = 17;
    private const int VTIME = 5;
    private const int VMIN = 6;

    /// <summary>
    /// Raw 8N1 without flow control, at 115200 or 57600 baud. HUPCL is cleared, else closing would drop DTR and reset the board.
    /// </summary>
    /// <returns>0, or the errno.</returns>
    public static int MakeRaw(int descriptor, int baud)
    {
        // struct termios is 60 bytes; the buffer is larger so that the C library may fill what it knows.
        Span<byte> termios = stackalloc byte[256];
        if (tcgetattr(descriptor, ref MemoryMarshal.GetReference(termios)) != 0)
            return Marshal.GetLastPInvokeError();
        cfmakeraw(ref MemoryMarshal.GetReference(termios));
        if (cfsetspeed(ref MemoryMarshal.GetReference(termios), baud == 57_600 ? B57600 : B115200) != 0)
            return Marshal.GetLastPInvokeError();
        var control = termios[ControlFlags..];
        var flags = MemoryMarshal.Read<uint>(control);
        flags = (flags | CLOCAL | CREAD) & ~(HUPCL | CRTSCTS | CSTOPB | PARENB);
        MemoryMarshal.Write(control, flags);
        termios[ControlCharacters + VTIME] = 0;
        termios[ControlCharacters + VMIN] = 1;
        return tcsetattr(descriptor, TCSANOW, ref MemoryMarshal.GetReference(termios)) == 0
            ? 0
            : Marshal.GetLastPInvokeError();
    }

    /// <summary>Nobody else may open the port while it is ours. Ignored where the kind of port does not know it.</summary>
    public static void Claim(int descriptor) => _ = ioctl(descriptor, TIOCEXCL, 0);

    /// <summary>DTR and RTS low, or high again. Ignored where the kind of port has none (a pseudo-terminal).</summary>
    public static void HoldReset(int descriptor, bool hold)
    {
        var lines = TIOCM_DTR_RTS;
        _ = ioctl(descriptor, hold ? (nuint)TIOCMBIC : TIOCMBIS, ref lines);
    }

    public static void DiscardBoth(int descriptor) => _ = tcflush(descriptor, TCIOFLUSH);

    public static void DiscardOutput(int descriptor) => _ = tcflush(descriptor, TCOFLUSH);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Occurred;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollEntry entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(int descriptor, ref byte termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(int descriptor, int actions, ref byte termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial void cfmakeraw(ref byte termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int cfsetspeed(ref byte termios, uint speed);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcflush(int descriptor, int queue);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, ref int argument);
}
