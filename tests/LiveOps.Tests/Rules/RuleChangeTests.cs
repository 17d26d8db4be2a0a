using System.Text.Json.Nodes;
using LiveOps.Hosting.Auditing;
using LiveOps.Rules.Auditing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

/// <summary>What the audit log is told of a changed rule: what was done, in words, and what differs.</summary>
public sealed class RuleChangeTests
{
    private static readonly RuleContent _rule = new("Roses", true, Rule().Definition);

    [Fact]
    public void A_rule_that_comes_or_goes_is_told_whole()
    {
        var added = Of(null, _rule);
        (added.Action, added.Name, added.Before).ShouldBe(("rule added", "Roses", null));
        Keys(added.After).ShouldBe(["name", "enabled", "trigger", "conditions", "policy", "action"], ignoreOrder: true);
        var deleted = Of(_rule, null);
        (deleted.Action, deleted.Name, deleted.After).ShouldBe(("rule deleted", "Roses", null));
        Keys(deleted.Before).ShouldBe(Keys(added.After));
    }

    [Fact]
    public void A_switch_is_called_so_and_everything_else_a_change()
    {
        var off = _rule with { Enabled = false };
        Of(_rule, off).Action.ShouldBe("rule switched off");
        Of(off, _rule).Action.ShouldBe("rule switched on");
        Of(_rule, off with { Name = "Lions" }).Action.ShouldBe("rule changed");
        Of(_rule, _rule with { Name = "Lions" }).Action.ShouldBe("rule changed");
    }

    [Fact]
    public void Of_a_changed_rule_only_what_differs_is_told_before_and_after()
    {
        var change = Of(
            _rule,
            new(
                " Lions ",
                true,
                _rule.Definition with
                {
                    Action = Solenoid,
                    Imported = new ImportedForm("gift", "5655", "{}"),
                }
            )
        );
        Keys(change.Before).ShouldBe(["name", "action"], ignoreOrder: true);
        Keys(change.After).ShouldBe(["name", "action"], ignoreOrder: true);
        change.Before!.ToString()!.ShouldContain("LED1");
        change.After!.ToString()!.ShouldContain("SOL1");
        change.After.ShouldBeOfType<JsonObject>()["name"]!.GetValue<string>().ShouldBe("Lions");
    }

    private static List<string> Keys(object? told) => [.. told.ShouldBeOfType<JsonObject>().Select(one => one.Key)];

    private static Change Of(RuleContent? before, RuleContent? after) =>
        RuleChange.Of(Guid.NewGuid(), null, before, after);
}
