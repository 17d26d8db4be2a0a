using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace LiveOps.DeviceGateway.Service;

/// <summary>The calls of advapi32 by which a process is a Windows service.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsServiceApi
{
    public const int ControlStop = 1;
    public const int ControlInterrogate = 4;
    public const int ControlShutdown = 5;
    public const uint OwnProcess = 0x10;
    public const uint StateStopped = 1;
    public const uint StateStartPending = 2;
    public const uint StateStopPending = 3;
    public const uint StateRunning = 4;
    public const uint AcceptStopAndShutdown = 0x1 | 0x4;

    /// <summary>The process was started by hand and not by the service manager.</summary>
    public const int NotAService = 1063;

    /// <summary>ERROR_CALL_NOT_IMPLEMENTED, the answer to controls that are not known.</summary>
    public const uint NotImplemented = 120;

    [StructLayout(LayoutKind.Sequential)]
    public struct ServiceStatus
    {
        public uint ServiceType;
        public uint CurrentState;
        public uint ControlsAccepted;
        public uint Win32ExitCode;
        public uint ServiceSpecificExitCode;
        public uint CheckPoint;
        public uint WaitHint;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TableEntry
    {
        public nint Name;
        public delegate* unmanaged[Stdcall]<uint, nint, void> Main;
    }

    [LibraryImport("advapi32", EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool StartDispatcher(TableEntry* table);

    [LibraryImport("advapi32", EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true)]
    public static partial nint RegisterHandler(
        nint name,
        delegate* unmanaged[Stdcall]<uint, uint, nint, nint, uint> handler,
        nint context
    );

    [LibraryImport("advapi32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetServiceStatus(nint service, ref ServiceStatus status);
}
