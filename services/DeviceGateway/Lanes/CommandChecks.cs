using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Lanes;

/// <summary>
/// What is wrong with a command, in words for the operator; null when nothing is. The board checks again: these checks
/// only say it sooner and better.
/// </summary>
internal static class CommandChecks
{
    private const string SpeedRange = "a speed of 0 to 255";

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
        if (Actions(device.Type) is not { } actions)
            // A type that a newer firmware adds: the board knows its actions.
            return null;
        if (!actions.TryGetValue(command.Action, out var check))
            return $"{device.DeviceId} is of type {device.Type} and cannot {command.Action}: it can {string.Join(", ", actions.Keys)}, STOP, OFF.";
        return check(command.Params) is { } expected
            ? $"{command.Action} of {device.DeviceId} takes {expected}; given: {(command.Params.Count == 0 ? "none" : string.Join(',', command.Params))}."
            : null;
    }

    private static readonly Func<IReadOnlyList<int>, string?> _none = values =>
        values.Count == 0 ? null : "no parameters";
    private static readonly Func<IReadOnlyList<int>, string?> _any = _ => null;
    private static readonly Func<IReadOnlyList<int>, string?> _speed = values =>
        values.Count == 1 && values[0] <= 255 ? null : SpeedRange;
    private static readonly Func<IReadOnlyList<int>, string?> _color = values =>
        values.Count is 0 or 3 && values.All(value => value <= 255) ? null : "none or red,green,blue of 0 to 255 each";
    private static readonly Func<IReadOnlyList<int>, string?> _motor = values =>
        values.Count is 1 or 2 ? null : "a speed, and optionally a direction";
    private static readonly Func<IReadOnlyList<int>, string?> _angle = values =>
        values.Count == 1 && values[0] <= 180 ? null : "an angle of 0 to 180";
    private static readonly Func<IReadOnlyList<int>, string?> _tone = values =>
        values.Count == 0 || (values.Count == 1 && values[0] >= 31) ? null : "none or a frequency of at least 31 Hz";

    private static readonly Dictionary<string, Dictionary<string, Func<IReadOnlyList<int>, string?>>> _actions = new(
        StringComparer.Ordinal
    )
    {
        ["SOL"] = new()
        {
            ["PUSH"] = _none,
            ["PULL"] = _none,
            ["ON"] = _none,
            ["PULSE"] = _any,
        },
        ["RELAY"] = new() { ["ON"] = _none, ["PULSE"] = _any },
        ["FAN"] = new() { ["ON"] = _none, ["SPEED"] = _speed },
        ["MOT"] = new()
        {
            ["ROTATE"] = _motor,
            ["SPEED"] = _motor,
            ["ON"] = _any,
        },
        ["SERVO"] = new() { ["ROTATE"] = _angle },
        ["LED"] = new()
        {
            ["ON"] = _any,
            ["COLOR"] = _color,
            ["BLINK"] = _color,
        },
        ["BUZ"] = new() { ["BEEP"] = _tone, ["TONE"] = _tone },
    };

    private static Dictionary<string, Func<IReadOnlyList<int>, string?>>? Actions(string type) =>
        _actions.GetValueOrDefault(type);

    private static string Names(IReadOnlyList<DeviceStatus> devices) =>
        devices.Count == 0 ? "none" : string.Join(", ", devices.Select(device => device.DeviceId));

    /// <summary>What came from outside goes into a message at a bounded length.</summary>
    public static string Shorten(string? text) =>
        text is null ? ""
        : text.Length <= 24 ? text
        : $"{text[..24]}...";
}
