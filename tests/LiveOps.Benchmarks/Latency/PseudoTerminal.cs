using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LiveOps.Benchmarks.Latency;

/// <summary>A pseudo-terminal whose other end throws away what is written: the cheapest serial port there is.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;

    private readonly int _master;
    private readonly int _slave;
    private readonly Thread _drain;

    public PseudoTerminal()
    {
        _master = Checked(posix_openpt(ReadWrite | NoControllingTerminal));
        Checked(grantpt(_master));
        Checked(unlockpt(_master));
        _slave = Checked(open(Marshal.PtrToStringUTF8(ptsname(_master))!, ReadWrite | NoControllingTerminal));
        _drain = new Thread(Drain) { IsBackground = true };
        _drain.Start();
    }

    public void Write(byte[] line)
    {
        if (write(_slave, line, line.Length) != line.Length)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public void Dispose()
    {
        // The reader ends when the last slave is closed.
        close(_slave);
        _drain.Join();
        close(_master);
    }

    private void Drain()
    {
        var buffer = new byte[4096];
        while (read(_master, buffer, buffer.Length) > 0) { }
    }

    private static int Checked(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", SetLastError = true)]
    private static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int grantpt(int terminal);

    [DllImport("libc", SetLastError = true)]
    private static extern int unlockpt(int terminal);

    [DllImport("libc", SetLastError = true)]
    private static extern nint ptsname(int terminal);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(int terminal, byte[] bytes, nint count);

    [DllImport("libc", SetLastError = true)]
    private static extern nint read(int terminal, byte[] bytes, nint count);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int terminal);
}
