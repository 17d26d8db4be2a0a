using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastLiveIntroMessage</c>: the creator's introduction.</summary>
internal ref struct IntroMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint IdTag = (2 << 3) | WireType.Varint;
    private const uint ContentTag = (4 << 3) | WireType.Bytes;
    private const uint UserTag = (5 << 3) | WireType.Bytes;

    public Header Header;
    public long Id;
    public ReadOnlySpan<byte> Content;
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
                case IdTag:
                    Id = reader.Int64();
                    break;
                case ContentTag:
                    Content = reader.Bytes();
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
