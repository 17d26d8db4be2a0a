using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastRoomUserSeqMessage</c>: how many watch. The list of top gifters is walked over by <see cref="Ranks"/>.</summary>
internal ref struct RoomUserSeqMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint RankTag = (2 << 3) | WireType.Bytes;
    private const uint ViewersTag = (3 << 3) | WireType.Varint;
    private const uint TotalViewersTag = (7 << 3) | WireType.Varint;

    public Header Header;
    public long Viewers;

    /// <summary>Viewers since the start.</summary>
    public long TotalViewers;

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
                case ViewersTag:
                    Viewers = reader.Int64();
                    break;
                case TotalViewersTag:
                    TotalViewers = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }

    /// <summary>The top gifters; read on demand, since the hot path does not use them.</summary>
    public readonly Repeated<Rank> Ranks() => new(_data, RankTag);
}

/// <summary>One of the top gifters.</summary>
internal ref struct Rank : IWireMessage
{
    private const uint ScoreTag = (1 << 3) | WireType.Varint;
    private const uint UserTag = (2 << 3) | WireType.Bytes;
    private const uint PlaceTag = (3 << 3) | WireType.Varint;

    public long Score;
    public Person User;
    public long Place;

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
                case UserTag:
                    if (!User.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case PlaceTag:
                    Place = reader.Int64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
