using System.IO.Compression;
using System.Text;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Webcast.Frames;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Tests.Ingestion;

/// <summary>Makes TikTok's messages, for tests.</summary>
internal static class Wires
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static byte[] Gift(
        long id,
        int repeat,
        long group = 1_700_000_000_000,
        bool end = false,
        long user = 42,
        int coins = 5,
        long receiver = 7,
        int tickets = 0,
        long giftId = 5655
    ) =>
        new WireWriter()
            .Bytes(1, Header("WebcastGiftMessage", id))
            .Varint(2, (ulong)giftId)
            .Varint(3, (ulong)tickets)
            .Varint(5, (ulong)repeat)
            .Bytes(7, User(user))
            .Varint(9, end ? 1UL : 0)
            .Varint(11, (ulong)group)
            .Bytes(15, new WireWriter().Varint(5, (ulong)giftId).Varint(12, (ulong)coins).Text(16, "Rose").Written.Span)
            .Bytes(23, new WireWriter().Varint(8, (ulong)receiver).Written.Span)
            .Written.ToArray();

    public static byte[] Chat(long id, string text, long user = 42) =>
        new WireWriter()
            .Bytes(1, Header("WebcastChatMessage", id))
            .Bytes(2, User(user))
            .Text(3, text)
            .Written.ToArray();

    public static byte[] Like(long id, int count, long total) =>
        new WireWriter()
            .Bytes(1, Header("WebcastLikeMessage", id))
            .Varint(2, (ulong)count)
            .Varint(3, (ulong)total)
            .Bytes(5, User(42))
            .Written.ToArray();

    public static byte[] Social(long id, int action, string key) =>
        new WireWriter()
            .Bytes(1, Header("WebcastSocialMessage", id, key: key))
            .Bytes(2, User(42))
            .Varint(4, (ulong)action)
            .Written.ToArray();

    public static byte[] Control(long id, int action) =>
        new WireWriter().Bytes(1, Header("WebcastControlMessage", id)).Varint(2, (ulong)action).Written.ToArray();

    public static byte[] Header(string method, long id, long createTime = 0, string key = "") =>
        new WireWriter()
            .Text(1, method)
            .Varint(2, (ulong)id)
            .Varint(3, 7300)
            .Varint(4, (ulong)createTime)
            .Bytes(8, new WireWriter().Text(1, key).Written.Span)
            .Written.ToArray();

    public static byte[] User(long id) =>
        new WireWriter().Varint(1, (ulong)id).Text(3, "Ada").Text(38, "ada").Written.ToArray();

    public static byte[] Wrapped(string method, byte[] payload, long id = 0, bool history = false) =>
        new WireWriter()
            .Text(1, method)
            .Bytes(2, payload)
            .Varint(3, (ulong)id)
            .Varint(6, history ? 1UL : 0)
            .Written.ToArray();

    public static byte[] Batch(params byte[][] wrapped)
    {
        var writer = new WireWriter();
        foreach (byte[] one in wrapped)
        {
            writer.Bytes(1, one);
        }
        return writer.Text(5, "ext").Varint(9, 1).Written.ToArray();
    }

    public static byte[] Frame(byte[] batch, bool gzip = false, bool header = true, ulong logId = 9)
    {
        var writer = new WireWriter().Varint(2, logId);
        if (gzip && header)
        {
            writer.Bytes(5, new WireWriter().Text(1, "compress_type").Text(2, "gzip").Written.Span);
        }
        return writer.Text(6, "pb").Text(7, "msg").Bytes(8, gzip ? Gzip(batch) : batch).Written.ToArray();
    }

    public static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }
        return packed.ToArray();
    }
}

/// <summary>A room under test: messages in, events out.</summary>
internal sealed class RoomUnderTest
{
    private readonly RoomReader _reader;

    public RoomUnderTest() => _reader = new RoomReader(Tally, Counters, null, (_, _) => { });

    public RoomTally Tally { get; } = new();

    public ReadCounters Counters { get; } = new();

    public List<LiveEvent> Events { get; } = [];

    public DateTimeOffset Now { get; set; } = Wires.Now;

    public void Gift(byte[] payload, bool history = false) => Take("WebcastGiftMessage", payload, history);

    public void Take(string method, byte[] payload, bool history = false)
    {
        var message = new BaseMessage
        {
            Method = Encoding.UTF8.GetBytes(method),
            Payload = payload,
            IsHistory = history,
        };
        _reader.ReadMessage(message, Now, Events);
    }

    public void TakeBatch(byte[] batch)
    {
        var result = new FetchResult();
        result.Read(batch).ShouldBeTrue();
        _reader.Read(result, Now, Events);
    }

    public int Credited => Events.Sum(one => one.Gift?.Credited ?? 0);

    public IEnumerable<LiveEvent> Finals => Events.Where(one => one.Kind == LiveEventKind.GiftFinal);
}
