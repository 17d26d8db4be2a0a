using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using LiveOps.Ingestion.Webcast;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Benchmarks.Decoding;

/// <summary>What is decoded: frames of 20 messages, made up or recorded.</summary>
internal static class Payloads
{
    public const int MessagesPerFrame = 20;
    private const long RoomId = 7_300_000_000_000_000_000;

    /// <summary>
    /// A busy room as Rehearsal encodes it, at the sizes that TikTok's messages have: of 20 messages 7 comments,
    /// 6 likes, 4 joins, 2 gifts of a streak, 1 follow. 2,000 viewers, so that nothing is gained by knowing them.
    /// </summary>
    public static IReadOnlyList<Frame> Rehearsed(int frames)
    {
        var crowd = Enumerable
            .Range(0, 2_000)
            .Select(n => Viewer.FromHandle(string.Create(CultureInfo.InvariantCulture, $"viewer_{n:0000}")))
            .ToArray();
        var rose = GiftCatalogue.Find("Rose")!;
        var totals = new RoomTotals();
        var choices = new EncodingChoices(RealisticSize: true, CreateTimeZero: false, LikesGoDown: false);
        var now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
        var id = RoomId;
        var turn = 0;
        return
        [
            .. Enumerable
                .Range(0, frames)
                .Select(frame =>
                    Frame.Of(
                        ++id,
                        [
                            .. Events()
                                .Select(what =>
                                    MessageEncoder.Encode(what, new(++id, RoomId, 1, now), totals, choices)
                                ),
                        ],
                        [],
                        hideCompression: false,
                        now.ToUnixTimeMilliseconds()
                    )
                ),
        ];

        Viewer Next() => crowd[turn++ % crowd.Length];

        IEnumerable<RoomEvent> Events()
        {
            var giver = Next();
            var streak = new Streak(++id, rose.Coins);
            for (var n = 0; n < 7; n++)
                yield return new Commented(Next(), "What a show, greetings from Oslo! Which song was that?");
            for (var n = 0; n < 6; n++)
                yield return new Liked(Next(), 15);
            yield return new StreakGiven(giver, rose, streak, 1, End: false);
            for (var n = 0; n < 4; n++)
                yield return new Joined(Next());
            yield return new StreakGiven(giver, rose, streak, 2, End: false);
            yield return new Followed(Next());
        }
    }

    /// <summary>The recorded messages beside the repository, in the order of the file; null where they are not.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="gzip">Compressed frames.</param>
    /// <param name="all">
    /// Also the types that Ingestion only counts; without them both decoders have the same work to do.
    /// </param>
    public static IReadOnlyList<byte[]>? Recorded(string root, bool gzip, bool all)
    {
        if (FindRecorded(root) is not { } path)
            return null;
        long log = 1;
        return
        [
            .. File.ReadLines(path)
                .Select(Envelope)
                .Where(message => all || MessageTypes.Of(Encoding.UTF8.GetBytes(message.Method)) != MessageType.Unknown)
                .Chunk(MessagesPerFrame)
                .Select(chunk =>
                {
                    var result = new FetchResult
                    {
                        Cursor = "1",
                        InternalExt = "recorded",
                        FetchType = 1,
                    };
                    result.Messages.AddRange(chunk);
                    return Frame.Push(++log, result.ToByteArray(), gzip, hideCompression: false);
                }),
        ];
    }

    private static Envelope Envelope(string line)
    {
        using var document = JsonDocument.Parse(line);
        var message = document.RootElement;
        return new Envelope
        {
            Method = message.GetProperty("type").GetString(),
            Payload = ByteString.CopyFrom(message.GetProperty("payload").GetBytesFromBase64()),
            MsgId = long.Parse(message.GetProperty("msgId").GetString()!, CultureInfo.InvariantCulture),
        };
    }

    private static string? FindRecorded(string root)
    {
        if (Environment.GetEnvironmentVariable("LIVEOPS_SHARED_DATA") is { } named)
            return Existing(Path.Combine(named, "webcast", "open.jsonl"));
        for (var folder = new DirectoryInfo(root); folder is not null; folder = folder.Parent)
            if (Existing(Path.Combine(folder.FullName, "shared", "data", "webcast", "open.jsonl")) is { } found)
                return found;
        return null;

        static string? Existing(string path) => File.Exists(path) ? path : null;
    }
}
