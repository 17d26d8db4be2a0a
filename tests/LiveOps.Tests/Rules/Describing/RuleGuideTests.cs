using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Tests.Repository;
using LiveOps.Tests.Rules.Sharing;

namespace LiveOps.Tests.Rules.Describing;

/// <summary>The examples of docs/rules.md are valid, and there is one of every kind.</summary>
public sealed partial class RuleGuideTests
{
    private static readonly string _guide = RepositoryRoot.Read("docs/rules.md");

    [Fact]
    public void Every_trigger_has_a_valid_example() =>
        Check<Trigger>("Triggers", RuleCatalogue.All.Triggers, (trigger, faults) => trigger.Validate(faults));

    [Fact]
    public void Every_condition_has_a_valid_example() =>
        Check<RuleCondition>(
            "Conditions",
            RuleCatalogue.All.Conditions,
            (one, faults) => one.Validate(faults, depth: 1)
        );

    [Fact]
    public void Every_action_has_a_valid_example() =>
        Check<RuleAction>("Actions", RuleCatalogue.All.Actions, (action, faults) => action.Validate(faults, depth: 1));

    [Fact]
    public void The_original_file_is_one() => OriginalPresets.Read(Block("The original forms")).Faults.ShouldBeEmpty();

    private static void Check<T>(string heading, IReadOnlyList<FormDescription> forms, Action<T, RuleFaults> validate)
    {
        var kinds = new List<string?>();
        foreach (var line in Block(heading).Replace("…", Guid.NewGuid().ToString()).Split('\n'))
        {
            var faults = new RuleFaults();
            validate(JsonSerializer.Deserialize<T>(line, RuleJson.Options)!, faults);
            faults.ToDictionary().ShouldBeEmpty(line);
            kinds.Add(JsonDocument.Parse(line).RootElement.GetProperty("type").GetString());
        }
        kinds.ShouldBe(forms.Select(form => form.Type), ignoreOrder: true);
    }

    /// <summary>The first JSON below a heading.</summary>
    private static string Block(string heading) =>
        Json().Match(_guide, _guide.IndexOf($"# {heading}\n", StringComparison.Ordinal)).Groups["json"].Value;

    [GeneratedRegex(
        "```json\n(?<json>.*?)\n```",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Json();
}
