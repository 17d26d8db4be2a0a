using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastImDeleteMessage</c>: a moderator removed comments, or all comments of people.</summary>
internal ref struct DeleteMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const int MessageIdsField = 2;
    private const int UserIdsField = 3;

    public Header Header;

    private ReadOnlySpan<byte> _data;

    public bool Read(ReadOnlySpan<byte> data)
    {
        _data = data;
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            if (tag != HeaderTag)
            {
                reader.Skip(tag);
            }
            else if (!Header.Read(reader.Bytes()))
            {
                reader.Fail();
            }
        }
        return !reader.Failed;
    }

    public readonly List<long> MessageIds() => Ids(MessageIdsField);

    public readonly List<long> UserIds() => Ids(UserIdsField);

    // Repeated numbers come packed into one field or one by one; a reader takes both.
    private readonly List<long> Ids(int field)
    {
        var ids = new List<long>();
        var reader = new WireReader(_data);
        while (reader.Next(out uint tag))
        {
            if (tag >> 3 != field)
            {
                reader.Skip(tag);
            }
            else if ((tag & 7) == WireType.Varint)
            {
                ids.Add(reader.Int64());
            }
            else if ((tag & 7) == WireType.Bytes)
            {
                Unpack(reader.Bytes(), ids);
            }
            else
            {
                reader.Skip(tag);
            }
        }
        return ids;
    }

    private static void Unpack(ReadOnlySpan<byte> packed, List<long> ids)
    {
        var reader = new WireReader(packed);
        while (reader.More)
        {
            long id = reader.Int64();
            if (!reader.Failed)
            {
                ids.Add(id);
            }
        }
    }
}
