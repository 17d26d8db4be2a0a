using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastMemberMessage</c>: someone came in.</summary>
internal ref struct MemberMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint UserTag = (2 << 3) | WireType.Bytes;
    private const uint MemberCountTag = (3 << 3) | WireType.Varint;
    private const uint EnterTypeTag = (9 << 3) | WireType.Varint;
    private const uint ActionTag = (10 << 3) | WireType.Varint;

    public Header Header;
    public Person User;
    public int MemberCount;
    public int EnterType;

    /// <summary>1 joined, 3 subscribed.</summary>
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
                case UserTag:
                    if (!User.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case MemberCountTag:
                    MemberCount = reader.Int32();
                    break;
                case EnterTypeTag:
                    EnterType = reader.Int32();
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
