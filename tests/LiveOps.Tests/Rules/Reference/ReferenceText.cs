using System.Globalization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>Texts as a streamer reads them, letter by letter, for the letters that the generators use.</summary>
internal static class ReferenceText
{
    private static readonly Dictionary<string, string> _plain = new(StringComparer.Ordinal)
    {
        ["É"] = "e",
        ["é"] = "e",
        ["ß"] = "ss",
        ["İ"] = "i",
        ["Ａ"] = "a",
        ["３"] = "3",
        ["\u200D"] = "",
    };

    /// <summary>Small letters, no accents, single gaps.</summary>
    public static string Fold(string? text)
    {
        var letters = (text ?? "").EnumerateRunes().Select(rune => rune.ToString());
        var plain = string.Concat(letters.Select(one => _plain.GetValueOrDefault(one, one.ToLowerInvariant())));
        return string.Join(' ', Words(plain));
    }

    public static string[] Words(string? text) =>
        (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The keyword somewhere in the text, with no letter or digit at either side.</summary>
    public static bool HasWholeWord(string text, string keyword)
    {
        for (var at = 0; at + keyword.Length <= text.Length; at++)
            if (
                text.Substring(at, keyword.Length) == keyword
                && (at == 0 || !IsWord(text[at - 1]) || !IsWord(keyword[0]))
                && (at + keyword.Length == text.Length || !IsWord(text[at + keyword.Length]) || !IsWord(keyword[^1]))
            )
                return true;
        return false;
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    /// <summary>Every innermost pair of braces with what it stands for.</summary>
    public static string Fill(string template, ReferenceEngine engine, Look look)
    {
        var text = "";
        for (var at = 0; at < template.Length; )
        {
            var close = template[at] == '{' ? template.IndexOf('}', at) : -1;
            var inner = close < 0 ? "{" : template[(at + 1)..close];
            if (inner.Contains('{', StringComparison.Ordinal))
                text += template[at++];
            else
            {
                text += Value(inner, engine, look);
                at = close + 1;
            }
        }
        return text;
    }

    /// <summary>A whole number within the bounds; what is no number is the least.</summary>
    public static long Number(Number number, ReferenceEngine engine, Look look, long least, long most)
    {
        if (number.Fixed is { } known)
            return Math.Min(most, Math.Max(least, known));
        var text = Fold(Fill(number.Template!, engine, look));
        if (!decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
            return least;
        return (long)Math.Min(most, Math.Max(least, Math.Round(value, MidpointRounding.AwayFromZero)));
    }

    private static string Value(string name, ReferenceEngine engine, Look look)
    {
        var gift = look.Event.Gift;
        var words = Words(look.Event.Text);
        switch (name)
        {
            case "user":
                return look.Event.Viewer?.Nickname ?? "";
            case "count":
                return Text(gift?.RepeatCount ?? 1);
            case "coins":
                return Text(gift is null ? 0 : (long)gift.Coins * gift.Credited);
            case "likes":
                return Text(engine.Likes(look));
            case "viewers":
                return Text(engine.Viewers(look));
            case "comment":
                return look.Event.Text ?? "";
            case "arg:1":
                return words.Length > 1 ? words[1] : "";
            case "rule":
                return look.Rule.Name;
            default:
                return Variable(name, engine, look);
        }
    }

    private static string Variable(string name, ReferenceEngine engine, Look look)
    {
        if (!name.StartsWith("var:", StringComparison.Ordinal))
            return $"{{{name}}}";
        foreach (var scope in (VariableScope[])[VariableScope.Viewer, VariableScope.Session, VariableScope.Account])
            if (engine.Note(engine.VariableKey(scope, name[4..], look)) is { } known)
                return Convert.ToString(known, CultureInfo.InvariantCulture)!;
        return "";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
