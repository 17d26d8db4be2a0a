using System.Text;
using System.Text.Json;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Texts as people count them: an emoji outside the basic plane is one character, not two.</summary>
internal static class Characters
{
    /// <summary>How many there are; null where one cannot be stored (NUL, or half of a surrogate pair).</summary>
    public static int? Of(string text)
    {
        var count = 0;
        for (var n = 0; n < text.Length; n++, count++)
        {
            if (text[n] == '\0')
                return null;
            if (!char.IsSurrogate(text[n]))
                continue;
            if (n + 1 >= text.Length || !char.IsSurrogatePair(text[n], text[n + 1]))
                return null;
            n++;
        }
        return count;
    }

    /// <summary>A JSON text; null where it holds half of a surrogate pair.</summary>
    public static string? Read(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>For an answer: whatever cannot be shown is replaced.</summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            printable.Append(Rune.IsControl(rune) ? Rune.ReplacementChar.ToString() : rune.ToString());
        return printable.ToString();
    }
}
