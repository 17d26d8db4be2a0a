using LiveOps.DeviceGateway.Protocol;
using LiveOps.Devices;

namespace LiveOps.DeviceGateway.Configuring;

/// <summary>
/// What is wrong with a table of devices, in words for the operator, by row. The board checks again, and knows more of
/// its pins.
/// </summary>
internal static class TableChecks
{
    /// <summary>The most rows that any board has.</summary>
    public const int MostRows = 16;
    private const int SerialLinePins = 2;
    private const int LastPin = 69;
    private const int WholePct = 100;

    public static Dictionary<string, string[]> Errors(IReadOnlyList<DeviceRow> rows)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (var n = 0; n < rows.Count; n++)
        {
            var found = Row(rows[n], rows.Take(n)).ToArray();
            if (found.Length > 0)
                errors[$"[{n}]"] = found;
        }
        return errors;
    }

    private static IEnumerable<string> Row(DeviceRow row, IEnumerable<DeviceRow> before)
    {
        var above = before.ToArray();
        if (row.Index is < 0 or >= MostRows)
            yield return $"index {row.Index} is out of range: 0 to {MostRows - 1}.";
        if (above.Any(other => other.Index == row.Index))
            yield return $"index {row.Index} is given twice.";
        if (!DeviceNames.IsDevice(row.Name ?? "") || row.Name == "ALL")
            yield return $"name '{row.Name}' must be an upper-case letter, then up to six letters, digits or _; not ALL.";
        else if (above.Any(other => other.Name == row.Name))
            yield return $"name {row.Name} is given twice.";
        if (DeviceTypes.Find(row.Type ?? "") is not { } type)
        {
            yield return $"type '{row.Type}' is unknown; known: {string.Join(", ", DeviceTypes.All.Select(known => known.Word))}.";
            yield break;
        }
        foreach (var fault in Pins(row, type, above).Concat(Limits(row, type)))
            yield return fault;
        if ((row.Flags & ~(DeviceSetup.ActiveLow | DeviceSetup.StopButton)) != 0)
            yield return $"flags {row.Flags} has an unknown bit: 1 is active low, 2 is stop button.";
        else if ((row.Flags & DeviceSetup.StopButton) != 0 && !type.IsInput)
            yield return "only a button (type IN) can be a stop button.";
        if (type.Size is { } counted ? row.Size is < 1 or > byte.MaxValue : row.Size != 0)
            yield return type.Size is null
                ? $"size must be 0: a {type.Title} has none."
                : $"size {row.Size} is out of range: 1 to {byte.MaxValue} {type.Size}.";
    }

    private static IEnumerable<string> Pins(DeviceRow row, DeviceType type, DeviceRow[] above)
    {
        var pins = row.Pins ?? [];
        if (type.Wirings.All(wiring => wiring.Count != pins.Count))
            yield return $"a {type.Title} has {string.Join(" or ", type.Wirings.Select(wiring => $"{wiring.Count} ({string.Join(", ", wiring)})"))} pins; given: {pins.Count}.";
        foreach (var pin in pins.Distinct())
            if (pin is < SerialLinePins or > LastPin)
                yield return $"pin {pin} cannot be used: 0 and 1 are the line to the PC, and no board has one above {LastPin}.";
            else if (pins.Count(other => other == pin) > 1 || above.Any(other => other.Pins?.Contains(pin) == true))
                yield return $"pin {pin} is given twice.";
    }

    private static IEnumerable<string> Limits(DeviceRow row, DeviceType type)
    {
        if (type.IsInput)
        {
            if (row is not { MaxMs: 0, DutyPct: 0, WindowS: 0 })
                yield return "maxMs, dutyPct and windowS of a button or sensor must be 0: it is never on.";
            yield break;
        }
        if (row.MaxMs < 1 || row.MaxMs > type.HardMaxMs)
            yield return $"maxMs {row.MaxMs} is out of range: 1 to {type.HardMaxMs} for a {type.Title}.";
        if (row.DutyPct is < 1 or > WholePct)
            yield return $"dutyPct {row.DutyPct} is out of range: 1 to {WholePct}.";
        if (row.WindowS is < 1 or > ushort.MaxValue)
            yield return $"windowS {row.WindowS} is out of range: 1 to {ushort.MaxValue}.";
        else if (row.DutyPct is >= 1 and < WholePct && row.MaxMs > row.WindowS * 10L * row.DutyPct)
            yield return $"maxMs {row.MaxMs} is more than the whole budget of {row.WindowS * 10L * row.DutyPct} ms (windowS x dutyPct): it could never be used.";
    }
}

/// <summary>A row of the table as people give it and see it.</summary>
/// <param name="Index">Place in the board's table, from 0.</param>
/// <param name="Name">For example SOL1.</param>
/// <param name="Type">The protocol's word, for example SOL.</param>
/// <param name="Pins">By Arduino's numbers.</param>
/// <param name="MaxMs">Longest on-time, ms.</param>
/// <param name="DutyPct">How much of <paramref name="WindowS"/> it may be on, percent.</param>
/// <param name="WindowS">Stretch of time for the duty, s.</param>
/// <param name="Flags">1: active low. 2: stop button.</param>
/// <param name="Size">Pixels of a strip; 0 for everything else.</param>
internal sealed record DeviceRow(
    int Index,
    string? Name,
    string? Type,
    IReadOnlyList<int>? Pins,
    int MaxMs,
    int DutyPct,
    int WindowS,
    int Flags = 0,
    int Size = 0
)
{
    public DeviceSetup ToSetup() =>
        new()
        {
            Name = Name!,
            Type = Type!,
            Pins = Pins!,
            MaxMs = MaxMs,
            DutyPct = DutyPct,
            WindowS = WindowS,
            Flags = Flags,
            Size = Size,
        };
}
