namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>
/// A key that nobody types text with. Codes: KEY_* of linux/input-event-codes.h, and Windows' virtual-key codes
/// (winuser.h).
/// </summary>
/// <param name="Name">As people write it.</param>
/// <param name="Linux">Code of an EV_KEY event.</param>
/// <param name="Windows">Virtual key.</param>
internal sealed record StopKey(string Name, ushort Linux, uint Windows)
{
    private const uint F1 = 0x70;
    private const ushort LinuxF1 = 59;
    private const ushort LinuxF11 = 87;
    private const ushort LinuxF13 = 183;

    private static readonly StopKey[] _all =
    [
        new("Pause", 119, 0x13),
        new("ScrollLock", 70, 0x91),
        new("PrintScreen", 99, 0x2C),
        .. Enumerable.Range(1, 24).Select(Function),
    ];

    public static IEnumerable<string> Names => _all.Select(key => key.Name);

    public static StopKey? Find(string? name) =>
        _all.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.OrdinalIgnoreCase));

    private static StopKey Function(int n) =>
        new(
            $"F{n}",
            (ushort)(
                n switch
                {
                    <= 10 => LinuxF1 + n - 1,
                    <= 12 => LinuxF11 + n - 11,
                    _ => LinuxF13 + n - 13,
                }
            ),
            F1 + (uint)n - 1
        );
}
