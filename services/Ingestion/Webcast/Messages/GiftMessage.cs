using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastGiftMessage</c>: one step of a streak, or a single gift.</summary>
internal ref struct GiftMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint GiftIdTag = (2 << 3) | WireType.Varint;
    private const uint FanTicketsTag = (3 << 3) | WireType.Varint;
    private const uint GroupCountTag = (4 << 3) | WireType.Varint;
    private const uint RepeatCountTag = (5 << 3) | WireType.Varint;
    private const uint ComboCountTag = (6 << 3) | WireType.Varint;
    private const uint UserTag = (7 << 3) | WireType.Bytes;
    private const uint ReceiverTag = (8 << 3) | WireType.Bytes;
    private const uint RepeatEndTag = (9 << 3) | WireType.Varint;
    private const uint GroupIdTag = (11 << 3) | WireType.Varint;
    private const uint RoomFanTicketsTag = (13 << 3) | WireType.Varint;
    private const uint GiftTag = (15 << 3) | WireType.Bytes;
    private const uint SendTypeTag = (17 << 3) | WireType.Varint;
    private const uint MonitorTag = (23 << 3) | WireType.Bytes;
    private const uint IsFirstSentTag = (25 << 3) | WireType.Varint;
    private const uint IdentityTag = (32 << 3) | WireType.Bytes;

    public Header Header;
    public long GiftId;

    /// <summary>Coins that this message adds, as TikTok counts: 0 on the end of a streak. A cross-check.</summary>
    public int FanTickets;
    public int GroupCount;

    /// <summary>Running total of the streak.</summary>
    public int RepeatCount;
    public int ComboCount;
    public Person User;
    public Person Receiver;
    public int RepeatEnd;

    /// <summary>The streak; 0 for a gift without one. Not globally unique.</summary>
    public long GroupId;
    public long RoomFanTickets;
    public GiftDetails Gift;
    public long SendType;
    public GiftMonitor Monitor;
    public bool IsFirstSent;
    public Identity Identity;

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
                case GiftIdTag:
                    GiftId = reader.Int64();
                    break;
                case FanTicketsTag:
                    FanTickets = reader.Int32();
                    break;
                case GroupCountTag:
                    GroupCount = reader.Int32();
                    break;
                case RepeatCountTag:
                    RepeatCount = reader.Int32();
                    break;
                case ComboCountTag:
                    ComboCount = reader.Int32();
                    break;
                case UserTag:
                    if (!User.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case ReceiverTag:
                    if (!Receiver.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case RepeatEndTag:
                    RepeatEnd = reader.Int32();
                    break;
                case GroupIdTag:
                    GroupId = reader.Int64();
                    break;
                case RoomFanTicketsTag:
                    RoomFanTickets = reader.Int64();
                    break;
                case GiftTag:
                    if (!Gift.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case SendTypeTag:
                    SendType = reader.Int64();
                    break;
                case MonitorTag:
                    if (!Monitor.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case IsFirstSentTag:
                    IsFirstSent = reader.Bool();
                    break;
                case IdentityTag:
                    if (!Identity.Read(reader.Bytes()))
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

    /// <summary>Who gets it: <c>toUser</c> where it is filled, else the monitor's; 0 where TikTok does not say.</summary>
    public readonly long ReceiverId => Receiver.Id != 0 ? Receiver.Id : Monitor.ReceiverId;
}

/// <summary>What a gift is (<c>Gift</c>).</summary>
internal ref struct GiftDetails
{
    private const uint IdTag = (5 << 3) | WireType.Varint;
    private const uint IsComboTag = (10 << 3) | WireType.Varint;
    private const uint TypeTag = (11 << 3) | WireType.Varint;
    private const uint CoinsTag = (12 << 3) | WireType.Varint;
    private const uint NameTag = (16 << 3) | WireType.Bytes;

    public long Id;
    public bool IsCombo;
    public int Type;

    /// <summary>Price of one unit (<c>diamondCount</c>).</summary>
    public int Coins;
    public ReadOnlySpan<byte> Name;

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
                case IsComboTag:
                    IsCombo = reader.Bool();
                    break;
                case TypeTag:
                    Type = reader.Int32();
                    break;
                case CoinsTag:
                    Coins = reader.Int32();
                    break;
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

/// <summary>TikTok's own measurements of a gift (<c>GiftMonitorInfo</c>).</summary>
internal ref struct GiftMonitor
{
    private const uint ReceiverIdTag = (8 << 3) | WireType.Varint;

    public long ReceiverId;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case ReceiverIdTag:
                    ReceiverId = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
