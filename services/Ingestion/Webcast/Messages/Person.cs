using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary>A user. Identity is <see cref="Id"/>: names and handles change, and <c>idStr</c> is always empty.</summary>
internal ref struct Person
{
    private const uint IdTag = (1 << 3) | WireType.Varint;
    private const uint NicknameTag = (3 << 3) | WireType.Bytes;
    private const uint AvatarTag = (9 << 3) | WireType.Bytes;
    private const uint FollowTag = (22 << 3) | WireType.Bytes;
    private const uint AttributesTag = (32 << 3) | WireType.Bytes;
    private const uint HandleTag = (38 << 3) | WireType.Bytes;
    private const uint SecondaryIdTag = (46 << 3) | WireType.Bytes;
    private const uint SubscriptionTag = (63 << 3) | WireType.Bytes;

    public long Id;

    /// <summary>The name shown.</summary>
    public ReadOnlySpan<byte> Nickname;
    public Picture Avatar;
    public FollowState Follow;
    public Attributes Attributes;

    /// <summary>TikTok's <c>displayId</c>: the @handle.</summary>
    public ReadOnlySpan<byte> Handle;
    public ReadOnlySpan<byte> SecondaryId;
    public Subscription Subscription;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IdTag:
                    Id = reader.Int64();
                    break;
                case NicknameTag:
                    Nickname = reader.Bytes();
                    break;
                case AvatarTag:
                    if (!Avatar.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case FollowTag:
                    if (!Follow.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case AttributesTag:
                    if (!Attributes.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case HandleTag:
                    Handle = reader.Bytes();
                    break;
                case SecondaryIdTag:
                    SecondaryId = reader.Bytes();
                    break;
                case SubscriptionTag:
                    if (!Subscription.Read(reader.Bytes()))
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

/// <summary>Who follows whom.</summary>
internal ref struct FollowState
{
    private const uint StatusTag = (3 << 3) | WireType.Varint;

    /// <summary>0 none, 1 follower, 2 mutual.</summary>
    public long Status;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case StatusTag:
                    Status = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>What the user is in the room.</summary>
internal ref struct Attributes
{
    private const uint IsAdminTag = (2 << 3) | WireType.Varint;

    public bool IsAdmin;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IsAdminTag:
                    IsAdmin = reader.Bool();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>The user's subscription.</summary>
internal ref struct Subscription
{
    private const uint IsSubscribedTag = (2 << 3) | WireType.Varint;
    private const uint IsSubscribedToAnchorTag = (7 << 3) | WireType.Varint;

    public bool IsSubscribed;
    public bool IsSubscribedToAnchor;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IsSubscribedTag:
                    IsSubscribed = reader.Bool();
                    break;
                case IsSubscribedToAnchorTag:
                    IsSubscribedToAnchor = reader.Bool();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>The user's roles towards the creator: the best source for them (<c>UserIdentity</c>).</summary>
internal ref struct Identity
{
    private const uint IsGiftGiverTag = (1 << 3) | WireType.Varint;
    private const uint IsSubscriberTag = (2 << 3) | WireType.Varint;
    private const uint IsMutualFollowerTag = (3 << 3) | WireType.Varint;
    private const uint IsFollowerTag = (4 << 3) | WireType.Varint;
    private const uint IsModeratorTag = (5 << 3) | WireType.Varint;
    private const uint IsAnchorTag = (6 << 3) | WireType.Varint;

    public bool IsGiftGiver;
    public bool IsSubscriber;
    public bool IsMutualFollower;
    public bool IsFollower;
    public bool IsModerator;
    public bool IsAnchor;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IsGiftGiverTag:
                    IsGiftGiver = reader.Bool();
                    break;
                case IsSubscriberTag:
                    IsSubscriber = reader.Bool();
                    break;
                case IsMutualFollowerTag:
                    IsMutualFollower = reader.Bool();
                    break;
                case IsFollowerTag:
                    IsFollower = reader.Bool();
                    break;
                case IsModeratorTag:
                    IsModerator = reader.Bool();
                    break;
                case IsAnchorTag:
                    IsAnchor = reader.Bool();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
