using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastControlMessage</c>: the state of the LIVE.</summary>
internal ref struct ControlMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint ActionTag = (2 << 3) | WireType.Varint;

    public Header Header;

    /// <summary>1 paused, 2 resumed, 3 ended, 4 suspended.</summary>
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
