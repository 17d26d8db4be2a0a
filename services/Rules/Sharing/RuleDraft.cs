using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Sharing;

/// <summary>A rule that is about to be added, or to change one that is there.</summary>
internal sealed record RuleDraft
{
    /// <summary>Where it stands in the file.</summary>
    public required string Path { get; init; }

    /// <summary>What the file's other rules call it when they name it; null: nothing.</summary>
    public Guid? LocalId { get; init; }
    public required string Name { get; init; }

    /// <summary>Null: the file does not say. A new rule is on then, and one that is there stays as it is.</summary>
    public bool? Enabled { get; init; }
    public required RuleDefinition Definition { get; init; }
}

/// <summary>What a file holds: rules, and what is wrong with the others.</summary>
/// <param name="Drafts">The valid ones, in the order of the file.</param>
/// <param name="Faults">By path; empty: all are valid.</param>
internal sealed record ReadFile(IReadOnlyList<RuleDraft> Drafts, IReadOnlyDictionary<string, string[]> Faults)
{
    /// <summary>Rules that one file may hold.</summary>
    public const int MaxRules = 2_000;

    public static ReadFile Bad(string field, string message) =>
        new([], new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });
}
