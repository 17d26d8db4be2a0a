using System.Globalization;
using System.Text.Json;

namespace LiveOps.Hosting.LocalFeed;

/// <summary>
/// One text of a local event feed: <c>{"event": name, "data": {...}}</c>. Fields are read the lenient way, since the
/// programs that offer such a feed write ids now as texts, now as numbers, and flags as booleans or as 0 and 1.
/// </summary>
public sealed class FeedText : IDisposable
{
    private readonly JsonDocument _json;
    private readonly JsonElement _data;

    private FeedText(JsonDocument json, string name, JsonElement data, ReadOnlyMemory<byte> utf8) =>
        (_json, Event, _data, Utf8) = (json, name, data, utf8);

    /// <summary>Name of the event, for example <c>gift</c>.</summary>
    public string Event { get; }

    /// <summary>The whole text as it came; valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The room that the text names; 0 for none.</summary>
    public long RoomId => Number("roomId");

    /// <summary>Null for what is no such text.</summary>
    public static FeedText? Read(ReadOnlyMemory<byte> utf8)
    {
        JsonDocument? json = null;
        try
        {
            json = JsonDocument.Parse(utf8);
            if (
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("event", out JsonElement name)
                && name.ValueKind == JsonValueKind.String
            )
            {
                json.RootElement.TryGetProperty("data", out JsonElement data);
                return new FeedText(json, name.GetString()!, data, utf8);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // No JSON, or a text in it that is no Unicode.
        }
        json?.Dispose();
        return null;
    }

    /// <summary>Null where the field is missing or empty.</summary>
    public string? Text(string field) =>
        Find(field) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? some : null,
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };

    /// <summary>0 where the field is missing or no whole number of 64 bits.</summary>
    public long Number(string field) =>
        long.TryParse(Text(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : 0;

    /// <summary>The field as a count: 0 to the largest 32-bit number.</summary>
    public int Count(string field) => (int)Math.Clamp(Number(field), 0, int.MaxValue);

    /// <summary>Null where the field is missing or no flag.</summary>
    public bool? Flag(string field) =>
        Find(field) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.Number or JsonValueKind.String } => Text(field) is "1" or "true",
            _ => null,
        };

    public void Dispose() => _json.Dispose();

    private JsonElement? Find(string field) =>
        _data.ValueKind == JsonValueKind.Object && _data.TryGetProperty(field, out JsonElement found) ? found : null;
}
