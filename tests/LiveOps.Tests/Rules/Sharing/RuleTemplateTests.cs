using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Sharing;

namespace LiveOps.Tests.Rules.Sharing;

public sealed class RuleTemplateTests
{
    public static TheoryData<string> Names => [.. RuleTemplates.All.Select(template => template.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_template_is_valid(string name)
    {
        var template = RuleTemplates.Find(name)!;

        var faults = new RuleFaults();
        foreach (var rule in template.Rules)
        {
            rule.Definition.Validate(faults.At(rule.Name));
            LiveOps.Rules.ManagingRules.RuleForm.CheckName(rule.Name, faults.At(rule.Name));
        }
        faults.ToDictionary().ShouldBeEmpty();
        template.Summary.ShouldEndWith(".");
        template
            .Rules.SelectMany(rule => RuleReferences.Of(rule.Definition))
            .ShouldBeSubsetOf(
                template.Rules.Where(rule => rule.LocalId is not null).Select(rule => rule.LocalId!.Value)
            );
    }

    [Fact]
    public void A_template_says_which_devices_it_needs() =>
        RuleTemplates.Find("gift-tiers")!.Devices().ShouldBe(["LED1", "RELAY1", "SOL1"]);

    [Fact]
    public void Each_has_a_name_of_its_own()
    {
        RuleTemplates.All.Count.ShouldBeGreaterThanOrEqualTo(12);
        RuleTemplates.All.Select(template => template.Name).ShouldBeUnique();
    }
}
