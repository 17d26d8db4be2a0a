using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>A comment with one of several keywords, without regard to case and accents.</summary>
[Form("Comment", "Somebody writes a comment with one of the keywords; case and accents do not matter.")]
internal sealed record CommentTrigger : Trigger
{
    public const int MaxKeywords = 200;

    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Chat];

    /// <summary>Keywords, numbers among them ("666"), or regular expressions. Empty: every comment.</summary>
    [Field("Keywords", Help = "None: every comment.", Example = "[\"666\"]")]
    public IReadOnlyList<string> Keywords { get; init; } = [];

    [JsonPropertyName("match")]
    [Field("How they are looked for")]
    public KeywordMatch How { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    // Whatever the form of the match, but for regular expressions: the comment contains the keyword.
    public override IReadOnlyList<TriggerKey>? Keys() =>
        Keywords.Count == 0 || How == KeywordMatch.Regex
            ? null
            : [.. Keywords.Select(keyword => TriggerKey.Contained(TextFold.Fold(keyword)))];

    public override TriggerMatch Match(in Situation situation)
    {
        var text = situation.Happening.Event.Text;
        if (string.IsNullOrWhiteSpace(text))
            return TriggerMatch.None;
        if (Keywords.Count == 0)
            return TriggerMatch.Fires(1);
        if (How == KeywordMatch.Regex)
            return KeywordRegex.AnyMatches(this, text) ? TriggerMatch.Fires(1) : TriggerMatch.None;
        var folded = TextFold.Fold(text);
        foreach (var keyword in FoldedKeywords.Of(this))
            if (Fits(folded, keyword))
                return TriggerMatch.Fires(1);
        return TriggerMatch.None;
    }

    private bool Fits(string text, string keyword)
    {
        if (keyword.Length == 0)
            return false;
        switch (How)
        {
            case KeywordMatch.Exact:
                return text == keyword;
            case KeywordMatch.StartsWith:
                return text.StartsWith(keyword, StringComparison.Ordinal);
            case KeywordMatch.Contains:
                return text.Contains(keyword, StringComparison.Ordinal);
            default:
                for (var at = text.IndexOf(keyword, StringComparison.Ordinal); at >= 0; )
                {
                    if (TextFold.IsWholeWordAt(text, at, keyword.Length))
                        return true;
                    at = text.IndexOf(keyword, at + 1, StringComparison.Ordinal);
                }
                return false;
        }
    }

    public override void Validate(RuleFaults faults)
    {
        if (!Enum.IsDefined(How))
            faults.Add("match", $"must be one of {string.Join(", ", Enum.GetNames<KeywordMatch>())}.");
        if (Keywords is null || Keywords.Count > MaxKeywords)
        {
            faults.Add("keywords", $"must be a list of at most {MaxKeywords} keywords.");
            return;
        }
        for (var n = 0; n < Keywords.Count; n++)
            if (string.IsNullOrWhiteSpace(Keywords[n]) || Keywords[n].Length > 150)
                faults.Add($"keywords[{n}]", "must be 1 to 150 characters.");
            else if (How == KeywordMatch.Regex)
                KeywordRegex.Validate(Keywords[n], faults, $"keywords[{n}]");
            else if (TextFold.Fold(Keywords[n]).Length == 0)
                faults.Add($"keywords[{n}]", "consists of signs that cannot be seen.");
    }

    public bool Equals(CommentTrigger? other) =>
        other is not null && How == other.How && Keywords.SequenceEqual(other.Keywords);

    public override int GetHashCode() => HashCode.Combine(How, Keywords.Count);
}

/// <summary>How a keyword is looked for. Travels by name.</summary>
internal enum KeywordMatch
{
    /// <summary>Anywhere, also inside of words.</summary>
    Contains,

    /// <summary>The whole comment.</summary>
    Exact,

    /// <summary>Anywhere, with no letter or digit touching it.</summary>
    WholeWord,
    StartsWith,

    /// <summary>A regular expression, without regard to case, on the comment as it was written.</summary>
    Regex,
}
