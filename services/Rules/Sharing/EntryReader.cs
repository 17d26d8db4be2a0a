using System.Globalization;
using System.Text.Json;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Sharing;

/// <summary>
/// Reads the fields of one object of an original file. Numbers may be written as texts; fields that nobody asks for
/// stay unread.
/// </summary>
internal sealed class EntryReader(JsonElement entry, RuleFaults faults)
{
    public JsonElement Entry => entry;
    public RuleFaults Faults => faults;

    /// <summary>Null where it is missing, or null.</summary>
    public JsonElement? Find(string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text, or a number as it is written.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            return value.ToString();
        faults.Add(name, "must be a text.");
        return null;
    }

    public string RequiredText(string name)
    {
        var text = Text(name);
        if (string.IsNullOrWhiteSpace(text) && Find(name) is null or { ValueKind: JsonValueKind.String })
            faults.Add(name, "is missing.");
        return text ?? "";
    }

    /// <summary>A whole number within a range.</summary>
    public int Whole(string name, int otherwise, int least, int most) => (int)Number(name, otherwise, least, most, 1);

    public int RequiredWhole(string name, int least, int most)
    {
        if (Find(name) is null)
            faults.Add(name, "is missing.");
        return Whole(name, least, least, most);
    }

    /// <summary>Seconds, also broken ones, in ms.</summary>
    public int SecondsInMs(string name, int otherwise, int leastMs, int mostMs) =>
        (int)Number(name, otherwise, leastMs, mostMs, 1_000);

    public bool? Flag(string name)
    {
        switch (Find(name)?.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                faults.Add(name, "must be true or false.");
                return null;
        }
    }

    /// <summary>An object below this one; null where there is none, or something else.</summary>
    public EntryReader? Below(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return new EntryReader(value, faults.At(name));
        faults.Add(name, "must be an object.");
        return null;
    }

    /// <summary>The objects of a list; none where there is no list.</summary>
    public IReadOnlyList<EntryReader> Items(string name)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add(name, "must be a list.");
            return [];
        }
        var items = new List<EntryReader>();
        foreach (var (n, item) in value.EnumerateArray().Index())
            if (item.ValueKind == JsonValueKind.Object)
                items.Add(new EntryReader(item, faults.At(name).Item(n)));
            else
                faults.At(name).Item(n).Add("must be an object.");
        return items;
    }

    private decimal Number(string name, int otherwise, int least, int most, int scale)
    {
        if (Find(name) is not { } value)
            return otherwise;
        if (Read(value) is not { } number)
        {
            faults.Add(name, "must be a number.");
            return otherwise;
        }
        if (number >= (decimal)least / scale && number <= (decimal)most / scale && decimal.IsInteger(number * scale))
            return number * scale;
        faults.Add(
            name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"is {number}; must be {(decimal)least / scale} to {(decimal)most / scale}{(scale == 1 ? ", without a fraction" : "")}."
            )
        );
        return otherwise;
    }

    /// <summary>A number, or a text that is one; null: neither.</summary>
    public static decimal? Read(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
            JsonValueKind.String
                when decimal.TryParse(
                    value.GetString(),
                    NumberStyles.AllowLeadingSign
                        | NumberStyles.AllowDecimalPoint
                        | NumberStyles.AllowLeadingWhite
                        | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => number,
            _ => null,
        };
}
