using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastBarrageMessage</c>: a banner that flies over the picture.</summary>
internal ref struct BarrageMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint TypeTag = (3 << 3) | WireType.Varint;
    private const uint ContentTag = (5 << 3) | WireType.Bytes;
    private const uint CommonContentTag = (24 << 3) | WireType.Bytes;
    private const uint UserTag = (50 << 3) | WireType.Bytes;

    public Header Header;
    public int Type;
    public DisplayText Content;
    public DisplayText CommonContent;
    public Person User;

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
                case TypeTag:
                    Type = reader.Int32();
                    break;
                case ContentTag:
                    if (!Content.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case CommonContentTag:
                    if (!CommonContent.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case UserTag:
                    if (!User.Read(reader.Bytes()))
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
