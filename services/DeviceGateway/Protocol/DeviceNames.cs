namespace LiveOps.DeviceGateway.Protocol;

/// <summary>The form of names in the protocol.</summary>
internal static class DeviceNames
{
    /// <summary>An upper-case letter, then up to six letters, digits or _; ALL means every device.</summary>
    public static bool IsDevice(string name) =>
        name.Length is >= 1 and <= 7
        && char.IsAsciiLetterUpper(name[0])
        && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>One to twelve upper-case letters.</summary>
    public static bool IsAction(string word) => word.Length is >= 1 and <= 12 && word.All(char.IsAsciiLetterUpper);

    /// <summary>Actions that switch off: never delayed, allowed without a duration.</summary>
    public static bool IsStop(string action) => action is "STOP" or "OFF";
}
