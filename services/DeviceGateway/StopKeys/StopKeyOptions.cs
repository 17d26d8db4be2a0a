namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>A key that is the emergency stop, whatever program is in front. Section <c>Gateway:StopKeys</c>.</summary>
internal sealed class StopKeyOptions
{
    /// <summary>Off unless somebody wants it: it reads the keyboard of the PC.</summary>
    public bool Enabled { get; init; }

    /// <summary>Name of the key, as in <see cref="StopKey"/>. A pedal or a big button that acts as a keyboard can be set to it.</summary>
    public string Key { get; init; } = "Pause";

    /// <summary>Linux: the input devices to read, for example /dev/input/by-id/usb-pedal-event-kbd; none: all that may be read.</summary>
    public string[] Devices { get; init; } = [];

    /// <summary>What is wrong, by key; nothing while it is off.</summary>
    public IEnumerable<(string Key, string Fault)> Faults()
    {
        if (Enabled && StopKey.Find(Key) is null)
            yield return (nameof(Key), $"'{Key}' is no key that can stop: use {string.Join(", ", StopKey.Names)}.");
        if (Devices.Any(string.IsNullOrWhiteSpace))
            yield return (nameof(Devices), "has an empty entry: remove it.");
    }
}
