using System.Text;

namespace LiveOps.Ingestion.Reading;

/// <summary>
/// Keeps the strings of short texts that repeat all the time (gift names), so that they are not made again for
/// every message. A fixed number of places: a newer text takes the place of an older one.
/// </summary>
internal sealed class TextCache
{
    private const int Places = 256;
    private const int Longest = 64;

    private readonly byte[]?[] _utf8 = new byte[]?[Places];
    private readonly string[] _texts = new string[Places];

    /// <summary>Null for an empty text.</summary>
    public string? Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }
        if (utf8.Length > Longest)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        int place = ((utf8[0] * 31) + (utf8[^1] * 17) + (utf8[utf8.Length / 2] * 7) + utf8.Length) & (Places - 1);
        if (_utf8[place] is { } known && utf8.SequenceEqual(known))
        {
            return _texts[place];
        }
        _utf8[place] = utf8.ToArray();
        return _texts[place] = Encoding.UTF8.GetString(utf8);
    }
}
