using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>
/// Regular expressions of people. The engine that never goes back takes time in proportion to the comment, whatever
/// the expression; what it cannot do (look-around, back references) is refused when the rule is saved.
/// </summary>
internal static class KeywordRegex
{
    /// <summary>A second guard: a comment takes microseconds.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(50);

    private static readonly ConditionalWeakTable<CommentTrigger, Regex[]> _compiled = [];

    public static bool AnyMatches(CommentTrigger trigger, string text)
    {
        if (text.Length > TextFold.Longest)
            text = text[..TextFold.Longest];
        foreach (var regex in _compiled.GetValue(trigger, Compile))
        {
            try
            {
                if (regex.IsMatch(text))
                    return true;
            }
            catch (RegexMatchTimeoutException)
            {
                // Too slow is no match: the room goes on.
            }
        }
        return false;
    }

    public static void Validate(string expression, RuleFaults faults, string field)
    {
        try
        {
            _ = Parse(expression);
        }
        catch (ArgumentException error)
        {
            faults.Add(field, $"is no regular expression: {error.Message}");
        }
        catch (NotSupportedException)
        {
            faults.Add(
                field,
                "is too complex, or uses look-ahead, look-behind or back references: these can take for ever and are not allowed."
            );
        }
    }

    private static Regex[] Compile(CommentTrigger trigger) => [.. trigger.Keywords.Select(Parse)];

    private static Regex Parse(string expression) =>
        new(expression, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, _limit);
}

/// <summary>The keywords of a trigger as they are compared.</summary>
internal static class FoldedKeywords
{
    private static readonly ConditionalWeakTable<Trigger, string[]> _folded = [];

    public static string[] Of(CommentTrigger trigger) => _folded.GetValue(trigger, _ => Fold(trigger.Keywords));

    public static string[] Of(CommandTrigger trigger) => _folded.GetValue(trigger, _ => Fold(trigger.Words()));

    private static string[] Fold(IEnumerable<string> keywords) => [.. keywords.Select(TextFold.Fold)];
}
