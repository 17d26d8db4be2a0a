using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LiveOps.DeviceGateway.Serial;

/// <summary>The calls of Win32 that a serial port needs.</summary>
internal static partial class WindowsApi
{
    public const uint GenericReadWrite = 0xC0000000;
    public const uint OpenExisting = 3;
    public const uint FileFlagOverlapped = 0x40000000;
    public const int IoPending = 997;
    public const int TimedOut = 1460;
    public const int OperationAborted = 995;
    public const uint PurgeOutput = 0x1 | 0x4; // PURGE_TXABORT | PURGE_TXCLEAR
    public const uint PurgeAll = 0xF;
    public const uint WaitTimeout = 258;
    public const uint SetRts = 3;
    public const uint ClearRts = 4;
    public const uint SetDtr = 5;
    public const uint ClearDtr = 6;
    public const uint MaxDword = uint.MaxValue;

    /// <summary>True under Wine, whose own library of that name alone has this function.</summary>
    public static bool IsWine { get; } =
        NativeLibrary.TryLoad("ntdll.dll", out var library)
        && NativeLibrary.TryGetExport(library, "wine_get_version", out _);

    /// <summary>28 bytes: the bit field is written as one number.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DeviceControlBlock
    {
        public uint Length;
        public uint BaudRate;
        public uint Flags;
        public ushort Reserved;
        public ushort XonLimit;
        public ushort XoffLimit;
        public byte ByteSize;
        public byte Parity;
        public byte StopBits;
        public byte XonChar;
        public byte XoffChar;
        public byte ErrorChar;
        public byte EofChar;
        public byte EventChar;
        public ushort Reserved1;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Timeouts
    {
        public uint ReadInterval;
        public uint ReadMultiplier;
        public uint ReadConstant;
        public uint WriteMultiplier;
        public uint WriteConstant;
    }

    [LibraryImport(
        "kernel32",
        EntryPoint = "CreateFileW",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16
    )]
    public static partial SafeFileHandle CreateFile(
        string name,
        uint access,
        uint share,
        nint security,
        uint disposition,
        uint flags,
        nint template
    );

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetCommState(SafeFileHandle port, ref DeviceControlBlock block);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetCommState(SafeFileHandle port, ref DeviceControlBlock block);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetCommTimeouts(SafeFileHandle port, ref Timeouts timeouts);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EscapeCommFunction(SafeFileHandle port, uint function);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool PurgeComm(SafeFileHandle port, uint what);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ReadFile(SafeFileHandle port, nint buffer, uint count, nint done, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool WriteFile(SafeFileHandle port, nint buffer, uint count, nint done, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetOverlappedResult(
        SafeFileHandle port,
        nint overlapped,
        out uint count,
        [MarshalAs(UnmanagedType.Bool)] bool wait
    );

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CancelIoEx(SafeFileHandle port, nint overlapped);
}
