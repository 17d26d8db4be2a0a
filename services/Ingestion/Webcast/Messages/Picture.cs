using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary>A picture in several places; the first address is taken.</summary>
internal ref struct Picture
{
    private const uint AddressTag = (1 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Address;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            if (tag == AddressTag && Address.IsEmpty)
            {
                Address = reader.Bytes();
            }
            else
            {
                reader.Skip(tag);
            }
        }
        return !reader.Failed;
    }
}
