using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastLinkMicBattle</c>: a battle begins or ends.</summary>
internal ref struct BattleMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint BattleIdTag = (2 << 3) | WireType.Varint;
    private const uint ActionTag = (4 << 3) | WireType.Varint;

    public Header Header;
    public long BattleId;

    /// <summary>4 open, 5 finish, 6 cut short.</summary>
    public int Action;

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
                case ActionTag:
                    Action = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
