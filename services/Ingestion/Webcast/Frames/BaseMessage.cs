using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Frames;

/// <summary>The wrapper of one event: <c>BaseProtoMessage</c>.</summary>
internal ref struct BaseMessage : IWireMessage
{
    private const uint MethodTag = (1 << 3) | WireType.Bytes;
    private const uint PayloadTag = (2 << 3) | WireType.Bytes;
    private const uint MessageIdTag = (3 << 3) | WireType.Varint;
    private const uint IsHistoryTag = (6 << 3) | WireType.Varint;

    /// <summary>Name of the message type, e.g. <c>WebcastGiftMessage</c>.</summary>
    public ReadOnlySpan<byte> Method;
    public ReadOnlySpan<byte> Payload;
    public long MessageId;

    /// <summary>Replayed by TikTok on connect.</summary>
    public bool IsHistory;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case MethodTag:
                    Method = reader.Bytes();
                    break;
                case PayloadTag:
                    Payload = reader.Bytes();
                    break;
                case MessageIdTag:
                    MessageId = reader.Int64();
                    break;
                case IsHistoryTag:
                    IsHistory = reader.Bool();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
