using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Frames;

/// <summary>One binary WebSocket message of TikTok: <c>WebcastPushFrame</c>.</summary>
internal ref struct PushFrame
{
    private const uint LogIdTag = (2 << 3) | WireType.Varint;
    private const uint HeaderTag = (5 << 3) | WireType.Bytes;
    private const uint PayloadTypeTag = (7 << 3) | WireType.Bytes;
    private const uint PayloadTag = (8 << 3) | WireType.Bytes;
    private const uint KeyTag = (1 << 3) | WireType.Bytes;
    private const uint ValueTag = (2 << 3) | WireType.Bytes;

    /// <summary>Goes back in the ack. Unsigned at TikTok; the bits are kept.</summary>
    public ulong LogId;
    public ReadOnlySpan<byte> PayloadType;
    public ReadOnlySpan<byte> Payload;

    private bool _gzipHeader;

    /// <summary>Only frames of type <c>msg</c> carry events.</summary>
    public readonly bool CarriesMessages => PayloadType.SequenceEqual("msg"u8);

    /// <summary>Either signal counts: not every sender sets the header, and not every library looks for the magic.</summary>
    public readonly bool IsGzip => _gzipHeader || (Payload.Length > 2 && Payload[0] == 0x1F && Payload[1] == 0x8B);

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case LogIdTag:
                    LogId = reader.Unsigned();
                    break;
                case HeaderTag:
                    if (!ReadHeader(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case PayloadTypeTag:
                    PayloadType = reader.Bytes();
                    break;
                case PayloadTag:
                    Payload = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }

    private bool ReadHeader(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> key = default;
        ReadOnlySpan<byte> value = default;
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case KeyTag:
                    key = reader.Bytes();
                    break;
                case ValueTag:
                    value = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        if (key.SequenceEqual("compress_type"u8))
        {
            _gzipHeader = value.SequenceEqual("gzip"u8);
        }
        return !reader.Failed;
    }
}
