namespace LiveOps.Devices;

/// <summary>
/// A type of device as the boards know it: what it is called, which pins it has, what it can do. The firmware has the
/// same type as a module of its own (<c>firmware/core/devices</c>); golden frames hold the two together.
/// </summary>
public sealed record DeviceType
{
    /// <summary>The protocol's word, for example SOL.</summary>
    public required string Word { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>How names of such devices begin on a board by custom, for example SRV in SRV1.</summary>
    public required string NamePrefix { get; init; }

    /// <summary>What each pin is for, by how many pins the device may have.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Wirings { get; init; }

    /// <summary>No configuration may allow a longer on-time, ms; 0: it is never on.</summary>
    public required int HardMaxMs { get; init; }

    /// <summary>What a new device of the type is given: its longest on-time, ms.</summary>
    public required int UsualMaxMs { get; init; }

    /// <summary>What a new device of the type is given: how much of the time it may be on, percent.</summary>
    public int UsualDutyPct { get; init; } = 100;

    /// <summary>What the size of the device counts, for example pixels; null: it has none.</summary>
    public string? Size { get; init; }
    public required IReadOnlyList<DeviceAction> Actions { get; init; }

    /// <summary>What it does when a file only says that something shall happen.</summary>
    public string? Best { get; init; }

    /// <summary>What rule files call such devices, without their number; the first is the one that is written.</summary>
    public IReadOnlyList<string> FileNames { get; init; } = [];

    /// <summary>Only reports, for example a button: nothing to switch on.</summary>
    public bool IsInput => Actions.Count == 0;

    public DeviceAction? Find(string action) =>
        Actions.FirstOrDefault(known => string.Equals(known.Word, action, StringComparison.Ordinal));
}
