using System.Runtime.InteropServices;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>
/// Reads key events from the kernel's input devices (evdev), so that it needs no desktop. Looks for new devices every
/// two seconds: a pedal may be plugged in at any time.
/// </summary>
/// <param name="configured">The devices to read; none: all.</param>
internal sealed class LinuxStopKeyListener(IReadOnlyList<string> configured, ILogger logger) : IStopKeyListener
{
    private const string Folder = "/dev/input";
    private const int ReadOnly = 0;
    private const int NoRights = 13;
    private static readonly TimeSpan _scan = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, Device> _devices = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private bool _isMissingSaid;
    private Thread? _thread;

    public void Start(StopKey key, Action pressed)
    {
        _thread = new Thread(() => Run(key, pressed))
        {
            IsBackground = true,
            Name = "stop key",
            Priority = ThreadPriority.AboveNormal,
        };
        _thread.Start();
    }

    public void Dispose()
    {
        _end.Cancel();
        _thread?.Join(_scan * 2);
        _end.Dispose();
    }

    private void Run(StopKey key, Action pressed)
    {
        var buffer = new byte[64 * InputEvents.Size];
        while (!_end.IsCancellationRequested)
        {
            OpenNew(key);
            var until = Environment.TickCount64 + (long)_scan.TotalMilliseconds;
            for (long left; (left = until - Environment.TickCount64) > 0 && !_end.IsCancellationRequested; )
                if (!Wait(left, buffer, pressed))
                    break;
        }
        foreach (var device in _devices.Values)
            _ = LinuxTerminal.Close(device.Descriptor);
    }

    /// <summary>False when a device has gone: it is looked for again.</summary>
    private bool Wait(long ms, byte[] buffer, Action pressed)
    {
        if (_devices.Count == 0)
        {
            _end.Token.WaitHandle.WaitOne((int)Math.Min(ms, 200));
            return true;
        }
        var open = _devices.ToArray();
        var entries = new LinuxTerminal.PollEntry[open.Length];
        for (var n = 0; n < open.Length; n++)
            entries[n] = new LinuxTerminal.PollEntry
            {
                Descriptor = open[n].Value.Descriptor,
                Events = LinuxTerminal.POLLIN,
            };
        if (LinuxTerminal.Poll(ref entries[0], (nuint)entries.Length, (int)Math.Min(ms, 200)) <= 0)
            return true;
        var allThere = true;
        for (var n = 0; n < open.Length; n++)
        {
            if (entries[n].Occurred == 0 || Read(open[n].Value, buffer, pressed))
                continue;
            _ = LinuxTerminal.Close(open[n].Value.Descriptor);
            _devices.Remove(open[n].Key);
            allThere = false;
        }
        // Not at once, so that a device which is there but cannot be read does not turn in a circle.
        if (!allThere)
            _end.Token.WaitHandle.WaitOne(200);
        return allThere;
    }

    private static bool Read(Device device, byte[] buffer, Action pressed)
    {
        while (true)
        {
            var count = (int)LinuxTerminal.Read(device.Descriptor, ref buffer[0], buffer.Length);
            if (count < 0)
                return Marshal.GetLastPInvokeError() is LinuxTerminal.EAGAIN or LinuxTerminal.EINTR;
            if (count == 0)
                return false;
            if (device.Events.Take(buffer.AsSpan(0, count)))
                pressed();
        }
    }

    private void OpenNew(StopKey key)
    {
        var refused = 0;
        var paths =
            configured.Count > 0 ? configured
            : Directory.Exists(Folder) ? Directory.GetFiles(Folder, "event*")
            : [];
        foreach (var path in paths)
        {
            if (_devices.ContainsKey(path))
                continue;
            const int flags = ReadOnly | LinuxTerminal.O_NONBLOCK | LinuxTerminal.O_CLOEXEC;
            var descriptor = LinuxTerminal.Open(path, flags);
            if (descriptor >= 0)
                _devices[path] = new Device(descriptor, new InputEvents(key.Linux));
            else if (Marshal.GetLastPInvokeError() == NoRights)
                refused++;
        }
        if (_devices.Count > 0)
            _isMissingSaid = false;
        else if (!_isMissingSaid)
        {
            _isMissingSaid = true;
            logger.LogError(
                "The stop key {Key} does NOT work: {Why}",
                key.Name,
                refused > 0
                    ? "this user may not read the keyboards; add it to the group input and sign in again"
                    : "there is no keyboard, or Gateway:StopKeys:Devices names none that is there"
            );
        }
    }

    private sealed record Device(int Descriptor, InputEvents Events);
}
