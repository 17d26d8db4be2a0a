using System.IO.Compression;
using System.Text.Json;
using Google.Protobuf;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Playing;

/// <summary>A frame of a recording: when it came, and the messages in it.</summary>
internal sealed record RecordedFrame(DateTimeOffset At, IReadOnlyList<Envelope> Messages);

/// <summary>
/// Reads recorded sessions: JSON lines {"at": "2026-11-21T12:00:00.123Z", "roomId": "7300", "frame": "base64"}, the
/// frame being the raw push frame as it came over the socket.
/// </summary>
internal static class Recording
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// The frame of a line; null for a blank line and for frames that carry no events (heartbeats, answers).
    /// </summary>
    /// <exception cref="FormatException">The line is no recorded frame; the message says why.</exception>
    public static RecordedFrame? Parse(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }
        try
        {
            var entry = JsonSerializer.Deserialize<Line>(line, s_json);
            if (entry?.Frame is not { } text || entry.At == default)
            {
                throw new FormatException("a line needs the fields at and frame");
            }
            var frame = PushFrame.Parser.ParseFrom(Convert.FromBase64String(text));
            if (frame.PayloadType != "msg")
            {
                return null;
            }
            var result = FetchResult.Parser.ParseFrom(Unpack(frame.Payload.ToByteArray()));
            return new RecordedFrame(entry.At, result.Messages.Where(message => !message.IsHistory).ToList());
        }
        catch (Exception e) when (e is JsonException or InvalidProtocolBufferException or InvalidDataException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static byte[] Unpack(byte[] payload)
    {
        if (payload is not [0x1f, 0x8b, ..])
        {
            return payload;
        }
        using var gzip = new GZipStream(new MemoryStream(payload), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private sealed record Line(DateTimeOffset At, string? RoomId, string? Frame);
}
