using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>A comment that begins with a command, for example <c>!spin 3</c>: its words are {arg:1} to {arg:9}.</summary>
[Form("Command", "A comment begins with a command, for example !spin 3; the words after it are {arg:1} to {arg:9}.")]
internal sealed record CommandTrigger : Trigger
{
    private static readonly LiveEventKind[] _kinds = [LiveEventKind.Chat];

    /// <summary>With its sign and without gaps: !spin.</summary>
    [Field("Command", Help = "One word with its sign.", Example = "\"!spin\"")]
    public required string Command { get; init; }

    /// <summary>Other words for the same.</summary>
    [Field("Other words for it", Example = "[\"!dreh\"]")]
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Words that must follow at least, 0 to 9.</summary>
    [Field("Words after it, at least", Unit = "words", Min = 0, Max = 9)]
    public int MinArguments { get; init; }

    /// <summary>The first word that follows must be a number in this range; null: any word.</summary>
    [Field("The first word is a number from", Help = "Empty: any word.")]
    public int? MinNumber { get; init; }

    [Field("The first word is a number up to", Help = "Empty: any word.")]
    public int? MaxNumber { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => _kinds;

    public IEnumerable<string> Words() => Aliases.Prepend(Command);

    public override IReadOnlyList<TriggerKey>? Keys() => [.. FoldedKeywords.Of(this).Select(TriggerKey.FirstWord)];

    public override TriggerMatch Match(in Situation situation)
    {
        var text = situation.Happening.Event.Text;
        var folded = TextFold.Fold(text);
        var gap = folded.IndexOf(' ', StringComparison.Ordinal);
        var first = gap < 0 ? folded : folded[..gap];
        if (!FoldedKeywords.Of(this).Contains(first, StringComparer.Ordinal))
            return TriggerMatch.None;
        if (MinArguments > 0 && CommandText.Argument(text, MinArguments).Length == 0)
            return TriggerMatch.TooLittle($"{Command} needs {MinArguments} words after it.");
        return NumberFits(text) ? TriggerMatch.Fires(1) : TriggerMatch.TooLittle(NumberWanted());
    }

    private bool NumberFits(string? text)
    {
        if (MinNumber is null && MaxNumber is null)
            return true;
        return int.TryParse(
                TextFold.Fold(CommandText.Argument(text, 1)),
                System.Globalization.NumberStyles.AllowLeadingSign,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            )
            && number >= (MinNumber ?? int.MinValue)
            && number <= (MaxNumber ?? int.MaxValue);
    }

    private string NumberWanted() =>
        FormattableString.Invariant(
            $"{Command} needs a number{(MinNumber is null ? "" : $" from {MinNumber}")}{(MaxNumber is null ? "" : $" up to {MaxNumber}")}."
        );

    public override void Validate(RuleFaults faults)
    {
        CheckWord(Command, faults, "command");
        if (Aliases is null || Aliases.Count > 20)
            faults.Add("aliases", "must be a list of at most 20 words.");
        for (var n = 0; n < Aliases?.Count; n++)
            CheckWord(Aliases[n], faults, $"aliases[{n}]");
        faults.Range("minArguments", MinArguments, 0, 9);
        if (MinNumber > MaxNumber)
            faults.Add("maxNumber", "must not be below minNumber.");
    }

    private static void CheckWord(string? word, RuleFaults faults, string field)
    {
        var folded = TextFold.Fold(word);
        if (folded.Length is 0 or > 40 || folded.Contains(' ', StringComparison.Ordinal))
            faults.Add(field, "must be one word of 1 to 40 characters, for example !spin.");
    }

    public bool Equals(CommandTrigger? other) =>
        other is not null
        && Command == other.Command
        && Aliases.SequenceEqual(other.Aliases)
        && (MinArguments, MinNumber, MaxNumber) == (other.MinArguments, other.MinNumber, other.MaxNumber);

    public override int GetHashCode() => HashCode.Combine(Command, Aliases.Count, MinArguments);
}
