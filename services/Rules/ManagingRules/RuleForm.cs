using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.ManagingRules;

/// <summary>A rule as a person sends it.</summary>
internal sealed partial record RuleForm
{
    /// <summary>The account whose rule it is; null: all accounts of the workspace share it. Cannot change afterwards.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public required string Name { get; init; }
    public bool Enabled { get; init; } = true;

    /// <summary>For a change: the version that was read. Another one means that somebody else was faster.</summary>
    public long? Version { get; init; }
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

    /// <summary>As a rule that could be on: a draft gets an id from its place among the others.</summary>
    public Rule ToRule(int place) =>
        new()
        {
            Id = new Guid(place + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
            Name = Name,
            Enabled = Enabled,
            Definition = Definition(),
        };

    public RuleContent Content() => new(Name, Enabled, Definition());

    /// <summary>Reads a body; every fault is named by the path of its field.</summary>
    public static async Task<(RuleForm?, ValidationProblem?)> ReadAsync(HttpRequest request)
    {
        var faults = new RuleFaults();
        RuleForm? form = null;
        try
        {
            form = await JsonSerializer.DeserializeAsync<RuleForm>(
                request.Body,
                RuleJson.Options,
                request.HttpContext.RequestAborted
            );
            if (form is null)
                faults.Add("rule", "is empty: send the rule as JSON.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            faults.Add(PathOf(error) is { Length: > 0 } path ? path : "rule", Explain(error));
        }
        form?.Validate(faults);
        return faults.Any ? (null, RuleAnswer.Faults(faults.ToDictionary())) : (form, null);
    }

    private void Validate(RuleFaults faults)
    {
        if (AccountId == Guid.Empty)
            faults.Add("accountId", "must be an account's id, or left out for a rule that all accounts share.");
        CheckName(Name, faults);
        Definition().Validate(faults);
        JsonTexts.Check(JsonSerializer.SerializeToElement(Definition(), RuleJson.Options), faults);
    }

    public static void CheckName(string? name, RuleFaults faults)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.Contains('\0', StringComparison.Ordinal))
            faults.Add("name", "must be 1 to 100 characters.");
    }

    /// <summary>Where the serializer gave up; empty for the whole.</summary>
    public static string PathOf(Exception error)
    {
        // For a missing type the serializer tells the path in its message only.
        var path = (error as JsonException)?.Path ?? PathIn().Match(error.Message).Groups["path"].Value;
        return path.TrimStart('$').TrimStart('.');
    }

    [GeneratedRegex(@"Path: (?<path>\S+)", RegexOptions.NonBacktracking)]
    private static partial Regex PathIn();

    /// <summary>The serializer's words without what concerns programmers only.</summary>
    public static string Explain(Exception error) =>
        error.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "is not a field that is known here."
        : error.Message.Contains("missing required", StringComparison.Ordinal)
            ? error.Message[(error.Message.IndexOf("missing required", StringComparison.Ordinal))..]
        : error.Message.Contains("discriminator", StringComparison.Ordinal)
        || error.Message.Contains("polymorphic", StringComparison.Ordinal)
        || error is NotSupportedException
            ? $"has no type, or one that is not known here. Known: {RuleCatalogue.KnownTypes}."
        : "cannot be read: it is no JSON, or a value has the wrong form.";
}

/// <summary>A rule as it is stored.</summary>
internal sealed record RuleView
{
    public required Guid Id { get; init; }

    /// <summary>Null: all accounts of the workspace share it.</summary>
    public required Guid? AccountId { get; init; }
    public required string Name { get; init; }
    public required bool Enabled { get; init; }
    public required long Version { get; init; }
    public required Trigger Trigger { get; init; }
    public required IReadOnlyList<RuleCondition> Conditions { get; init; }
    public required RulePolicy Policy { get; init; }
    public required RuleAction Action { get; init; }

    /// <summary>Where it was imported from; null for a rule made here.</summary>
    public ImportedForm? Imported { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }

    public Rule ToRule() =>
        new()
        {
            Id = Id,
            Name = Name,
            Enabled = Enabled,
            Definition = Definition(),
        };

    public RuleDefinition Definition() =>
        new()
        {
            Trigger = Trigger,
            Conditions = Conditions,
            Policy = Policy,
            Action = Action,
            Imported = Imported,
        };

    public RuleContent Content() => new(Name, Enabled, Definition());
}
