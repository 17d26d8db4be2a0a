using System.Runtime.InteropServices;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastLinkMicArmies</c>: the running scores of a battle, walked over by <see cref="Scores"/>.</summary>
internal ref struct BattleArmiesMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint BattleIdTag = (2 << 3) | WireType.Varint;
    private const uint ArmyTag = (3 << 3) | WireType.Bytes;
    private const uint TriggerReasonTag = (7 << 3) | WireType.Varint;

    public Header Header;
    public long BattleId;
    public int TriggerReason;

    private ReadOnlySpan<byte> _data;

    public bool Read(ReadOnlySpan<byte> data)
    {
        _data = data;
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
                case TriggerReasonTag:
                    TriggerReason = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }

    public readonly Repeated<Army> Scores() => new(_data, ArmyTag);
}

/// <summary>One side, an entry of a map by creator.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct Army : IWireMessage
{
    private const uint AnchorIdTag = (1 << 3) | WireType.Varint;
    private const uint SideTag = (2 << 3) | WireType.Bytes;

    public long AnchorId;
    public ArmySide Side;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case AnchorIdTag:
                    AnchorId = reader.Int64();
                    break;
                case SideTag:
                    if (!Side.Read(reader.Bytes()))
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

/// <summary>The side's score.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct ArmySide
{
    private const uint ScoreTag = (2 << 3) | WireType.Varint;

    public long Score;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case ScoreTag:
                    Score = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
