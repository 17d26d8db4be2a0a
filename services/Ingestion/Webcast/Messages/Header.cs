using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary>The head of every message (<c>CommonMessageData</c>): what it is, where and when.</summary>
internal ref struct Header
{
    private const uint MethodTag = (1 << 3) | WireType.Bytes;
    private const uint MessageIdTag = (2 << 3) | WireType.Varint;
    private const uint RoomIdTag = (3 << 3) | WireType.Varint;
    private const uint CreateTimeTag = (4 << 3) | WireType.Varint;
    private const uint DisplayTextTag = (8 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Method;
    public long MessageId;
    public long RoomId;

    /// <summary>Milliseconds since 1970; 0 at times, and seconds in a few types.</summary>
    public long CreateTime;
    public DisplayText DisplayText;

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
                case MessageIdTag:
                    MessageId = reader.Int64();
                    break;
                case RoomIdTag:
                    RoomId = reader.Int64();
                    break;
                case CreateTimeTag:
                    CreateTime = reader.Int64();
                    break;
                case DisplayTextTag:
                    if (!DisplayText.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>A localisable text; its key tells follow, share and super fan apart.</summary>
internal ref struct DisplayText
{
    private const uint KeyTag = (1 << 3) | WireType.Bytes;
    private const uint DefaultPatternTag = (2 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Key;
    public ReadOnlySpan<byte> DefaultPattern;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case KeyTag:
                    Key = reader.Bytes();
                    break;
                case DefaultPatternTag:
                    DefaultPattern = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
