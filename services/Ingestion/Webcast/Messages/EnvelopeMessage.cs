using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastEnvelopeMessage</c>: a treasure box appears or goes.</summary>
internal ref struct EnvelopeMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint InfoTag = (2 << 3) | WireType.Bytes;
    private const uint DisplayTag = (3 << 3) | WireType.Varint;

    public Header Header;
    public EnvelopeInfo Info;

    /// <summary>1 appears, 2 goes.</summary>
    public int Display;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case HeaderTag:
                    if (!Header.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case InfoTag:
                    if (!Info.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case DisplayTag:
                    Display = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>The box (<c>EnvelopeInfo</c>).</summary>
internal ref struct EnvelopeInfo
{
    private const uint IdTag = (1 << 3) | WireType.Bytes;
    private const uint BusinessTypeTag = (2 << 3) | WireType.Varint;
    private const uint SenderNameTag = (4 << 3) | WireType.Bytes;
    private const uint CoinsTag = (5 << 3) | WireType.Varint;
    private const uint PeopleTag = (6 << 3) | WireType.Varint;
    private const uint UnpackAtTag = (7 << 3) | WireType.Varint;
    private const uint SenderIdTag = (8 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Id;

    /// <summary>19 = super fan box.</summary>
    public int BusinessType;
    public ReadOnlySpan<byte> SenderName;
    public int Coins;
    public int People;
    public int UnpackAt;
    public ReadOnlySpan<byte> SenderId;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IdTag:
                    Id = reader.Bytes();
                    break;
                case BusinessTypeTag:
                    BusinessType = reader.Int32();
                    break;
                case SenderNameTag:
                    SenderName = reader.Bytes();
                    break;
                case CoinsTag:
                    Coins = reader.Int32();
                    break;
                case PeopleTag:
                    People = reader.Int32();
                    break;
                case UnpackAtTag:
                    UnpackAt = reader.Int32();
                    break;
                case SenderIdTag:
                    SenderId = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
