using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

public sealed class GiftRuleTests
{
    [Fact]
    public void A_gift_fires_the_rule_that_names_it()
    {
        var verdict = Evaluate(Message(Gift(1)), Rule()).Verdicts.ShouldHaveSingleItem();

        verdict.Outcome.ShouldBe(RuleOutcome.Fired);
        verdict.Times.ShouldBe(1);
    }

    [Theory]
    [InlineData("ROSE")]
    [InlineData("rose")]
    [InlineData(" Rose ")]
    public void Names_match_without_regard_to_case_and_outer_spaces(string name) =>
        Evaluate(Message(Gift(1, name: name)), Rule()).Verdicts.Count.ShouldBe(1);

    [Theory]
    [InlineData("Rosé")]
    [InlineData("Roses")]
    [InlineData(null)]
    public void Another_name_does_nothing(string? name) =>
        Evaluate(Message(Gift(1, name: name)), Rule()).Verdicts.ShouldBeEmpty();

    [Fact]
    public void An_id_matches_whatever_the_name_is()
    {
        var rule = Rule(trigger: new GiftTrigger { GiftIds = [5655] });

        Evaluate(Message(Gift(1, name: "Rosa")), rule).Verdicts.Count.ShouldBe(1);
        Evaluate(Message(Gift(1, id: 5656)), rule).Verdicts.ShouldBeEmpty();
    }

    [Fact]
    public void A_gift_that_matches_by_id_and_by_name_fires_once() =>
        Evaluate(Message(Gift(1)), Rule(trigger: new GiftTrigger { GiftIds = [5655], GiftNames = ["Rose"] }))
            .Verdicts.Count.ShouldBe(1);

    [Fact]
    public void A_rule_without_ids_and_names_means_any_gift() =>
        Evaluate(Message(Gift(1, id: 9, name: null)), Rule(trigger: new GiftTrigger())).Verdicts.Count.ShouldBe(1);

    [Fact]
    public void A_named_gift_below_the_minimum_is_refused_with_its_reason()
    {
        var rule = Rule(trigger: new GiftTrigger { GiftNames = ["Rose"], MinUnitCoins = 5 });

        var verdict = Evaluate(Message(Gift(1, coins: 4)), rule).Verdicts.ShouldHaveSingleItem();

        verdict.Outcome.ShouldBe(RuleOutcome.RefusedBelowMinimum);
        verdict.Reason.ShouldBe("One unit is worth 4 coins, the rule asks for 5.");
        Evaluate(Message(Gift(1, coins: 5)), rule).Verdicts[0].Outcome.ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void For_any_gift_the_minimum_says_which_gifts_are_meant()
    {
        var rule = Rule(trigger: new GiftTrigger { MinUnitCoins = 100 });

        Evaluate(Message(Gift(1, coins: 99)), rule).Verdicts.ShouldBeEmpty();
        Evaluate(Message(Gift(1, coins: 100)), rule).Verdicts[0].Outcome.ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void The_credited_minimum_counts_price_times_new_units()
    {
        var rule = Rule(trigger: new GiftTrigger { GiftNames = ["Rose"], MinCreditedCoins = 10 });

        Evaluate(Message(Gift(1, coins: 3, credited: 3)), rule)
            .Verdicts[0]
            .Outcome.ShouldBe(RuleOutcome.RefusedBelowMinimum);
        Evaluate(Message(Gift(1, coins: 5, credited: 2)), rule).Verdicts[0].Outcome.ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void A_value_beyond_32_bits_is_no_small_one()
    {
        var rule = Rule(trigger: new GiftTrigger { MinCreditedCoins = 10 });

        Evaluate(Message(Gift(1, coins: 2_000_000, credited: 2_000)), rule).Verdicts.Count.ShouldBe(1);
    }

    [Fact]
    public void A_repeat_that_credits_nothing_does_nothing() =>
        Evaluate(Message(Gift(1, credited: 0)), Rule()).Verdicts.ShouldBeEmpty();

    [Fact]
    public void The_end_of_a_streak_does_nothing() =>
        Evaluate(Message(Gift(1, credited: 7) with { Kind = LiveEventKind.GiftFinal }), Rule())
            .Verdicts.ShouldBeEmpty();

    [Fact]
    public void What_TikTok_replays_does_nothing() =>
        Evaluate(Message(Gift(1) with { IsHistory = true }), Rule()).Verdicts.ShouldBeEmpty();

    [Fact]
    public void A_gift_event_without_a_gift_does_nothing() =>
        Evaluate(Message(Gift(1) with { Gift = null }), Rule(), Rule(2, new GiftTrigger())).Verdicts.ShouldBeEmpty();

    [Fact]
    public void A_rule_that_is_off_does_nothing() =>
        Evaluate(Message(Gift(1)), Rule() with { Enabled = false }).Verdicts.ShouldBeEmpty();

    [Fact]
    public void Per_message_a_streak_fires_once_and_per_unit_once_for_each_new_unit()
    {
        var each = new GiftTrigger { GiftNames = ["Rose"], Per = GiftCount.Unit };

        Evaluate(Message(Gift(1, credited: 5)), Rule()).Verdicts[0].Times.ShouldBe(1);
        Evaluate(Message(Gift(1, credited: 5)), Rule(trigger: each)).Verdicts[0].Times.ShouldBe(5);
    }

    [Fact]
    public void A_garbage_count_of_units_stays_bounded()
    {
        var each = new GiftTrigger { GiftNames = ["Rose"], Per = GiftCount.Unit };

        Evaluate(Message(Gift(1, credited: int.MaxValue)), Rule(trigger: each)).Verdicts[0].Times.ShouldBe(1_000);
    }

    [Fact]
    public void Rules_decide_by_priority_then_by_id()
    {
        var rules = new[]
        {
            Rule(4),
            Rule(3, new GiftTrigger(), new RulePolicy { Priority = 5 }),
            Rule(2, new GiftTrigger { GiftIds = [5655] }, new RulePolicy { Priority = 50 }),
            Rule(1, new GiftTrigger { GiftIds = [5655] }),
        };

        Evaluate(Message(Gift(1)), rules)
            .Verdicts.Select(verdict => verdict.Rule.Name)
            .ShouldBe(["rule 2", "rule 3", "rule 1", "rule 4"]);
    }

    [Fact]
    public void Events_up_to_the_last_sequence_are_not_decided_again()
    {
        var message = Message(Noon, 10, Gift(1), Gift(2), Gift(3));

        RuleEvaluation
            .Evaluate(new RuleSet([Rule()]), AccountSettings.Default, message, 11, AccountState.Empty)
            .Verdicts.ShouldHaveSingleItem()
            .Event.MessageId.ShouldBe(3);
    }

    [Fact]
    public void Chance_draws_the_same_lot_for_the_same_event_and_its_share_of_many()
    {
        var rule = Rule(conditions: [new ChanceCondition { Percent = 30 }]);
        var gifts = Enumerable.Range(1, 2_000).Select(n => Gift(n)).ToArray();

        var first = Evaluate(Message(gifts), rule).Verdicts.Select(verdict => verdict.Event.MessageId).ToArray();
        var again = Evaluate(Message(gifts), rule).Verdicts.Select(verdict => verdict.Event.MessageId).ToArray();

        again.ShouldBe(first);
        first.Length.ShouldBeInRange(500, 700);
        Evaluate(Message(gifts), Rule(conditions: [new ChanceCondition { Percent = 0 }])).Verdicts.ShouldBeEmpty();
        Evaluate(Message(gifts), Rule(conditions: [new ChanceCondition { Percent = 100 }]))
            .Verdicts.Count.ShouldBe(2_000);
    }
}
