namespace LiveOps.DeviceGateway.Flashing;

/// <summary>The firmware that this gateway came with.</summary>
internal static class ShippedFirmware
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "firmware", "uno.hex");

    private static readonly Lazy<Version?> s_version = new(() =>
        File.Exists(Path) ? FirmwareImage.Load(Path).Version : null
    );

    /// <summary>Its version; null when this gateway came without.</summary>
    public static Version? Version() => s_version.Value;

    /// <exception cref="FlashRefusedException">It is not there.</exception>
    public static string Find() =>
        File.Exists(Path)
            ? Path
            : throw new FlashRefusedException(
                $"This gateway came without a firmware ({Path} is missing): name one with --hex. In the sources, `make -C firmware` builds firmware/build/uno.hex."
            );
}
