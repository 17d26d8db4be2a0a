using LiveOps.Devices.Types;

namespace LiveOps.Devices;

/// <summary>All types of device. A new type is a file in <c>Types</c> and a line here.</summary>
public static class DeviceTypes
{
    public static readonly IReadOnlyList<DeviceType> All =
    [
        Solenoid.Type,
        Relay.Type,
        Led.Type,
        Fan.Type,
        Motor.Type,
        Servo.Type,
        Strip.Type,
        Buzzer.Type,
        Input.Type,
    ];

    /// <summary>The type by the protocol's word; null when a newer firmware has one that this program does not know.</summary>
    public static DeviceType? Find(string word) =>
        All.FirstOrDefault(type => string.Equals(type.Word, word, StringComparison.Ordinal));
}
