using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.Devices;

namespace LiveOps.DeviceGateway.Lanes;

/// <summary>
/// What is wrong with a command, in words for the operator; null when nothing is. The board checks again: these checks
/// only say it sooner and better.
/// </summary>
internal static class CommandChecks
{
    /// <summary>What can be said without knowing the board.</summary>
    public static string? Form(DeviceCommand command)
    {
        if (command.DeviceId == "ALL")
            return "ALL is no device: use the emergency stop to switch everything off.";
        if (!DeviceNames.IsDevice(command.DeviceId))
            return $"'{Shorten(command.DeviceId)}' is no device name: an upper-case letter, then up to six letters, digits or _.";
        if (!DeviceNames.IsAction(command.Action))
            return $"'{Shorten(command.Action)}' is no action word: one to twelve upper-case letters.";
        if (command.Params is null)
            return "Params is missing: an empty list stands for none.";
        if (command.Params.Count > HostLines.MaxParams)
            return $"{command.Params.Count} parameters: at most {HostLines.MaxParams} are allowed.";
        foreach (var value in command.Params)
            if (value is < 0 or > ushort.MaxValue)
                return $"Parameter {value} is out of range: 0 to 65535.";
        if (DeviceNames.IsStop(command.Action))
            return null;
        return command.DurationMs switch
        {
            0 => "DurationMs is 0: everything that switches on needs an end; give 1 or more ms.",
            < 0 or > HostLines.MaxDurationMs =>
                $"DurationMs {command.DurationMs} is out of range: 1 to {HostLines.MaxDurationMs}.",
            _ => null,
        };
    }

    /// <summary>What the board's own list of devices says.</summary>
    public static string? AgainstBoard(DeviceCommand command, IReadOnlyList<DeviceStatus> devices)
    {
        var device = devices.FirstOrDefault(known => known.DeviceId == command.DeviceId);
        if (device is null)
            return $"Board {command.BoardId} has no device {command.DeviceId}: it has {Names(devices)}.";
        if (DeviceNames.IsStop(command.Action))
            return null;
        if (command.DurationMs > device.MaxMs)
            return $"DurationMs {command.DurationMs} is over the limit of {device.DeviceId}: at most {device.MaxMs} ms.";
        if (DeviceTypes.Find(device.Type) is not { } type)
            // A type that a newer firmware adds: the board knows its actions.
            return null;
        if (type.IsInput)
            return $"{device.DeviceId} is a button or sensor: there is nothing to switch on.";
        if (type.Find(command.Action) is not { } action)
            return $"{device.DeviceId} is of type {type.Word} and cannot {command.Action}: it can {string.Join(", ", type.Actions.Select(known => known.Word))}, STOP, OFF.";
        return action.Expected(command.Params) is { } expected
            ? $"{command.Action} of {device.DeviceId} takes {expected}; given: {(command.Params.Count == 0 ? "none" : string.Join(',', command.Params))}."
            : null;
    }

    private static string Names(IReadOnlyList<DeviceStatus> devices) =>
        devices.Count == 0 ? "none" : string.Join(", ", devices.Select(device => device.DeviceId));

    /// <summary>What came from outside goes into a message at a bounded length.</summary>
    public static string Shorten(string? text) =>
        text is null ? ""
        : text.Length <= 24 ? text
        : $"{text[..24]}...";
}
