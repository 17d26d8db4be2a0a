namespace LiveOps.Ingestion.Reading;

/// <summary>What a room's frames held, for the operator. Written by one thread, read by others.</summary>
internal sealed class ReadCounters
{
    /// <summary>A peer that invents type names must not fill the memory.</summary>
    private const int MostTypes = 500;

    private const string OtherTypes = "(other)";

    private readonly Dictionary<string, long> _unknownTypes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public long Messages { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Messages of types that nobody reads. Normal.</summary>
    public long Unknown { get; private set; }

    /// <summary>Messages of known types, and whole frames, that could not be decoded.</summary>
    public long Undecodable { get; private set; }

    public void CountMessage() => Messages++;

    public void CountDuplicate() => Duplicates++;

    public void CountUndecodable() => Undecodable++;

    public void CountUnknown(string type)
    {
        Unknown++;
        lock (_lock)
        {
            string key = _unknownTypes.Count < MostTypes || _unknownTypes.ContainsKey(type) ? type : OtherTypes;
            _unknownTypes[key] = _unknownTypes.GetValueOrDefault(key) + 1;
        }
    }

    public IReadOnlyDictionary<string, long> UnknownTypes()
    {
        lock (_lock)
        {
            return new Dictionary<string, long>(_unknownTypes, StringComparer.Ordinal);
        }
    }
}
