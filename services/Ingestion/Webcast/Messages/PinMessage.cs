using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastRoomPinMessage</c>: a message is pinned. It repeats the message inside, which is not counted again.</summary>
internal ref struct PinMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint ChatTag = (2 << 3) | WireType.Bytes;
    private const uint SocialTag = (3 << 3) | WireType.Bytes;
    private const uint GiftTag = (4 << 3) | WireType.Bytes;
    private const uint MemberTag = (5 << 3) | WireType.Bytes;
    private const uint LikeTag = (6 << 3) | WireType.Bytes;
    private const uint MethodTag = (30 << 3) | WireType.Bytes;
    private const uint OperatorTag = (32 << 3) | WireType.Bytes;
    private const uint ActionTag = (33 << 3) | WireType.Varint;
    private const uint PinMessageIdTag = (35 << 3) | WireType.Varint;

    public Header Header;
    public PinnedMessage Chat;
    public PinnedMessage Social;
    public PinnedMessage Gift;
    public PinnedMessage Member;
    public PinnedMessage Like;

    /// <summary>Type of the message inside.</summary>
    public ReadOnlySpan<byte> Method;
    public Person Operator;

    /// <summary>1 pin, 2 cancel.</summary>
    public int Action;
    public long PinMessageId;

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
                case ChatTag:
                    if (!Chat.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case SocialTag:
                    if (!Social.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case GiftTag:
                    if (!Gift.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case MemberTag:
                    if (!Member.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case LikeTag:
                    if (!Like.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case MethodTag:
                    Method = reader.Bytes();
                    break;
                case OperatorTag:
                    if (!Operator.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case ActionTag:
                    Action = reader.Int32();
                    break;
                case PinMessageIdTag:
                    PinMessageId = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }

    /// <summary>
    /// Id of the message that is pinned: the one inside has its own id, while <see cref="PinMessageId"/> is in all
    /// recordings that of the pin message itself.
    /// </summary>
    public readonly long TargetMessageId
    {
        get
        {
            long inside =
                Chat.Header.MessageId
                | Gift.Header.MessageId
                | Social.Header.MessageId
                | Member.Header.MessageId
                | Like.Header.MessageId;
            return inside != 0 ? inside : PinMessageId;
        }
    }
}

/// <summary>Of the message inside, its head.</summary>
internal ref struct PinnedMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;

    public Header Header;

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
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
