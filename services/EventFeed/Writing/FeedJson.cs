using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LiveOps.EventFeed.Writing;

/// <summary>Writes one text of the feed: <c>{"event": name, "data": {...}}</c>, UTF-8.</summary>
internal static class FeedJson
{
    // The texts go into no web page: quotes and the letters of all languages stay as they are.
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="name">The event's name.</param>
    /// <param name="data">Writes the value of <c>data</c>.</param>
    public static byte[] Text(string name, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, _plain))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            json.WritePropertyName("data");
            data(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
