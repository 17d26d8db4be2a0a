using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>JSON that PostgreSQL can keep.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same value in plain characters; null where a text holds NUL or half of a surrogate pair.</summary>
    public static string? Of(JsonElement value)
    {
        if (!CanBeKept(value))
            return null;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, _options))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static bool CanBeKept(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Characters.Read(value) is { } text && Characters.Of(text) is not null,
            JsonValueKind.Array => value.EnumerateArray().All(CanBeKept),
            JsonValueKind.Object => value
                .EnumerateObject()
                .All(field => Characters.Of(field.Name) is not null && CanBeKept(field.Value)),
            _ => true,
        };
}
