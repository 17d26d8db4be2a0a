using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Ingestion.Publishing;

/// <summary>How a message lies in the journal. Made at compile time: no reflection on the hot path.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    GenerationMode = JsonSourceGenerationMode.Default
)]
[JsonSerializable(typeof(LiveEvents))]
internal sealed partial class LiveEventsJson : JsonSerializerContext
{
    public static LiveEvents Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Default.LiveEvents)
        ?? throw new JsonException("A journal record holds no message.");
}
