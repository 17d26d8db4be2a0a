using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Hosting.Auditing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;

namespace LiveOps.Rules.Auditing;

/// <summary>A line about a rule, with what differs and nothing else.</summary>
internal static class RuleChange
{
    /// <param name="rule">Its id.</param>
    /// <param name="action">What was done; null where the difference says it.</param>
    /// <param name="before">As it was; null for a new one.</param>
    /// <param name="after">As it is now; null for one that is deleted.</param>
    public static Change Of(Guid rule, string? action, RuleContent? before, RuleContent? after)
    {
        var (was, now) = (Json(before), Json(after));
        foreach (var part in was?.Select(one => one.Key).ToArray() ?? [])
            if (now is not null && JsonNode.DeepEquals(was![part], now[part]))
            {
                was.Remove(part);
                now.Remove(part);
            }
        return new Change(action ?? Words(was, now), "rule", rule.ToString(), (after ?? before)?.Name)
        {
            Before = was,
            After = now,
        };
    }

    private static string Words(JsonObject? was, JsonObject? now) =>
        was is null ? "rule added"
        : now is null ? "rule deleted"
        : now.Count == 1 && now["enabled"] is { } enabled
            ? (enabled.GetValue<bool>() ? "rule switched on" : "rule switched off")
        : "rule changed";

    private static JsonObject? Json(RuleContent? content)
    {
        if (content is null)
            return null;
        // What it was imported from is its origin, not what it does.
        var definition = content.Definition with
        {
            Imported = null,
        };
        var json = JsonSerializer.SerializeToNode(definition, RuleJson.Options)!.AsObject();
        json["name"] = content.Name.Trim();
        json["enabled"] = content.Enabled;
        return json;
    }
}
