using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastGoalUpdateMessage</c>: progress towards a goal of the creator.</summary>
internal ref struct GoalMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint GoalTag = (3 << 3) | WireType.Bytes;
    private const uint ContributorIdTag = (4 << 3) | WireType.Varint;
    private const uint ContributorHandleTag = (6 << 3) | WireType.Bytes;
    private const uint ContributeCountTag = (9 << 3) | WireType.Varint;

    public Header Header;
    public Goal Goal;
    public long ContributorId;
    public ReadOnlySpan<byte> ContributorHandle;
    public long ContributeCount;

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
                case GoalTag:
                    if (!Goal.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case ContributorIdTag:
                    ContributorId = reader.Int64();
                    break;
                case ContributorHandleTag:
                    ContributorHandle = reader.Bytes();
                    break;
                case ContributeCountTag:
                    ContributeCount = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>The goal (<c>LiveStreamGoal</c>). It has parts, walked over by <see cref="Parts"/>.</summary>
internal ref struct Goal
{
    private const uint IdTag = (1 << 3) | WireType.Varint;
    private const uint TypeTag = (2 << 3) | WireType.Varint;
    private const uint PartTag = (4 << 3) | WireType.Bytes;
    private const uint DescriptionTag = (5 << 3) | WireType.Bytes;

    public long Id;
    public int Type;
    public ReadOnlySpan<byte> Description;

    private ReadOnlySpan<byte> _data;

    public bool Read(ReadOnlySpan<byte> data)
    {
        _data = data;
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IdTag:
                    Id = reader.Int64();
                    break;
                case TypeTag:
                    Type = reader.Int32();
                    break;
                case DescriptionTag:
                    Description = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }

    public readonly Repeated<GoalPart> Parts() => new(_data, PartTag);
}

/// <summary>One part of a goal: so many of one gift.</summary>
internal ref struct GoalPart : IWireMessage
{
    private const uint TypeTag = (1 << 3) | WireType.Varint;
    private const uint IdTag = (2 << 3) | WireType.Varint;
    private const uint ProgressTag = (3 << 3) | WireType.Varint;
    private const uint TargetTag = (4 << 3) | WireType.Varint;
    private const uint GiftTag = (5 << 3) | WireType.Bytes;

    public int Type;
    public long Id;
    public long Progress;
    public long Target;
    public GoalGift Gift;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case TypeTag:
                    Type = reader.Int32();
                    break;
                case IdTag:
                    Id = reader.Int64();
                    break;
                case ProgressTag:
                    Progress = reader.Int64();
                    break;
                case TargetTag:
                    Target = reader.Int64();
                    break;
                case GiftTag:
                    if (!Gift.Read(reader.Bytes()))
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

/// <summary>The gift that a part counts.</summary>
internal ref struct GoalGift
{
    private const uint NameTag = (1 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Name;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case NameTag:
                    Name = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
