using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastSocialMessage</c>: a follow or a share.</summary>
internal ref struct SocialMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint UserTag = (2 << 3) | WireType.Bytes;
    private const uint ShareTypeTag = (3 << 3) | WireType.Varint;
    private const uint ActionTag = (4 << 3) | WireType.Varint;
    private const uint FollowCountTag = (6 << 3) | WireType.Varint;
    private const uint ShareCountTag = (8 << 3) | WireType.Varint;

    public Header Header;
    public Person User;

    /// <summary>Where it was shared to. Not the action.</summary>
    public long ShareType;

    /// <summary>1 follow, 3 share.</summary>
    public long Action;
    public long FollowCount;
    public int ShareCount;

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
                case ShareTypeTag:
                    ShareType = reader.Int64();
                    break;
                case ActionTag:
                    Action = reader.Int64();
                    break;
                case FollowCountTag:
                    FollowCount = reader.Int64();
                    break;
                case ShareCountTag:
                    ShareCount = reader.Int32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
