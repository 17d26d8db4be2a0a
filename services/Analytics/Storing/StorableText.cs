using System.Text;

namespace LiveOps.Analytics.Storing;

/// <summary>PostgreSQL stores neither NUL nor half a surrogate pair, and nobody reads a comment of 5 MB.</summary>
internal static class StorableText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text as it can be stored: bad characters replaced by U+FFFD, cut at <paramref name="limit"/>.</summary>
    /// <param name="text">Any string.</param>
    /// <param name="limit">Longest result, in UTF-16 units; a pair is never cut in half.</param>
    /// <param name="cut">True when something was cut off.</param>
    /// <param name="cleaned">True when a character was replaced.</param>
    public static string? Of(string? text, int limit, out bool cut, out bool cleaned)
    {
        cut = cleaned = false;
        if (text is null)
            return null;
        if (text.Length > limit)
        {
            cut = true;
            text = text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
        }
        var bad = IndexOfBad(text, 0);
        if (bad < 0)
            return text;
        cleaned = true;
        var mended = new StringBuilder(text);
        for (; bad >= 0; bad = IndexOfBad(text, bad + 1))
            mended[bad] = Replacement;
        return mended.ToString();
    }

    private static int IndexOfBad(string text, int from)
    {
        // Almost every text has neither: one vectorised search says so.
        var first = text.AsSpan(from).IndexOfAnyInRange('\uD800', '\uDFFF');
        var nul = text.AsSpan(from).IndexOf('\0');
        if (first < 0 && nul < 0)
            return -1;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return i;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else
                return i;
        }
        return -1;
    }
}
