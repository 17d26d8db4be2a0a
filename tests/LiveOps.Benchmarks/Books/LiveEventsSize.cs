using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Benchmarks.Decoding;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Webcast.Frames;

namespace LiveOps.Benchmarks.Books;

/// <summary>How long a message of so many events is on the broker, so that the raw rate is taken at the same size.</summary>
internal static class LiveEventsSize
{
    /// <summary>About what MassTransit's envelope adds: ids, addresses, message type, host.</summary>
    private const int EnvelopeBytes = 1_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static int Of(int events)
    {
        var made = new List<LiveEvent>();
        var reader = new RoomReader(new RoomTally(), new ReadCounters());
        foreach (var rehearsed in Payloads.Rehearsed(1 + events / Payloads.MessagesPerFrame))
        {
            var frame = new PushFrame();
            var batch = new FetchResult();
            if (!frame.Read(rehearsed.Bytes(gzip: false)) || !batch.Read(frame.Payload))
                throw new InvalidDataException("A frame of the benchmark cannot be decoded.");
            reader.Read(batch, DateTimeOffset.UnixEpoch, made);
        }
        var message = new LiveEvents
        {
            WorkspaceId = Guid.NewGuid(),
            AccountId = Guid.NewGuid(),
            RoomId = long.MaxValue,
            Sequence = long.MaxValue,
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Events = made[..events],
        };
        return JsonSerializer.SerializeToUtf8Bytes(message, _json).Length + EnvelopeBytes;
    }
}
