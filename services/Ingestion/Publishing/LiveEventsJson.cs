using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Ingestion.Publishing;

/// <summary>
/// How a message lies in the journal, which is how it travels: the broker gets the journal's bytes. Made at compile
/// time: no reflection on the hot path.
/// </summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Default,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(LiveEvents))]
internal sealed partial class LiveEventsJson : JsonSerializerContext
{
    // Names in other scripts stay as they are, as in all messages of the bus; nothing here ends up in a page as is.
    private static readonly JsonWriterOptions _writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static void Write(IBufferWriter<byte> buffer, LiveEvents message)
    {
        using var json = new Utf8JsonWriter(buffer, _writing);
        JsonSerializer.Serialize(json, message, Default.LiveEvents);
    }

    /// <summary>Null for what is no message: written by another version, since the checksum is right.</summary>
    public static LiveEvents? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.LiveEvents);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
