using System.Globalization;
using System.Text.Json;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Sharing;

/// <summary>One entry of an original file becomes a rule.</summary>
internal sealed class OriginalEntry(IReadOnlyDictionary<string, string> devices)
{
    public const string Gifts = "gifts";
    public const string Keywords = "keywords";
    public const string LikeThresholds = "like_thresholds";
    public const string Scripts = "automation_scripts";

    /// <summary>The forms, in the order in which they are read and written.</summary>
    public static readonly IReadOnlyList<string> Forms = [Gifts, Keywords, LikeThresholds, Scripts];

    private readonly OriginalActions _actions = new(devices);

    /// <param name="form">Which of the forms.</param>
    /// <param name="key">Its name there.</param>
    /// <param name="listed">It is one of a list.</param>
    /// <param name="path">Where it stands in the file.</param>
    /// <param name="json">The entry.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    /// <returns>Null where it is not valid.</returns>
    public RuleDraft? Read(string form, string key, bool listed, string path, JsonElement json, RuleFaults faults)
    {
        faults = faults.At(path);
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add("must be an object.");
            return null;
        }
        var entry = new EntryReader(json, faults);
        var (trigger, action, name) = form switch
        {
            Gifts => (Gift(entry, key), _actions.ReadDevices(entry), $"Gift {key}"),
            Keywords => (Keyword(entry, key), _actions.ReadDevices(entry), $"Keyword {key}"),
            LikeThresholds => (Likes(entry), _actions.ReadDevices(entry), $"Likes {key}"),
            _ => (Script(entry), ScriptAction(entry), entry.Text("name") ?? (listed ? $"Script {key}" : key)),
        };
        var policy = new RulePolicy
        {
            CooldownMs = entry.SecondsInMs("cooldown", 0, 0, RulePolicy.MaxCooldownMs),
            Priority = entry.Whole("priority", 0, -100, 100),
        };
        var enabled = entry.Flag("is_active");
        if (trigger is null || action is null || faults.Any)
            return null;
        var definition = new RuleDefinition
        {
            Trigger = trigger,
            Policy = policy,
            Action = action,
            Imported = new ImportedForm(form, key, json.GetRawText()) { Listed = listed, Devices = Told(json) },
        };
        definition.Validate(faults);
        ManagingRules.RuleForm.CheckName(name, faults);
        return faults.Any
            ? null
            : new RuleDraft
            {
                Path = path,
                Name = name.Trim(),
                Enabled = enabled,
                Definition = definition,
            };
    }

    private static GiftTrigger Gift(EntryReader entry, string name) =>
        new() { GiftNames = GiftNames(name), MinUnitCoins = entry.Whole("value", 0, 0, 1_000_000) };

    /// <summary>TikTok writes gaps where a key has underscores.</summary>
    private static string[] GiftNames(string name) =>
        name.Contains('_', StringComparison.Ordinal) ? [name, name.Replace('_', ' ')] : [name];

    private static CommentTrigger Keyword(EntryReader entry, string keyword) =>
        new() { Keywords = [keyword], How = Match(entry, "match_type", "exact") };

    private static KeywordMatch Match(EntryReader entry, string field, string otherwise)
    {
        var word = entry.Text(field) ?? otherwise;
        switch (word.ToLowerInvariant())
        {
            case "exact" or "equals":
                return KeywordMatch.Exact;
            case "contains":
                return KeywordMatch.Contains;
            case "starts_with":
                return KeywordMatch.StartsWith;
            case "whole_word":
                return KeywordMatch.WholeWord;
            case "regex":
                return KeywordMatch.Regex;
            default:
                entry.Faults.Add(field, $"is {word}; must be exact, contains, starts_with, whole_word or regex.");
                return default;
        }
    }

    private static LikesTrigger Likes(EntryReader entry)
    {
        var step = entry.Whole("auto_increment", 0, 0, 100_000_000);
        return new LikesTrigger
        {
            Threshold = entry.RequiredWhole("threshold", 1, 100_000_000),
            When = step > 0 ? LikeThreshold.Progressive : LikeThreshold.Total,
            Step = step,
        };
    }

    private static Trigger? Script(EntryReader entry)
    {
        if (entry.Below("trigger") is not { } trigger)
        {
            if (entry.Find("trigger") is null)
                entry.Faults.Add("trigger", "is missing.");
            return null;
        }
        var type = trigger.RequiredText("type");
        switch (type)
        {
            case "comment":
                return new CommentTrigger
                {
                    Keywords = [trigger.RequiredText("value")],
                    How = Match(trigger, "condition", "equals"),
                };
            case "gift":
                var condition = trigger.Text("condition");
                if (condition is not (null or "equals"))
                    trigger.Faults.Add("condition", $"is {condition}; must be equals.");
                return new GiftTrigger { GiftNames = GiftNames(trigger.RequiredText("value")) };
            case "like" or "like_milestone":
                return LikeScript(trigger);
            case "follow":
                return new FollowTrigger();
            case "share":
                return new ShareTrigger();
            case "":
                return null;
            default:
                trigger.Faults.Add("type", $"is {type}; known: comment, gift, like, like_milestone, follow, share.");
                return null;
        }
    }

    private static LikesTrigger? LikeScript(EntryReader trigger)
    {
        var condition = trigger.Text("condition") ?? "reaches";
        LikeThreshold? when = condition switch
        {
            "multiple_of" => LikeThreshold.MultipleOf,
            "reaches" or "equals" or ">=" => LikeThreshold.Total,
            _ => null,
        };
        if (when is null)
            trigger.Faults.Add("condition", $"is {condition}; must be multiple_of, reaches, equals or >=.");
        var threshold = trigger.RequiredWhole("value", 1, 100_000_000);
        return when is { } known ? new LikesTrigger { Threshold = threshold, When = known } : null;
    }

    private RuleAction? ScriptAction(EntryReader entry)
    {
        var actions = _actions.ReadList(entry, "actions", depth: 1).ToList();
        if (entry.Below("chain_condition") is { } chain && Chain(chain) is { } more)
            actions.Add(more);
        if (actions.Count == 0 && !entry.Faults.Any)
            entry.Faults.Add("actions", "is missing: name what is done.");
        return actions.Count == 0 ? null : OriginalActions.Together(actions);
    }

    private IfAction? Chain(EntryReader chain)
    {
        var type = chain.Text("type") ?? "gift_count";
        if (!type.EndsWith("_count", StringComparison.Ordinal))
            chain.Faults.Add(
                "type",
                $"is {type}; must be gift_count, comment_count, like_count, follow_count or share_count."
            );
        var sign = chain.Text("operator") ?? ">=";
        if (sign is not (">=" or ">" or "==" or "="))
            chain.Faults.Add("operator", $"is {sign}; must be >= or >.");
        var value = chain.RequiredWhole("value", 1, CountCondition.MaxCount - 1);
        if (chain.Find("timeframe") is null)
            chain.Faults.Add("timeframe", "is missing: name the seconds.");
        var then = _actions.ReadList(chain, "chain_actions", depth: 2);
        if (then.Count == 0 && !chain.Faults.Any)
            chain.Faults.Add("chain_actions", "is missing: name what is done.");
        return then.Count == 0
            ? null
            : new IfAction
            {
                Condition = new CountCondition
                {
                    AtLeast = sign == ">" ? value + 1 : value,
                    WithinMs = chain.SecondsInMs("timeframe", 1_000, 1_000, CountCondition.MaxWithinMs),
                },
                Then = OriginalActions.Together(then),
            };
    }

    /// <summary>The names of devices that the entry holds and the import was told about.</summary>
    private Dictionary<string, string>? Told(JsonElement json)
    {
        var text = json.GetRawText();
        var told = devices
            .Where(device => text.Contains(JsonSerializer.Serialize(device.Key), StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        return told.Count == 0 ? null : told;
    }

    /// <summary>The key of a script of a list: its id, else its name, else its place.</summary>
    public static string ListedKey(JsonElement script, int n)
    {
        if (script.ValueKind == JsonValueKind.Object)
            foreach (var field in new[] { "id", "name" })
                if (
                    script.TryGetProperty(field, out var value)
                    && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                )
                    return value.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{n + 1}");
    }
}
