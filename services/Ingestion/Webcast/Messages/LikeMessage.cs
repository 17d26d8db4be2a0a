using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastLikeMessage</c>: up to 15 taps of one viewer.</summary>
internal ref struct LikeMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint CountTag = (2 << 3) | WireType.Varint;
    private const uint TotalTag = (3 << 3) | WireType.Varint;
    private const uint UserTag = (5 << 3) | WireType.Bytes;

    public Header Header;
    public int Count;

    /// <summary>The room's total; goes down at times.</summary>
    public long Total;
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
                case CountTag:
                    Count = reader.Int32();
                    break;
                case TotalTag:
                    Total = reader.Int64();
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
