using System.Globalization;
using System.Text;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// Texts as keywords see them: without regard to case, accents, width and ligatures, with single gaps. Unicode
/// compatibility decomposition (NFKD), without accents and invisible characters, in lower case, composed again (NFC) so
/// that no letter is part of another: は of ば, 가 of 각.
/// </summary>
internal static class TextFold
{
    /// <summary>A comment is at most 150 characters on TikTok; what is longer is cut here.</summary>
    public const int Longest = 1_000;

    /// <summary>The folded text; empty for null.</summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        if (text.Length > Longest)
            text = text[..Longest];
        return IsSimple(text) ? text
            : Ascii.IsValid(text) ? FoldAscii(text)
            : FoldUnicode(text);
    }

    /// <summary>What <see cref="FoldUnicode"/> makes of these, with nothing made on the way.</summary>
    private static string FoldAscii(string text)
    {
        Span<char> folded = stackalloc char[Longest];
        var length = 0;
        var gap = false;
        foreach (var letter in text)
        {
            if (char.IsWhiteSpace(letter))
                gap = length > 0;
            else if (!char.IsControl(letter))
            {
                if (gap)
                    folded[length++] = ' ';
                gap = false;
                folded[length++] = char.ToLowerInvariant(letter);
            }
        }
        return folded[..length].ToString();
    }

    /// <summary>Lower-case letters, digits and single gaps: most comments are as they should be and cost nothing.</summary>
    private static bool IsSimple(string text)
    {
        var gap = true;
        foreach (var letter in text)
        {
            if (letter is not ((>= '!' and <= '@') or (>= '[' and <= '~') or ' ') || (letter == ' ' && gap))
                return false;
            gap = letter == ' ';
        }
        return !gap;
    }

    private static string FoldUnicode(string text)
    {
        var folded = new StringBuilder(text.Length);
        var gap = false;
        foreach (var rune in Decomposed(text).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                gap = folded.Length > 0;
                continue;
            }
            if (IsUnseen(rune))
                continue;
            if (gap)
                folded.Append(' ');
            gap = false;
            Append(folded, rune);
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>A lone half of a surrogate pair is no text: it cannot be decomposed, and goes.</summary>
    private static string Decomposed(string text)
    {
        var whole = text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            ? string.Concat(text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar))
            : text;
        return whole.Normalize(NormalizationForm.FormKD);
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        switch (rune.Value)
        {
            // Case folding beyond single letters (Unicode CaseFolding.txt, status F), and i without a dot.
            case 'ß' or 'ẞ':
                folded.Append("ss");
                break;
            case 'ı':
                folded.Append('i');
                break;
            case 'ς':
                folded.Append('σ');
                break;
            default:
                Span<char> letters = stackalloc char[2];
                folded.Append(letters[..Rune.ToLowerInvariant(rune).EncodeToUtf16(letters)]);
                break;
        }
    }

    /// <summary>
    /// Accents, variation selectors, joiners, direction marks: what is not seen, or is left out in haste, does not tell
    /// texts apart. Marks that are vowels or other sounds (Thai, Hindi, Japanese) do, and stay.
    /// </summary>
    private static bool IsUnseen(Rune rune) =>
        rune.Value
            is (>= 0x0300 and <= 0x036F)
                or (>= 0x064B and <= 0x0652)
                or (>= 0x1AB0 and <= 0x1AFF)
                or (>= 0x1DC0 and <= 0x1DFF)
                or (>= 0x20D0 and <= 0x20FF)
                or (>= 0xFE00 and <= 0xFE0F)
                or (>= 0xFE20 and <= 0xFE2F)
                or (>= 0xE0100 and <= 0xE01EF)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;

    /// <summary>Does the folded keyword stand at this place with no letter or digit touching it?</summary>
    public static bool IsWholeWordAt(string folded, int at, int length) =>
        (at == 0 || !IsWordPart(Before(folded, at)) || !IsWordPart(Rune.GetRuneAt(folded, at)))
        && (
            at + length == folded.Length
            || !IsWordPart(Rune.GetRuneAt(folded, at + length))
            || !IsWordPart(Before(folded, at + length))
        );

    private static Rune Before(string text, int at)
    {
        Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _);
        return rune;
    }

    /// <summary>Marks too: a vowel sign belongs to its letter.</summary>
    private static bool IsWordPart(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value == '_'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
