using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

public sealed class CooldownTests
{
    private static readonly RulePolicy _fiveSeconds = new() { CooldownMs = 5_000 };
    private static readonly RulePolicy _fiveSecondsEach = new()
    {
        CooldownMs = 5_000,
        CooldownPer = CooldownScope.Viewer,
    };

    [Fact]
    public void Of_many_gifts_in_one_message_the_first_reserves_the_cooldown_and_the_others_are_refused()
    {
        var outcomes = Outcomes(Evaluate(Message(Gift(1), Gift(2), Gift(3)), Rule(policy: _fiveSeconds)));

        outcomes.ShouldBe([RuleOutcome.Fired, RuleOutcome.RefusedByCooldown, RuleOutcome.RefusedByCooldown]);
    }

    [Fact]
    public void The_rule_fires_again_when_the_cooldown_is_over_and_not_a_millisecond_before()
    {
        var fired = Evaluate(Message(Gift(1)), Rule(policy: _fiveSeconds)).State;

        Next(fired, 4_999, _fiveSeconds).ShouldBe(RuleOutcome.RefusedByCooldown);
        Next(fired, 5_000, _fiveSeconds).ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void A_refusal_says_how_long_the_rule_still_rests()
    {
        var rules = new RuleSet([Rule(policy: _fiveSeconds)]);
        var fired = Evaluate(Message(Gift(1)), Rule(policy: _fiveSeconds)).State;

        RuleEvaluation
            .Evaluate(rules, AccountSettings.Default, Message(Noon.AddSeconds(2), 2, Gift(2)), 1, fired)
            .Verdicts[0]
            .Reason.ShouldBe("The rule rests for 3.0 s more (cooldown 5 s).");
    }

    [Fact]
    public void A_refused_gift_does_not_lengthen_the_cooldown()
    {
        var rules = new RuleSet([Rule(policy: _fiveSeconds)]);
        var state = Evaluate(Message(Gift(1)), Rule(policy: _fiveSeconds)).State;
        state = RuleEvaluation
            .Evaluate(rules, AccountSettings.Default, Message(Noon.AddSeconds(4), 2, Gift(2)), 1, state)
            .State;

        Next(state, 5_000, _fiveSeconds).ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void A_gift_that_no_board_can_answer_starts_no_cooldown_unless_it_may_have_been_answered_before()
    {
        var rules = new RuleSet([Rule(policy: _fiveSeconds)]);
        var away = new Refusal(RuleOutcome.RefusedNoBoard, "No board is known.");

        var refused = RuleEvaluation.Evaluate(
            rules,
            AccountSettings.Default,
            Message(Gift(1), Gift(2)),
            -1,
            AccountState.Empty,
            _ => away
        );
        var again = RuleEvaluation.Evaluate(
            rules,
            AccountSettings.Default,
            Message(Gift(1), Gift(2)),
            -1,
            AccountState.Empty
        );

        Outcomes(refused).ShouldBe([RuleOutcome.RefusedNoBoard, RuleOutcome.RefusedNoBoard]);
        refused.Verdicts.ShouldAllBe(verdict => verdict.Reason == "No board is known." && verdict.Times == 0);
        refused.Changes.ShouldBeEmpty();
        Next(refused.State, 1, _fiveSeconds).ShouldBe(RuleOutcome.Fired);
        Next(again.State, 1, _fiveSeconds).ShouldBe(RuleOutcome.RefusedByCooldown);
    }

    [Fact]
    public void A_cooldown_per_viewer_holds_back_only_the_viewer()
    {
        var message = Message(Gift(1, viewer: 5), Gift(2, viewer: 6), Gift(3, viewer: 5));

        Outcomes(Evaluate(message, Rule(policy: _fiveSecondsEach)))
            .ShouldBe([RuleOutcome.Fired, RuleOutcome.Fired, RuleOutcome.RefusedByCooldown]);
    }

    [Fact]
    public void Each_rule_has_a_cooldown_of_its_own()
    {
        var evaluation = Evaluate(Message(Gift(1)), Rule(1, policy: _fiveSeconds), Rule(2, policy: _fiveSeconds));

        Outcomes(evaluation).ShouldBe([RuleOutcome.Fired, RuleOutcome.Fired]);
    }

    [Fact]
    public void A_shortened_cooldown_counts_at_once()
    {
        var fired = Evaluate(Message(Gift(1)), Rule(policy: _fiveSeconds)).State;

        Next(fired, 1_000, new RulePolicy { CooldownMs = 800 }).ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void Frames_that_differ_a_little_in_time_do_not_slip_through()
    {
        var fired = Evaluate(Message(Gift(1)), Rule(policy: _fiveSeconds)).State;

        Next(fired, -300, _fiveSeconds).ShouldBe(RuleOutcome.RefusedByCooldown);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_block_a_rule_for_hours()
    {
        var fired = Evaluate(Message(Gift(1)), Rule(policy: _fiveSeconds)).State;

        Next(fired, -7_200_000, _fiveSeconds).ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void Two_accounts_never_share_a_cooldown()
    {
        var rules = new RuleSet([Rule(policy: _fiveSeconds)]);
        var ours = RuleEvaluation.Evaluate(rules, AccountSettings.Default, Message(Gift(1)), -1, AccountState.Empty);

        var theirs = RuleEvaluation.Evaluate(rules, AccountSettings.Default, Message(Gift(2)), -1, AccountState.Empty);

        Outcomes(ours).ShouldBe([RuleOutcome.Fired]);
        Outcomes(theirs).ShouldBe([RuleOutcome.Fired]);
        AccountState.Empty.Entries.ShouldBeEmpty();
    }

    [Fact]
    public void Memory_of_viewers_long_gone_is_let_go()
    {
        var rules = new RuleSet([Rule(policy: _fiveSecondsEach)]);
        var state = AccountState.Empty;
        for (var n = 0; n < 10_000; n++)
            state = RuleEvaluation
                .Evaluate(
                    rules,
                    AccountSettings.Default,
                    Message(Noon.AddSeconds(n), n, Gift(n, viewer: n)),
                    n - 1,
                    state
                )
                .State;

        state.Entries.Count.ShouldBeLessThan(1_000);
    }

    private static RuleOutcome Next(AccountState state, int afterMs, RulePolicy policy) =>
        RuleEvaluation
            .Evaluate(
                new RuleSet([Rule(policy: policy)]),
                AccountSettings.Default,
                Message(Noon.AddMilliseconds(afterMs), 99, Gift(99)),
                1,
                state
            )
            .Verdicts.ShouldHaveSingleItem()
            .Outcome;

    private static IEnumerable<RuleOutcome> Outcomes(Evaluation evaluation) =>
        evaluation.Verdicts.Select(verdict => verdict.Outcome);
}
