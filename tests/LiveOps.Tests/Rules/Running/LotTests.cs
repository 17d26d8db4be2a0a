using LiveOps.Contracts.Rules;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Running;

public sealed class LotTests
{
    private static readonly MessageAction _hit = new() { Text = "hit" };

    [Fact]
    public void Every_round_of_a_loop_draws_a_lot_of_its_own()
    {
        var choice = new IfAction
        {
            Condition = new ChanceCondition { Percent = 10 },
            Then = _hit,
        };
        var stage = Gifts(new RepeatAction { Times = 500, Action = choice });

        stage.After(0, Gift(1)).Effects.Count.ShouldBeInRange(20, 90);
    }

    [Fact]
    public void A_choice_inside_a_choice_draws_again()
    {
        var inner = new IfAction
        {
            Condition = new ChanceCondition { Percent = 50 },
            Then = _hit,
        };
        var outer = new IfAction
        {
            Condition = new ChanceCondition { Percent = 50 },
            Then = new DelayAction { Ms = 1 },
            Else = inner,
        };
        var stage = Gifts(new RepeatAction { Times = 400, Action = outer });
        var hits = 0;
        stage.After(0, Gift(1)).Effects.Count.ShouldBeLessThan(400);
        while (stage.Due is not null)
            hits += stage.Tick(1).Effects.Count;

        hits.ShouldBeInRange(50, 150);
    }

    [Fact]
    public void As_many_lots_as_a_valid_rule_asks_for_can_be_drawn()
    {
        var pick = new RandomAction
        {
            Choices = [new RandomChoice { Action = _hit }, new RandomChoice { Action = _hit, Weight = 3 }],
        };
        var stage = Gifts(new RepeatAction { Times = 1_000, Action = pick });

        stage.After(0, Gift(1)).Effects.Count.ShouldBe(1_000);
    }

    [Fact]
    public void Weights_are_shares()
    {
        var pick = new RandomAction
        {
            Choices =
            [
                new RandomChoice { Action = _hit },
                new RandomChoice
                {
                    Action = new MessageAction { Text = "often" },
                    Weight = 3,
                },
            ],
        };
        var shown = Gifts(new RepeatAction { Times = 1_000, Action = pick }).After(0, Gift(1));

        Stage.Shown(shown).Split(',').Count(text => text == "hit").ShouldBeInRange(180, 320);
    }

    private static Stage Gifts(RuleAction action)
    {
        var faults = new RuleFaults();
        var rule = Rule(1, new GiftTrigger(), action: action);
        rule.Definition.Validate(faults);
        faults.ToDictionary().ShouldBeEmpty();
        return new Stage(rule);
    }
}
