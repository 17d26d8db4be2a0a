using System.Globalization;
using System.Text.Json;

namespace LiveOps.Ingestion.Connecting;

/// <summary>Reads JSON of a peer that changes its mind: what is missing or of another kind is just absent.</summary>
internal static class Json
{
    /// <summary>An undefined element for what is no JSON.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            return JsonElement.TryParseValue(ref reader, out JsonElement? element) ? element.Value : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    public static JsonElement At(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found)
            ? found
            : default;

    public static string? Text(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>A whole number, written as a number or as a text.</summary>
    public static long? Number(this JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Number when element.TryGetInt64(out long number) => number,
            JsonValueKind.String
                when long.TryParse(
                    element.GetString(),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long number
                ) => number,
            _ => null,
        };
}
