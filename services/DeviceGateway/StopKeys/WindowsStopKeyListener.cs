using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>
/// Windows' global hot-key. The key is taken from all other programs while the gateway runs. A service has no keyboard:
/// the gateway must run in the session of the person at the PC.
/// </summary>
internal sealed partial class WindowsStopKeyListener(ILogger logger) : IStopKeyListener
{
    private const int HotKey = 1;
    private const uint NoRepeat = 0x4000;
    private const uint WM_QUIT = 0x0012;
    private const uint WM_HOTKEY = 0x0312;
    private const uint PM_NOREMOVE = 0;
    private readonly ManualResetEventSlim _started = new();
    private Thread? _thread;
    private uint _threadId;

    public void Start(StopKey key, Action pressed)
    {
        if (!Environment.UserInteractive)
            logger.LogError(
                "The stop key {Key} does NOT work: a Windows service has no keyboard. Run the gateway in the session of the person at the PC",
                key.Name
            );
        // Windows sends a hot-key to the thread that has registered it: one of its own, which does nothing else.
        _thread = new Thread(() => Run(key, pressed))
        {
            IsBackground = true,
            Name = "stop key",
            Priority = ThreadPriority.AboveNormal,
        };
        _thread.Start();
        _started.Wait();
    }

    public void Dispose()
    {
        if (_thread is { IsAlive: true })
        {
            _ = PostThreadMessageW(_threadId, WM_QUIT, 0, 0);
            _thread.Join(TimeSpan.FromSeconds(2));
        }
        _started.Dispose();
    }

    private void Run(StopKey key, Action pressed)
    {
        _threadId = GetCurrentThreadId();
        // A thread has no queue of messages until it asks for one: an end that is posted before would be lost.
        _ = PeekMessageW(out _, 0, 0, 0, PM_NOREMOVE);
        _started.Set();
        if (!RegisterHotKey(0, HotKey, NoRepeat, key.Windows))
        {
            logger.LogError(
                "The stop key {Key} does NOT work: another program has it (Windows error {Error}); choose another in Gateway:StopKeys:Key",
                key.Name,
                Marshal.GetLastPInvokeError()
            );
            return;
        }
        while (GetMessageW(out var message, 0, 0, 0) > 0)
            if (message.Number == WM_HOTKEY)
                pressed();
        _ = UnregisterHotKey(0, HotKey);
    }

    /// <summary>MSG of winuser.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public nint Window;
        public uint Number;
        public nuint First;
        public nint Second;
        public uint Time;
        public int X;
        public int Y;
    }

    [LibraryImport("user32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool RegisterHotKey(nint window, int id, uint modifiers, uint key);

    [LibraryImport("user32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UnregisterHotKey(nint window, int id);

    [LibraryImport("user32", SetLastError = true)]
    private static partial int GetMessageW(out Message message, nint window, uint first, uint last);

    [LibraryImport("user32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool PeekMessageW(out Message message, nint window, uint first, uint last, uint remove);

    [LibraryImport("user32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool PostThreadMessageW(uint thread, uint message, nuint first, nint second);

    [LibraryImport("kernel32")]
    private static partial uint GetCurrentThreadId();
}
