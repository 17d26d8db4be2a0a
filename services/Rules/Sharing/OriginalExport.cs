using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;

namespace LiveOps.Rules.Sharing;

/// <summary>
/// Writes rules in the original forms. A rule that came from there and has not changed is written as it came; of one
/// that has changed, the changed fields are written anew. Everything written is read again before it goes out: what
/// the forms cannot say is left out and named, never bent.
/// </summary>
internal static class OriginalExport
{
    public const string LeftOut = "left_out";

    private static readonly IReadOnlyDictionary<string, string> _none = new Dictionary<string, string>();

    public static JsonObject Write(IEnumerable<RuleView> rules)
    {
        var named = OriginalEntry.Forms.ToDictionary(form => form, _ => new List<(string Key, JsonObject Entry)>());
        var listed = false;
        var leftOut = new JsonArray();
        foreach (var rule in rules.OrderBy(rule => rule.Id))
            if (WriteOne(rule, (form, key) => named[form].Any(other => other.Key == key)) is { } written)
            {
                named[written.Form].Add((written.Key, written.Entry));
                listed |= written.Listed;
            }
            else
                leftOut.Add(
                    new JsonObject { ["name"] = rule.Name, ["reason"] = "It holds what the original forms cannot say." }
                );
        var file = new JsonObject();
        foreach (var form in OriginalEntry.Forms.Where(form => named[form].Count > 0))
            file[form] =
                form == OriginalEntry.Scripts && listed
                    ? new JsonArray([.. named[form].Select(entry => Named(entry.Key, entry.Entry))])
                    : new JsonObject(
                        named[form].Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Entry))
                    );
        if (leftOut.Count > 0)
            file[LeftOut] = leftOut;
        return file;
    }

    private sealed record Written(string Form, string Key, bool Listed, JsonObject Entry);

    private static Written? WriteOne(RuleView rule, Func<string, string, bool> taken)
    {
        if (rule.Imported is { } from && Again(rule, from, taken) is { } again)
            return again;
        // Made here, or changed beyond its form: a script says the most.
        if (OriginalWriter.Write(OriginalEntry.Scripts, rule.Content(), _none) is not { } script)
            return null;
        var key = rule.Name;
        for (var n = 2; taken(OriginalEntry.Scripts, key); n++)
            key = FormattableString.Invariant($"{rule.Name} {n}");
        return Says(rule, OriginalEntry.Scripts, rule.Name, listed: true, script, _none)
            ? new Written(OriginalEntry.Scripts, key, Listed: true, script)
            : null;
    }

    /// <summary>The form that it came from, with what has changed since.</summary>
    private static Written? Again(RuleView rule, ImportedForm from, Func<string, string, bool> taken)
    {
        var devices = from.Devices ?? _none;
        using var original = JsonDocument.Parse(from.Original);
        var was = new OriginalEntry(devices).Read(
            from.Form,
            from.Key,
            from.Listed,
            from.Form,
            original.RootElement,
            new RuleFaults()
        );
        var entry = JsonNode.Parse(from.Original)!.AsObject();
        foreach (var key in OriginalWriter.Keys(from, rule.Trigger).Where(key => !taken(from.Form, key)))
        {
            if (Says(rule, from.Form, key, from.Listed, entry, devices))
                return new Written(from.Form, key, from.Listed, entry);
            if (OriginalWriter.Write(from.Form, rule.Content(), devices) is not { } now)
                continue;
            if (
                was is not null
                && OriginalWriter.Write(from.Form, new(was.Name, was.Enabled ?? true, was.Definition), devices)
                    is { } before
            )
            {
                var merged = JsonMerge.Merge(entry, before, now)!.AsObject();
                if (Says(rule, from.Form, key, from.Listed, merged, devices))
                    return new Written(from.Form, key, from.Listed, merged);
            }
            if (Says(rule, from.Form, key, from.Listed, now, devices))
                return new Written(from.Form, key, from.Listed, now);
        }
        return null;
    }

    /// <summary>Read again, is it this rule? Gifts, keywords and thresholds have no name to compare.</summary>
    private static bool Says(
        RuleView rule,
        string form,
        string key,
        bool listed,
        JsonObject entry,
        IReadOnlyDictionary<string, string> devices
    )
    {
        using var json = JsonDocument.Parse(entry.ToJsonString());
        return new OriginalEntry(devices).Read(form, key, listed, form, json.RootElement, new RuleFaults()) is { } read
            && (read.Enabled ?? true) == rule.Enabled
            && (form != OriginalEntry.Scripts || read.Name == rule.Name)
            && JsonNode.DeepEquals(Json(read.Definition), Json(rule.Definition()));
    }

    private static JsonNode? Json(RuleDefinition definition) =>
        JsonSerializer.SerializeToNode(definition with { Imported = null }, RuleJson.Options);

    private static JsonObject Named(string key, JsonObject entry)
    {
        if (!entry.ContainsKey("name"))
            entry["name"] = key;
        return entry;
    }
}
