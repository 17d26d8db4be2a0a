using System.Text.Json;

namespace LiveOps.Tests.Ingestion;

/// <summary>
/// The real messages that lie beside the repository (<c>shared/data/webcast</c>, or under LIVEOPS_SHARED_DATA).
/// They are read in place and never committed.
/// </summary>
internal static class RecordedMessages
{
    public const string SkipReason = "no recorded messages: shared/data/webcast is not beside the repository";

    private static readonly string? _folder = Find();

    public static bool Exist => _folder is not null;

    public static IEnumerable<Recorded> All()
    {
        string[] messages = File.ReadAllLines(Path.Combine(_folder!, "open.jsonl"));
        string[] expected = File.ReadAllLines(Path.Combine(_folder!, "open.expected.jsonl"));
        messages.Length.ShouldBe(expected.Length);
        for (int i = 0; i < messages.Length; i++)
        {
            using var line = JsonDocument.Parse(messages[i]);
            JsonElement message = line.RootElement;
            yield return new Recorded(
                i + 1,
                message.GetProperty("type").GetString()!,
                long.Parse(message.GetProperty("msgId").GetString()!),
                long.Parse(message.GetProperty("roomId").GetString()!),
                message.GetProperty("payload").GetBytesFromBase64(),
                JsonDocument.Parse(expected[i]).RootElement.Clone()
            );
        }
    }

    private static string? Find()
    {
        string? given = Environment.GetEnvironmentVariable("LIVEOPS_SHARED_DATA");
        if (given is not null && Existing(Path.Combine(given, "webcast")) is { } named)
        {
            return named;
        }
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Existing(Path.Combine(at.FullName, "shared", "data", "webcast")) is { } found)
            {
                return found;
            }
        }
        return null;
    }

    private static string? Existing(string folder) => File.Exists(Path.Combine(folder, "open.jsonl")) ? folder : null;
}

internal sealed record Recorded(
    int Line,
    string Type,
    long MessageId,
    long RoomId,
    byte[] Payload,
    JsonElement Expected
);
