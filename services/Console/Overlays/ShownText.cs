using System.Globalization;
using System.Text;

namespace LiveOps.Console.Overlays;

/// <summary>Words of viewers, fit for the picture: they stay in their place and in their direction. Pure.</summary>
internal static class ShownText
{
    private const int MostMarks = 3;

    /// <summary>
    /// On one line, without control characters, without what turns the direction of the text around it, with at most
    /// three marks stacked on a letter, and at most so many UTF-16 units long; null where nothing is left.
    /// </summary>
    public static string? Of(string? text, int longest)
    {
        if (text is null)
            return null;
        var shown = new StringBuilder(Math.Min(text.Length, longest));
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
            {
                if (shown.Length > 0 && shown[^1] != ' ')
                    shown.Append(' ');
                continue;
            }
            var kind = Rune.GetUnicodeCategory(rune);
            marks = kind is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MostMarks || TurnsDirection(rune.Value) || rune == Rune.ReplacementChar)
                continue;
            if (shown.Length + rune.Utf16SequenceLength > longest)
                return $"{shown.ToString().TrimEnd()}…";
            shown.Append(rune);
        }
        var all = shown.ToString().TrimEnd();
        return all.Length == 0 ? null : all;
    }

    private static bool TurnsDirection(int rune) =>
        rune is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
