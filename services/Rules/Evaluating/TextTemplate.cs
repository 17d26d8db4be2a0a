using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LiveOps.Rules.Evaluating;

/// <summary>Texts with placeholders: <c>{user} sent {count} x {gift}</c>.</summary>
internal static partial class TextTemplate
{
    /// <summary>What a filled text is cut to, characters: variables can grow, and grow again, by being put into each other.</summary>
    public const int MaxFilled = 2_000;

    /// <summary>The placeholders without an argument, with what they stand for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Placeholders = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["user"] = "the viewer's name",
        ["handle"] = "the viewer's @handle, without @",
        ["userId"] = "the viewer's TikTok user id",
        ["gift"] = "the gift's name",
        ["coins"] = "what the gift message credits, coins",
        ["count"] = "how many units the streak has so far",
        ["likes"] = "the room's likes",
        ["viewers"] = "viewers now",
        ["comment"] = "the comment",
        ["args"] = "what follows the command",
        ["rule"] = "the rule's name",
    };

    /// <summary>Puts in what the placeholders stand for; what has no value becomes nothing.</summary>
    public static string Fill(string template, in Situation situation)
    {
        var open = template.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
            return template;
        var text = new StringBuilder(template.Length + 32);
        var from = 0;
        while (open >= 0 && text.Length < MaxFilled)
        {
            var close = template.IndexOf('}', open);
            if (close < 0)
                break;
            // The innermost pair: what is outside of it is text, as in {"name":"{user}"}.
            open = template.LastIndexOf('{', close);
            text.Append(template, from, open - from).Append(Value(template[(open + 1)..close], situation));
            from = close + 1;
            open = template.IndexOf('{', from);
        }
        text.Append(template, from, template.Length - from);
        return text.Length <= MaxFilled ? text.ToString() : Cut(text);
    }

    /// <summary>Names placeholders that do not exist, and a text that is too long.</summary>
    public static void Validate(string? template, RuleFaults faults, string field, int longest)
    {
        if (template is null || template.Length > longest || template.Contains('\0', StringComparison.Ordinal))
            faults.Add(
                field,
                string.Create(CultureInfo.InvariantCulture, $"must be a text of at most {longest} characters.")
            );
        else
            foreach (Match found in Placeholder().Matches(template))
                if (!Exists(found.Groups["name"].Value))
                    faults.Add(
                        field,
                        $"knows no placeholder {found.Value}; known: {string.Join(", ", Placeholders.Keys.Select(name => $"{{{name}}}"))}, {{arg:1}} to {{arg:9}}, {{var:name}}."
                    );
    }

    private static bool Exists(string name) =>
        Placeholders.ContainsKey(name) || Argument().IsMatch(name) || Variable().IsMatch(name);

    private static string Value(string name, in Situation situation)
    {
        var happened = situation.Happening.Event;
        var viewer = happened.Viewer;
        return name switch
        {
            "user" => viewer?.Nickname ?? viewer?.Handle ?? "",
            "handle" => viewer?.Handle ?? "",
            "userId" => viewer is null ? "" : Digits(viewer.UserId),
            "gift" => happened.Gift?.Name ?? "",
            "coins" => happened.Gift is { } gift ? Digits((long)gift.Coins * gift.Credited) : "0",
            "count" => Digits(happened.Gift?.RepeatCount ?? 1),
            "likes" => Digits(situation.RoomLikes),
            "viewers" => Digits(situation.RoomViewers),
            "comment" => happened.Text ?? "",
            "args" => CommandText.Arguments(happened.Text),
            "rule" => situation.Rule.Name,
            _ when Argument().IsMatch(name) => CommandText.Argument(happened.Text, name[4] - '0'),
            _ when Variable().Match(name) is { Success: true } found => situation.Variable(
                found.Groups["scope"].Value,
                found.Groups["name"].Value
            ),
            _ => $"{{{name}}}",
        };
    }

    private static string Cut(StringBuilder text)
    {
        var length = MaxFilled;
        // Never between the halves of one character.
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return text.ToString(0, length);
    }

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^arg:[1-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex Argument();

    [GeneratedRegex(
        @"^var:(?:(?<scope>session|account|viewer):)?(?<name>[A-Za-z][A-Za-z0-9_]{0,39})\z",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Variable();
}

/// <summary>The words of a command such as <c>!spin 3</c>.</summary>
internal static class CommandText
{
    /// <summary>All that follows the first word.</summary>
    public static string Arguments(string? text)
    {
        var trimmed = text.AsSpan().Trim();
        for (var n = 0; n < trimmed.Length; n++)
            if (char.IsWhiteSpace(trimmed[n]))
                return trimmed[n..].Trim().ToString();
        return "";
    }

    /// <summary>The n-th word after the first, from 1; empty where there is none.</summary>
    public static string Argument(string? text, int n)
    {
        var words = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return n < words.Length ? words[n] : "";
    }
}
