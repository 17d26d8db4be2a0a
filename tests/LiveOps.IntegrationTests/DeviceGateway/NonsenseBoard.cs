using System.Runtime.InteropServices;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>A port at whose other end something spits random bytes as fast as it can.</summary>
internal sealed class NonsenseBoard : IDisposable
{
    private readonly int _master;
    private readonly int _slave;
    private readonly Thread _spitter;
    private volatile bool _stop;

    public NonsenseBoard()
    {
        var name = new byte[128];
        if (OpenPty(out _master, out _slave, name, 0, 0) != 0)
            throw new IOException($"openpty failed: {Marshal.GetLastPInvokeError()}");
        Path = System.Text.Encoding.ASCII.GetString(name).TrimEnd('\0');
        _spitter = new Thread(Spit) { IsBackground = true };
        _spitter.Start();
    }

    public string Path { get; }

    public void Dispose()
    {
        _stop = true;
        _ = Close(_slave);
        _spitter.Join(1_000);
        _ = Close(_master);
    }

    private void Spit()
    {
        var random = new Random(1);
        var bytes = new byte[256];
        while (!_stop)
        {
            random.NextBytes(bytes);
            _ = Write(_master, bytes, bytes.Length);
            Thread.Sleep(2);
        }
    }

    [DllImport("libc", EntryPoint = "openpty", SetLastError = true)]
    private static extern int OpenPty(out int master, out int slave, byte[] name, nint termios, nint size);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(int descriptor, byte[] bytes, nint count);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
