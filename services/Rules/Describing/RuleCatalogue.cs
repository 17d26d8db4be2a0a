using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Describing;

/// <summary>All that a rule can be made of, so that a page can show its forms without knowing them.</summary>
internal sealed record RuleCatalogue
{
    private static readonly Lazy<RuleCatalogue> _all = new(() =>
        new RuleCatalogue
        {
            Triggers = FormReader.ReadAll<Trigger>(),
            Conditions = FormReader.ReadAll<RuleCondition>(),
            Actions = FormReader.ReadAll<RuleAction>(),
            Policy = FormReader.Read(typeof(RulePolicy)),
            Placeholders = TextTemplate
                .Placeholders.Append(new("arg:1", "the first word after the command; up to {arg:9}"))
                .Append(new("var:name", "a variable; {var:session:name} and the like name its reach"))
                .ToDictionary(),
        }
    );

    public static RuleCatalogue All => _all.Value;

    public required IReadOnlyList<FormDescription> Triggers { get; init; }
    public required IReadOnlyList<FormDescription> Conditions { get; init; }
    public required IReadOnlyList<FormDescription> Actions { get; init; }
    public required FormDescription Policy { get; init; }

    /// <summary>What texts may hold in braces, and what it stands for.</summary>
    public required IReadOnlyDictionary<string, string> Placeholders { get; init; }

    /// <summary>The words of all types, for whoever has written another one.</summary>
    public static string KnownTypes =>
        $"trigger {Words(All.Triggers)}; condition {Words(All.Conditions)}; action {Words(All.Actions)}";

    private static string Words(IEnumerable<FormDescription> forms) =>
        string.Join(", ", forms.Select(form => form.Type));
}
