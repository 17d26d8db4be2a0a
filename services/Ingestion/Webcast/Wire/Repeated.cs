namespace LiveOps.Ingestion.Webcast.Wire;

/// <summary>A message that reads itself from its bytes.</summary>
internal interface IWireMessage
{
    /// <summary>False for bytes that are no such message; what was read before the fault is kept.</summary>
    bool Read(ReadOnlySpan<byte> data);
}

/// <summary>
/// Walks over the entries of a repeated field in the order in which TikTok sent them, on demand: nothing is collected.
/// </summary>
/// <param name="message">The message that has the field.</param>
/// <param name="entryTag">Tag of the field.</param>
internal ref struct Repeated<T>(ReadOnlySpan<byte> message, uint entryTag)
    where T : struct, IWireMessage, allows ref struct
{
    private WireReader _reader = new(message);

    /// <summary>The next entry; <paramref name="intact"/> is false where it cannot be read to its end.</summary>
    public bool Next(out T entry, out bool intact)
    {
        entry = default;
        intact = false;
        while (_reader.Next(out uint tag))
        {
            if (tag == entryTag)
            {
                intact = entry.Read(_reader.Bytes());
                return true;
            }
            _reader.Skip(tag);
        }
        return false;
    }

    /// <summary>The next entry; false at the end and at one that cannot be read.</summary>
    public bool Next(out T entry) => Next(out entry, out bool intact) && intact;
}
