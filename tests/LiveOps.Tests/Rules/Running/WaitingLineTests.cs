using LiveOps.Contracts.Rules;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Running;

public sealed class WaitingLineTests
{
    private static readonly GiftTrigger _each = new() { Per = GiftCount.Unit };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(1_000)]
    public void A_seconds_worth_begins_at_once_and_then_one_each_interval(int perSecond)
    {
        var stage = OfRate(perSecond, Rule(1, _each));

        stage.After(0, Gift(1, credited: 1_000)).Effects.Count.ShouldBe(perSecond);
        var begun = 0;
        for (var ms = 0; ms < 3_000; ms += 10)
            begun += stage.Tick(10).Effects.Count;
        begun.ShouldBe(Math.Min(1_000 - perSecond, 3 * perSecond));
    }

    [Fact]
    public void The_account_is_woken_when_the_next_one_may_begin()
    {
        var stage = OfRate(10, Rule(1, _each));
        stage.After(0, Gift(1, credited: 11));

        stage.Due.ShouldNotBeNull();
        var wait = (int)Math.Ceiling((stage.Due.Value - stage.Now).TotalMilliseconds);

        wait.ShouldBeInRange(100, 102);
        stage.Tick(wait).Effects.Count.ShouldBe(1);
        stage.Due.ShouldBeNull();
    }

    [Fact]
    public void The_urgent_goes_first_and_of_equals_the_one_that_came_first()
    {
        var stage = OfRate(
            1,
            Rule(1, action: new MessageAction { Text = "first" }),
            Rule(2, action: new MessageAction { Text = "second" }),
            Rule(3, policy: new RulePolicy { Priority = -1 }, action: new MessageAction { Text = "last" }),
            Rule(4, policy: new RulePolicy { Priority = 9 }, action: new MessageAction { Text = "urgent" })
        );

        var shown = Stage.Shown(stage.After(0, Gift(1)));
        while (stage.Due is not null)
            shown += "," + Stage.Shown(stage.Tick(1_000));

        shown.ShouldBe("urgent,first,second,last");
    }

    [Theory]
    [InlineData(1_000, 1_000, 1)]
    [InlineData(1_000, 1_001, 0)]
    public void What_waits_longer_than_its_rule_allows_expires(int maxWaitMs, int afterMs, int begins)
    {
        var stage = OfRate(1, Rule(1, _each, new RulePolicy { MaxWaitMs = maxWaitMs }));
        stage.After(0, Gift(1, credited: 2));

        var late = stage.Tick(afterMs);

        late.Effects.Count.ShouldBe(begins);
        stage.State.Executions.ShouldBeEmpty();
        late.Memory.ExecutionChanges[^1]
            .End!.State.ShouldBe(begins == 1 ? ExecutionState.Done : ExecutionState.Expired);
    }

    [Fact]
    public void A_full_line_refuses_what_does_not_fit_as_a_whole()
    {
        var stage = new Stage(Rule(1, _each))
        {
            Settings = new AccountSettings { ExecutionsPerSecond = 1, MaxWaiting = 5 },
        };

        stage.After(0, Gift(1, credited: 6)).Verdicts[0].Outcome.ShouldBe(RuleOutcome.RefusedQueueFull);
        stage.After(0, Gift(2, credited: 5)).Verdicts[0].Outcome.ShouldBe(RuleOutcome.Fired);
        stage.After(0, Gift(3, credited: 2)).Verdicts[0].Outcome.ShouldBe(RuleOutcome.RefusedQueueFull);
        stage.After(0, Gift(4, credited: 1)).Verdicts[0].Outcome.ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void A_viewer_has_no_more_waiting_or_running_than_the_rule_allows()
    {
        var policy = new RulePolicy { MaxQueuedPerViewer = 2 };
        var stage = new Stage(Rule(1, policy: policy, action: Led with { DelayMs = 60_000 }));

        stage.After(0, Gift(1), Gift(2)).Verdicts.ShouldAllBe(verdict => verdict.Outcome == RuleOutcome.Fired);
        stage.After(0, Gift(3)).Verdicts[0].Outcome.ShouldBe(RuleOutcome.RefusedViewerQueue);
        stage.After(0, Gift(4, viewer: 6)).Verdicts[0].Outcome.ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_hold_up_the_line()
    {
        var stage = OfRate(10, Rule(1));
        stage.After(0, Gift(1)).Effects.Count.ShouldBe(1);

        stage.After(-7_200_000, Gift(2)).Effects.Count.ShouldBe(1);
    }

    [Fact]
    public void Ten_thousand_wait_and_all_have_their_turn_in_order()
    {
        var each = new GiftTrigger { Per = GiftCount.Unit };
        var policy = new RulePolicy { MaxWaitMs = RulePolicy.MaxWait };
        var stage = OfRate(1_000, Rule(1, each, policy, new MessageAction { Text = "{count}" }));
        for (var n = 1; n <= 10; n++)
            stage.After(0, Gift(n, credited: 1_000) with { Viewer = null });
        var waiting = stage.State.Executions.Values.Sum(one => one.Units);

        var begun = 0;
        for (var seconds = 0; seconds < 20 && stage.Due is not null; seconds++)
            begun += stage.Tick(1_000).Effects.Count;

        waiting.ShouldBe(9_000);
        begun.ShouldBe(9_000);
        stage.State.Executions.ShouldBeEmpty();
    }

    private static Stage OfRate(int perSecond, params Rule[] rules) =>
        new(rules) { Settings = new AccountSettings { ExecutionsPerSecond = perSecond } };
}
