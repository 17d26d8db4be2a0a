using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Ingestion.Publishing;

/// <summary>How a message lies in the journal. Made at compile time: no reflection on the hot path.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Default
)]
[JsonSerializable(typeof(LiveEvents))]
internal sealed partial class LiveEventsJson : JsonSerializerContext
{
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
