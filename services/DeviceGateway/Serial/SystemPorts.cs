namespace LiveOps.DeviceGateway.Serial;

/// <summary>The serial ports of the system that this runs on.</summary>
internal static class SystemPorts
{
    public static ISerialPorts Open() =>
        OperatingSystem.IsWindows() ? new WindowsSerialPorts()
        : OperatingSystem.IsLinux() ? new LinuxSerialPorts()
        : throw new PlatformNotSupportedException("Serial ports are implemented for Linux and Windows.");
}
