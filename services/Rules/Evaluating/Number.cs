using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// A number in an action: written as it is, or as a text with placeholders that becomes one when the action runs, for
/// example <c>{var:speed}</c> or <c>{arg:1}</c>.
/// </summary>
[JsonConverter(typeof(NumberJson))]
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Number
{
    private readonly long _fixed;

    private Number(long value, string? template) => (_fixed, Template) = (value, template);

    /// <summary>Null where the number is written as it is.</summary>
    public string? Template { get; }

    /// <summary>The number as written; null where it is known only when the action runs.</summary>
    public long? Fixed => Template is null ? _fixed : null;

    public static implicit operator Number(long value) => new(value, null);

    public static Number Of(string template) => new(0, template);

    /// <summary>
    /// The number now, kept within the range: a viewer's word may name any number, and what is done stays bounded. A
    /// text that is no number counts as the least.
    /// </summary>
    public long Now(in Situation situation, long least, long most)
    {
        if (Template is null)
            return Math.Clamp(_fixed, least, most);
        // Folded: keyboards of some languages write digits of full width.
        var text = TextFold.Fold(TextTemplate.Fill(Template, situation));
        return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? (long)Math.Clamp(Math.Round(number, MidpointRounding.AwayFromZero), least, most)
            : least;
    }

    /// <summary>Itself, where it is a text; else nothing.</summary>
    public IEnumerable<string> Texts() => Template is null ? [] : [Template];

    /// <summary>Names a written number outside of the range, or a placeholder that does not exist.</summary>
    public void Validate(RuleFaults faults, string field, long least, long most)
    {
        if (Template is null)
            faults.Range(field, _fixed, least, most);
        else
            TextTemplate.Validate(Template, faults, field, longest: 100);
    }

    public override string ToString() => Template ?? _fixed.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A JSON number, or a text: with digits for a number, with placeholders for a template.</summary>
internal sealed class NumberJson : JsonConverter<Number>
{
    public override Number Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var number) ? number : throw new JsonException();
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException();
        var text = reader.GetString()!;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written)
            ? written
            : Number.Of(text);
    }

    public override void Write(Utf8JsonWriter writer, Number value, JsonSerializerOptions options)
    {
        if (value.Fixed is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(value.Template);
    }
}
