using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Frames;

/// <summary>
/// A batch of messages: <c>ProtoMessageFetchResult</c>, the reply of the first fetch and the payload of a
/// <c>msg</c> frame.
/// </summary>
internal ref struct FetchResult
{
    private const uint MessageTag = (1 << 3) | WireType.Bytes;
    private const uint CursorTag = (2 << 3) | WireType.Bytes;
    private const uint InternalExtTag = (5 << 3) | WireType.Bytes;
    private const uint RouteParamTag = (7 << 3) | WireType.Bytes;
    private const uint HeartbeatTag = (8 << 3) | WireType.Varint;
    private const uint NeedAckTag = (9 << 3) | WireType.Varint;
    private const uint PushServerTag = (10 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Cursor;
    public ReadOnlySpan<byte> InternalExt;
    public ReadOnlySpan<byte> PushServer;
    public long HeartbeatMilliseconds;
    public bool NeedAck;
    public int MessageCount;

    private ReadOnlySpan<byte> _data;

    /// <summary>Reads the envelope alone; <see cref="Messages"/> walks over the messages afterwards.</summary>
    public bool Read(ReadOnlySpan<byte> data)
    {
        _data = data;
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case MessageTag:
                    reader.Bytes();
                    MessageCount++;
                    break;
                case CursorTag:
                    Cursor = reader.Bytes();
                    break;
                case InternalExtTag:
                    InternalExt = reader.Bytes();
                    break;
                case HeartbeatTag:
                    HeartbeatMilliseconds = reader.Int64();
                    break;
                case NeedAckTag:
                    NeedAck = reader.Bool();
                    break;
                case PushServerTag:
                    PushServer = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }

    public readonly Repeated<BaseMessage> Messages() => new(_data, MessageTag);

    /// <summary>The parameters that the sign server wants in the socket's address.</summary>
    public readonly Dictionary<string, string> RouteParams()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new WireReader(_data);
        while (reader.Next(out uint tag))
        {
            if (tag != RouteParamTag)
            {
                reader.Skip(tag);
                continue;
            }
            (string key, string value) = MapEntry.Read(reader.Bytes());
            if (key.Length > 0)
            {
                found[key] = value;
            }
        }
        return found;
    }
}
