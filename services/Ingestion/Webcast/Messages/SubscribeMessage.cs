using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastSubNotifyMessage</c>: someone subscribed.</summary>
internal ref struct SubscribeMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint UserTag = (2 << 3) | WireType.Bytes;
    private const uint MonthsTag = (4 << 3) | WireType.Varint;
    private const uint SubscribeTypeTag = (5 << 3) | WireType.Varint;

    public Header Header;
    public Person User;
    public long Months;
    public int SubscribeType;

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
                case UserTag:
                    if (!User.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case MonthsTag:
                    Months = reader.Int64();
                    break;
                case SubscribeTypeTag:
                    SubscribeType = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
