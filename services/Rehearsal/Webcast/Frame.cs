using System.IO.Compression;
using Google.Protobuf;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Webcast;

/// <summary>
/// One push frame of type <c>msg</c>, encoded at most once plain and once compressed, however many sockets it goes to.
/// </summary>
internal sealed class Frame
{
    private readonly Func<bool, byte[]> _encode;
    private byte[]? _plain;
    private byte[]? _gzip;

    private Frame(long logId, string internalExt, IReadOnlyList<RoomMessage> messages, Func<bool, byte[]> encode)
    {
        LogId = logId;
        InternalExt = internalExt;
        Messages = messages;
        _encode = encode;
    }

    /// <summary>0 for frames that ask for no acknowledgement.</summary>
    public long LogId { get; }

    /// <summary>What the acknowledgement of this frame must carry.</summary>
    public string InternalExt { get; }

    /// <summary>The well-formed messages inside: what counts as served once the frame is written.</summary>
    public IReadOnlyList<RoomMessage> Messages { get; }

    public byte[] Bytes(bool gzip) => gzip ? _gzip ??= _encode(true) : _plain ??= _encode(false);

    /// <summary>A frame as TikTok sends it.</summary>
    /// <param name="logId">Id that the acknowledgement repeats.</param>
    /// <param name="messages">Messages in order.</param>
    /// <param name="extra">Broken or unknown messages to put after the first one; they are not counted.</param>
    /// <param name="hideCompression">Leave out the header that announces compression; only the magic bytes tell.</param>
    /// <param name="nowMs">Server time, ms since 1970.</param>
    public static Frame Of(
        long logId,
        IReadOnlyList<RoomMessage> messages,
        IReadOnlyList<Envelope> extra,
        bool hideCompression,
        long nowMs
    )
    {
        var internalExt = $"internal_src:rehearsal|wss_push_did:0|log_id:{logId}";
        return new Frame(logId, internalExt, messages, gzip => Encode(gzip));

        byte[] Encode(bool gzip)
        {
            var result = new FetchResult
            {
                Cursor = $"{nowMs}_{logId}_1_1_0_0",
                FetchIntervalMs = 1000,
                NowMs = nowMs,
                InternalExt = internalExt,
                FetchType = 1,
                NeedAck = true,
            };
            foreach (var message in messages)
            {
                result.Messages.Add(EnvelopeOf(message, false));
            }
            foreach (var envelope in extra)
            {
                result.Messages.Insert(Math.Min(1, result.Messages.Count), envelope);
            }
            return Push(logId, result.ToByteArray(), gzip, hideCompression);
        }
    }

    /// <summary>Bytes that are no frame or a broken one; nothing in it counts.</summary>
    public static Frame Raw(byte[] bytes) => new(0, "", [], _ => bytes);

    public static Envelope EnvelopeOf(RoomMessage message, bool isHistory) =>
        new()
        {
            Method = message.Method,
            Payload = UnsafeByteOperations.UnsafeWrap(message.Payload),
            MsgId = message.MsgId,
            IsHistory = isHistory,
        };

    /// <summary>Wraps a fetch result into a push frame.</summary>
    public static byte[] Push(long logId, byte[] payload, bool gzip, bool hideCompression)
    {
        var frame = new PushFrame
        {
            SeqId = (ulong)logId,
            LogId = (ulong)logId,
            Service = 8888,
            Method = 8,
            PayloadEncoding = "pb",
            PayloadType = "msg",
            Payload = UnsafeByteOperations.UnsafeWrap(gzip ? Compress(payload) : payload),
        };
        if (!hideCompression)
        {
            frame.Headers.Add(new PushFrame.Types.Header { Key = "compress_type", Value = gzip ? "gzip" : "none" });
        }
        return frame.ToByteArray();
    }

    /// <summary>A frame of another type: heartbeat, answer to entering the room.</summary>
    public static byte[] Plain(string payloadType, ulong logId, byte[] payload) =>
        new PushFrame
        {
            SeqId = logId,
            LogId = logId,
            Service = 8888,
            Method = 8,
            PayloadEncoding = "pb",
            PayloadType = payloadType,
            Payload = UnsafeByteOperations.UnsafeWrap(payload),
        }.ToByteArray();

    private static byte[] Compress(byte[] payload)
    {
        using var target = new MemoryStream(payload.Length / 3 + 64);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(payload);
        }
        return target.ToArray();
    }
}
