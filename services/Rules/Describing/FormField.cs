using System.Text.Json.Nodes;

namespace LiveOps.Rules.Describing;

/// <summary>One field of a form.</summary>
internal sealed record FormField
{
    /// <summary>Its name in the JSON.</summary>
    public required string Name { get; init; }
    public required string Label { get; init; }

    /// <summary>
    /// text, integer, number (an integer, or a text with placeholders), duration (a number in ms), boolean, choice,
    /// time (HH:mm:ss), rule (a rule's id), device, sound, condition, action, form (see fields), map (texts by name).
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>A list of such values.</summary>
    public required bool List { get; init; }
    public required bool Required { get; init; }

    /// <summary>May hold placeholders.</summary>
    public required bool Template { get; init; }
    public string? Unit { get; init; }
    public long? Min { get; init; }
    public long? Max { get; init; }

    /// <summary>What counts when the field is left out; null: nothing.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>A valid value.</summary>
    public JsonNode? Example { get; init; }

    /// <summary>A form that is opened anew starts with the example.</summary>
    public required bool Suggested { get; init; }

    /// <summary>For choice: the values; for map: the names, where only these are allowed.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>For form: its fields.</summary>
    public IReadOnlyList<FormField>? Fields { get; init; }
    public string? Help { get; init; }
}

/// <summary>The form of one kind of trigger, condition or action.</summary>
internal sealed record FormDescription
{
    /// <summary>Its word in the JSON; null for a form that has no kinds.</summary>
    public string? Type { get; init; }
    public required string Title { get; init; }

    /// <summary>In a sentence.</summary>
    public required string Meaning { get; init; }
    public required IReadOnlyList<FormField> Fields { get; init; }
}
