using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using static LiveOps.DeviceGateway.Serial.WindowsApi;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>
/// One overlapped read or write with its own unmanaged buffer and event: the system writes into both after the call
/// has returned, so neither may move or be freed before it is over.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsOperation(int capacity) : IDisposable
{
    private readonly nint _buffer = Marshal.AllocHGlobal(capacity);
    private readonly nint _overlapped = Marshal.AllocHGlobal(Marshal.SizeOf<NativeOverlapped>());
    private readonly ManualResetEvent _over = new(false);

    public void CopyOut(byte[] target, int count) => Marshal.Copy(_buffer, target, 0, count);

    /// <summary>Starts a read and waits until bytes came or <paramref name="stop"/> is set.</summary>
    /// <returns>The number of bytes, and 0 or the error.</returns>
    public (int Count, int Error) Read(SafeFileHandle port, WaitHandle stop)
    {
        Prepare();
        var error = ReadFile(port, _buffer, (uint)capacity, 0, _overlapped) ? 0 : Marshal.GetLastPInvokeError();
        if (error == IoPending && WaitHandle.WaitAny([_over, stop]) == 1)
            CancelIoEx(port, _overlapped);
        return Finish(port, error);
    }

    /// <summary>Writes and waits at most <paramref name="patience"/>; then the write is cancelled.</summary>
    public (int Count, int Error) Write(SafeFileHandle port, ReadOnlySpan<byte> bytes, TimeSpan patience)
    {
        Prepare();
        var copy = bytes.ToArray();
        Marshal.Copy(copy, 0, _buffer, copy.Length);
        var error = WriteFile(port, _buffer, (uint)copy.Length, 0, _overlapped) ? 0 : Marshal.GetLastPInvokeError();
        if (error == IoPending && !_over.WaitOne(patience))
            CancelIoEx(port, _overlapped);
        return Finish(port, error);
    }

    public void Dispose()
    {
        Marshal.FreeHGlobal(_buffer);
        Marshal.FreeHGlobal(_overlapped);
        _over.Dispose();
    }

    private void Prepare()
    {
        _over.Reset();
        Marshal.StructureToPtr(
            new NativeOverlapped { EventHandle = _over.SafeWaitHandle.DangerousGetHandle() },
            _overlapped,
            fDeleteOld: false
        );
    }

    private (int, int) Finish(SafeFileHandle port, int error)
    {
        if (error is not (0 or IoPending))
            return (0, error);
        return GetOverlappedResult(port, _overlapped, out var count, wait: true)
            ? ((int)count, 0)
            : ((int)count, Marshal.GetLastPInvokeError());
    }
}
