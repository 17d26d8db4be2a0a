using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;

namespace LiveOps.Rules.Sharing;

/// <summary>
/// Rules as a file to pass on: without workspace and authors, without account unless it is a backup of one, and with ids
/// that only count in the file. What names people or secret addresses is empty in it unless it is asked for, and has to
/// be filled in before the import.
/// </summary>
internal static class SharedFile
{
    public const string Format = "liveops-rules";
    public const int Version = 1;

    public static bool IsOne(JsonElement file) => file.TryGetProperty("format", out _);

    /// <summary>The rules, and those that they name, as a file.</summary>
    /// <param name="all">All rules that may be named.</param>
    /// <param name="wanted">Those that are wanted.</param>
    /// <param name="withPrivate">Ids and handles of people, and addresses, stay.</param>
    /// <param name="account">Whose rules they are, for the file with all of it; null: of several accounts.</param>
    public static JsonObject Write(
        IReadOnlyList<RuleView> all,
        IEnumerable<RuleView> wanted,
        bool withPrivate,
        Guid? account = null
    )
    {
        var byId = all.ToDictionary(rule => rule.Id);
        var local = new Dictionary<Guid, Guid>();
        var rules = new Queue<RuleView>(wanted.OrderBy(rule => rule.Id));
        var written = new JsonArray();
        var seen = rules.Select(rule => rule.Id).ToHashSet();
        while (rules.TryDequeue(out var rule))
        {
            var json = JsonSerializer
                .SerializeToNode(rule.Definition() with { Imported = null }, RuleJson.Options)!
                .AsObject();
            foreach (var named in RuleReferences.Of(json))
                if (byId.TryGetValue(named, out var other) && seen.Add(named))
                    rules.Enqueue(other);
            RuleReferences.Change(json, Local);
            if (!withPrivate)
                RuleReferences.Blank(json);
            json.Insert(0, "id", Local(rule.Id));
            json.Insert(1, "name", rule.Name);
            json.Insert(2, "enabled", rule.Enabled);
            written.Add(json);
        }
        var file = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["rules"] = written,
        };
        if (withPrivate && account is not null)
            file["accountId"] = account;
        return file;

        Guid Local(Guid id) =>
            local.TryGetValue(id, out var known)
                ? known
                : local[id] = new Guid(
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    (byte)((local.Count + 1) >> 8),
                    (byte)(local.Count + 1)
                );
    }

    public static ReadFile Read(JsonElement file)
    {
        if (
            file.GetProperty("format") is not { ValueKind: JsonValueKind.String } format
            || format.GetString() != Format
        )
            return ReadFile.Bad("format", $"must be {Format}.");
        if (
            !file.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out var number)
            || number != Version
        )
            return ReadFile.Bad("version", $"must be {Version}: the file comes from another release of LiveOps.");
        if (!file.TryGetProperty("rules", out var rules) || rules.ValueKind != JsonValueKind.Array)
            return ReadFile.Bad("rules", "must be a list.");
        var drafts = new List<RuleDraft>();
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (n, json) in rules.EnumerateArray().Index())
        {
            var own = new RuleFaults();
            var path = string.Create(CultureInfo.InvariantCulture, $"rules[{n}]");
            if (ReadOne(json, path, own.At(path)) is { } draft)
                drafts.Add(draft);
            foreach (var (field, messages) in own.ToDictionary())
                faults[field] = messages;
        }
        foreach (
            var twice in drafts
                .Where(one => one.LocalId is not null)
                .GroupBy(one => one.LocalId)
                .SelectMany(same => same.Skip(1))
                .ToArray()
        )
        {
            faults[$"{twice.Path}.id"] = ["is the id of another rule of the file too."];
            drafts.Remove(twice);
        }
        LeaveOutWhatNamesNothing(drafts, faults);
        return new ReadFile(drafts, faults);
    }

    private static RuleDraft? ReadOne(JsonElement json, string path, RuleFaults faults)
    {
        SharedRule? rule = null;
        try
        {
            rule = json.Deserialize<SharedRule>(RuleJson.Options);
            if (rule is null)
                faults.Add("is empty.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            var at = RuleForm.PathOf(error);
            if (at.Length > 0)
                faults.Add(at, RuleForm.Explain(error));
            else
                faults.Add(RuleForm.Explain(error));
        }
        if (rule is null)
            return null;
        RuleForm.CheckName(rule.Name, faults);
        rule.Definition().Validate(faults);
        return faults.Any
            ? null
            : new RuleDraft
            {
                Path = path,
                LocalId = rule.Id,
                Name = rule.Name.Trim(),
                Enabled = rule.Enabled,
                Definition = rule.Definition(),
            };
    }

    /// <summary>A rule that names one that is left out cannot stay either.</summary>
    private static void LeaveOutWhatNamesNothing(List<RuleDraft> drafts, Dictionary<string, string[]> faults)
    {
        while (true)
        {
            var known = drafts.Select(draft => draft.LocalId).ToHashSet();
            var lost = drafts
                .Where(draft => RuleReferences.Of(draft.Definition).Any(id => !known.Contains(id)))
                .ToArray();
            if (lost.Length == 0)
                return;
            foreach (var draft in lost)
            {
                faults[$"{draft.Path}.action"] =
                [
                    "fires or stops a rule that the file does not hold, or that is not valid.",
                ];
                drafts.Remove(draft);
            }
        }
    }
}

/// <summary>A rule in a file.</summary>
internal sealed record SharedRule
{
    /// <summary>What the file's other rules call it.</summary>
    public Guid? Id { get; init; }
    public required string Name { get; init; }
    public bool? Enabled { get; init; }
    public required Trigger Trigger { get; init; }
    public IReadOnlyList<RuleCondition> Conditions { get; init; } = [];
    public RulePolicy Policy { get; init; } = new();
    public required RuleAction Action { get; init; }

    public RuleDefinition Definition() =>
        new()
        {
            Trigger = Trigger,
            Conditions = Conditions,
            Policy = Policy,
            Action = Action,
        };
}
