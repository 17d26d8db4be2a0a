namespace LiveOps.Rules.Describing;

/// <summary>What a kind of trigger, condition or action is called, and what it means in a sentence.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class FormAttribute(string title, string meaning) : Attribute
{
    public string Title => title;
    public string Meaning => meaning;
}

/// <summary>
/// What a person sees of a field beside its type. The range is the one that the validation checks: a test holds the
/// two together.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldAttribute(string label) : Attribute
{
    public string Label => label;

    /// <summary>A sentence for whoever does not understand the label; empty: none is needed.</summary>
    public string Help { get; init; } = "";

    /// <summary>For example coins; empty: none, or the one that the kind implies.</summary>
    public string Unit { get; init; } = "";

    public long Min { get; init; } = long.MinValue;
    public long Max { get; init; } = long.MaxValue;

    /// <summary>A valid value as JSON; empty where the default is one.</summary>
    public string Example { get; init; } = "";

    /// <summary>A form that is opened anew starts with the example, though the field may be left out.</summary>
    public bool Suggested { get; init; }

    /// <summary>The text may hold placeholders.</summary>
    public bool Template { get; init; }

    /// <summary>Overrules the kind that follows from the type; empty: does not.</summary>
    public string Kind { get; init; } = "";
}
