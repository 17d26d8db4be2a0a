using System.Diagnostics;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Triggers;

public sealed class CommandTriggerTests
{
    private static readonly CommandTrigger _spin = new()
    {
        Command = "!Spin",
        Aliases = ["dreh"],
        MinArguments = 1,
        MinNumber = 1,
        MaxNumber = 10,
    };

    [Theory]
    [InlineData("!spin 1", RuleOutcome.Fired)]
    [InlineData("!SPÍN 10 times", RuleOutcome.Fired)]
    [InlineData("  dreh １０", RuleOutcome.Fired)]
    [InlineData("!spin", RuleOutcome.RefusedBelowMinimum)]
    [InlineData("!spin 0", RuleOutcome.RefusedBelowMinimum)]
    [InlineData("!spin 11", RuleOutcome.RefusedBelowMinimum)]
    [InlineData("!spin 99999999999", RuleOutcome.RefusedBelowMinimum)]
    [InlineData("!spin fast", RuleOutcome.RefusedBelowMinimum)]
    public void A_command_with_its_number(string comment, RuleOutcome outcome) =>
        new Stage(Rule(1, _spin)).After(0, Chat(comment)).Verdicts.ShouldHaveSingleItem().Outcome.ShouldBe(outcome);

    [Theory]
    [InlineData("please !spin 1")]
    [InlineData("!spinner 1")]
    [InlineData("")]
    public void Another_word_is_another_word(string comment) =>
        new Stage(Rule(1, _spin)).After(0, Chat(comment)).Verdicts.ShouldBeEmpty();

    [Theory]
    [InlineData(@"(a+)+$")]
    [InlineData(@"(x+x+)+y")]
    [InlineData(@"(.*)*$")]
    [InlineData(@"((a|aa)+)+b")]
    public void An_expression_that_would_go_back_for_ever_takes_no_time(string expression)
    {
        var trigger = new CommentTrigger { Keywords = [expression], How = KeywordMatch.Regex };
        var faults = new RuleFaults();
        trigger.Validate(faults);
        faults.ToDictionary().ShouldBeEmpty();
        var stage = new Stage(Rule(1, trigger));
        var started = Stopwatch.StartNew();

        for (var n = 0; n < 100; n++)
            stage.After(0, Chat(new string('a', 150) + "!"), Chat(new string('x', 150)));

        // Going back would take longer than the universe has: the bound is far from any slow machine.
        started.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(@"(a)\1")]
    [InlineData(@"(?=a)b")]
    [InlineData(@"(?<!a)b")]
    [InlineData(@"((a{1,100}){1,100}){1,100}")]
    [InlineData(@"(")]
    public void An_expression_that_cannot_be_bounded_is_refused(string expression)
    {
        var faults = new RuleFaults();
        new CommentTrigger { Keywords = [expression], How = KeywordMatch.Regex }.Validate(faults);

        faults.ToDictionary().Keys.ShouldBe(["keywords[0]"]);
    }
}
