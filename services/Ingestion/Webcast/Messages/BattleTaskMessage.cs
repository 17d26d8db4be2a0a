using System.Runtime.InteropServices;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastLinkmicBattleTaskMessage</c>: a speed challenge inside a battle.</summary>
internal ref struct BattleTaskMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint TypeTag = (2 << 3) | WireType.Varint;
    private const uint StartTag = (3 << 3) | WireType.Bytes;
    private const uint BattleIdTag = (20 << 3) | WireType.Varint;

    public Header Header;

    /// <summary>0 start, 1 update, 2 settle, 3 reward.</summary>
    public int Type;
    public BattleTaskStart Start;
    public long BattleId;

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
                case StartTag:
                    if (!Start.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case BattleIdTag:
                    BattleId = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>How the challenge begins.</summary>
internal ref struct BattleTaskStart
{
    private const uint ConfigTag = (1 << 3) | WireType.Bytes;

    public BattleTaskConfig Config;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case ConfigTag:
                    if (!Config.Read(reader.Bytes()))
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

/// <summary>The challenge's settings.</summary>
internal ref struct BattleTaskConfig
{
    private const uint RewardTag = (4 << 3) | WireType.Bytes;

    public BattleTaskReward Reward;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case RewardTag:
                    if (!Reward.Read(reader.Bytes()))
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

/// <summary>What is won.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct BattleTaskReward
{
    private const uint DurationTag = (2 << 3) | WireType.Varint;
    private const uint MultipleTag = (3 << 3) | WireType.Varint;

    public int Duration;

    /// <summary>Score multiplier.</summary>
    public int Multiple;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case DurationTag:
                    Duration = reader.Int32();
                    break;
                case MultipleTag:
                    Multiple = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
