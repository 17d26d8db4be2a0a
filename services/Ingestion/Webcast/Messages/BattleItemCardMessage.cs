using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastLinkMicBattleItemCard</c>: a card is won or played in a battle.</summary>
internal ref struct BattleItemCardMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint BattleIdTag = (2 << 3) | WireType.Varint;
    private const uint TypeTag = (3 << 3) | WireType.Varint;

    public Header Header;
    public long BattleId;
    public int Type;

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
                case BattleIdTag:
                    BattleId = reader.Int64();
                    break;
                case TypeTag:
                    Type = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
