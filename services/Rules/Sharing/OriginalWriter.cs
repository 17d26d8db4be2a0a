using System.Text.Json.Nodes;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Sharing;

/// <summary>
/// Writes a rule in one of the original forms as well as the form can. Whether nothing is lost is for the caller to
/// see, by reading it again.
/// </summary>
internal static class OriginalWriter
{
    /// <returns>Null where the form has no words for it.</returns>
    public static JsonObject? Write(string form, RuleContent rule, IReadOnlyDictionary<string, string> devices)
    {
        var definition = rule.Definition;
        var entry = new JsonObject();
        var words = new OriginalWords(devices);
        var written = (form, definition.Trigger) switch
        {
            (OriginalEntry.Gifts, GiftTrigger gift) => Set(entry, "value", gift.MinUnitCoins),
            (OriginalEntry.Keywords, CommentTrigger comment) => Set(entry, "match_type", Match(comment.How, "exact")),
            (OriginalEntry.LikeThresholds, LikesTrigger likes) => Threshold(entry, likes),
            (OriginalEntry.Scripts, _) => Script(entry, rule, words),
            _ => false,
        };
        if (!written || (form != OriginalEntry.Scripts && !words.Say(entry, definition.Action)))
            return null;
        if (definition.Policy.CooldownMs > 0)
            entry["cooldown"] = Seconds(definition.Policy.CooldownMs);
        if (definition.Policy.Priority != 0)
            entry["priority"] = definition.Policy.Priority;
        if (!rule.Enabled)
            entry["is_active"] = false;
        return entry;
    }

    /// <summary>Names under which an imported rule may stand: its own, or the gift or the word that it asks for now.</summary>
    public static IEnumerable<string> Keys(ImportedForm from, Trigger trigger) =>
        trigger switch
        {
            GiftTrigger gift when from.Form == OriginalEntry.Gifts => gift.GiftNames.Prepend(from.Key).Distinct(),
            CommentTrigger comment when from.Form == OriginalEntry.Keywords => comment
                .Keywords.Prepend(from.Key)
                .Distinct(),
            _ => [from.Key],
        };

    private static bool Threshold(JsonObject entry, LikesTrigger likes)
    {
        entry["threshold"] = likes.Threshold;
        if (likes.When == LikeThreshold.Progressive)
            entry["auto_increment"] = likes.Step;
        return true;
    }

    private static bool Script(JsonObject entry, RuleContent rule, OriginalWords words)
    {
        entry["name"] = rule.Name;
        if (Trigger(rule.Definition.Trigger) is not { } trigger)
            return false;
        entry["trigger"] = trigger;
        var actions = OriginalWords.Unfold(rule.Definition.Action).ToList();
        if (actions.Count > 0 && actions[^1] is IfAction { Condition: CountCondition count } chain)
        {
            actions.RemoveAt(actions.Count - 1);
            if (words.Say(OriginalWords.Unfold(chain.Then)) is not { } then)
                return false;
            entry["chain_condition"] = new JsonObject
            {
                ["type"] = $"{Kind(rule.Definition.Trigger)}_count",
                ["operator"] = ">=",
                ["value"] = count.AtLeast,
                ["timeframe"] = Seconds(count.WithinMs),
                ["chain_actions"] = then,
            };
        }
        if (words.Say(actions) is not { } list)
            return false;
        if (list.Count > 0)
            entry["actions"] = list;
        return true;
    }

    private static JsonObject? Trigger(Trigger trigger) =>
        trigger switch
        {
            CommentTrigger { Keywords: [var keyword] } comment => Trigger(
                "comment",
                Match(comment.How, "equals"),
                keyword
            ),
            GiftTrigger { GiftNames: [var gift, ..] } => Trigger("gift", "equals", gift),
            LikesTrigger { When: LikeThreshold.MultipleOf } likes => Trigger(
                "like_milestone",
                "multiple_of",
                likes.Threshold
            ),
            LikesTrigger { When: LikeThreshold.Total } likes => Trigger("like_milestone", "reaches", likes.Threshold),
            FollowTrigger => new JsonObject { ["type"] = "follow" },
            ShareTrigger => new JsonObject { ["type"] = "share" },
            _ => null,
        };

    private static JsonObject Trigger(string type, string condition, JsonNode value) =>
        new()
        {
            ["type"] = type,
            ["condition"] = condition,
            ["value"] = value,
        };

    private static string Kind(Trigger trigger) =>
        trigger switch
        {
            CommentTrigger => "comment",
            LikesTrigger => "like",
            FollowTrigger => "follow",
            ShareTrigger => "share",
            _ => "gift",
        };

    private static string Match(KeywordMatch how, string exact) =>
        how switch
        {
            KeywordMatch.Exact => exact,
            KeywordMatch.StartsWith => "starts_with",
            KeywordMatch.WholeWord => "whole_word",
            KeywordMatch.Regex => "regex",
            _ => "contains",
        };

    private static JsonNode Seconds(int ms) => ms % 1_000 == 0 ? ms / 1_000 : ms / 1_000m;

    private static bool Set(JsonObject entry, string field, JsonNode value)
    {
        entry[field] = value;
        return true;
    }
}
