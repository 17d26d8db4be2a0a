using System.Globalization;

namespace LiveOps.Devices;

/// <summary>One thing that a device can do, with the values that it takes.</summary>
public sealed record DeviceAction
{
    public DeviceAction(string word, params DeviceValue[] values)
    {
        Word = word;
        Values = values;
        Counts = [values.Length];
    }

    /// <summary>The protocol's word, for example PUSH.</summary>
    public string Word { get; }

    /// <summary>All values, in their order. The protocol carries at most three.</summary>
    public IReadOnlyList<DeviceValue> Values { get; }

    /// <summary>How many of them may be given.</summary>
    public IReadOnlyList<int> Counts { get; init; }

    /// <summary>What rule files call it.</summary>
    public IReadOnlyList<string> FileWords { get; init; } = [];

    /// <summary>What a rule file means that gives no values; empty: none are sent.</summary>
    public IReadOnlyList<int> FileValues { get; init; } = [];

    /// <summary>A file's value above the largest stands for the largest.</summary>
    public bool FileValuesAreCapped { get; init; }

    /// <summary>Takes red, green and blue: a file may name a colour.</summary>
    public bool TakesColour => Values.Count == 3 && Values[0].Name == "red";

    public bool Takes(IReadOnlyList<int> values) => Expected(values) is null;

    /// <summary>What it takes, in words; null when these values are in order.</summary>
    public string? Expected(IReadOnlyList<int> values)
    {
        var fits = Counts.Contains(values.Count);
        for (var i = 0; fits && i < values.Count; i++)
            fits = values[i] >= Values[i].Least && values[i] <= Values[i].Most;
        return fits ? null : Describe();
    }

    private string Describe()
    {
        if (Values.Count == 0)
            return "no parameters";
        var ranges = string.Join(
            ", ",
            Values.Select(value =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Name} {value.Least} to {value.Most}{(value.Unit.Length > 0 ? " " + value.Unit : "")}"
                )
            )
        );
        return Counts switch
        {
            [var only] when only == Values.Count => ranges,
            _ when Counts.Contains(0) && Counts.Count == 2 => $"none or {ranges}",
            _ => $"{string.Join(" or ", Counts)} of {ranges}",
        };
    }
}

/// <summary>One value of an action.</summary>
/// <param name="Name">For people, for example angle.</param>
/// <param name="Least">Smallest value allowed.</param>
/// <param name="Most">Largest value allowed.</param>
/// <param name="Unit">For people, for example ms; empty for none.</param>
public sealed record DeviceValue(string Name, int Least, int Most, string Unit = "")
{
    /// <summary>Red, green and blue.</summary>
    public static readonly DeviceValue[] Colour = [new("red", 0, 255), new("green", 0, 255), new("blue", 0, 255)];

    /// <summary>On-time and off-time of something that switches in turn.</summary>
    /// <param name="leastMs">Shortest that does the device no harm.</param>
    public static DeviceValue[] Pulse(int leastMs) =>
        [new("on", leastMs, ushort.MaxValue, "ms"), new("off", leastMs, ushort.MaxValue, "ms")];
}
