using LiveOps.Contracts.Rules;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Running;

public sealed class StoppingTests
{
    private static readonly MessageAction _shown = new() { Text = "shown" };

    private static Rule Stopper(int number, int stops, RulePolicy? policy = null, int delayMs = 0) =>
        Rule(
            number,
            new CommentTrigger { Keywords = ["stop"] },
            policy,
            new StopAction { RuleId = Rule(stops).Id, DelayMs = delayMs }
        );

    [Fact]
    public void A_script_that_another_stops_in_the_moment_when_both_are_due_does_not_go_on()
    {
        var stopped = Rule(2, new CommentTrigger { Keywords = ["stop"] }, action: _shown with { DelayMs = 1_000 });
        var stage = new Stage(Stopper(1, stops: 2, delayMs: 1_000), stopped);
        stage.After(0, Chat("stop"));

        var ticked = stage.Tick(1_000);

        ticked.Effects.ShouldBeEmpty();
        stage.State.Executions.ShouldBeEmpty();
    }

    [Fact]
    public void What_waits_since_the_same_message_is_stopped_too()
    {
        var crowd = Rule(1, new GiftTrigger { Per = GiftCount.Unit }, action: _shown);
        var stopper = Rule(2, new GiftTrigger(), new RulePolicy { Priority = 1 }, new StopAction { RuleId = crowd.Id });
        var stage = new Stage(crowd, stopper) { Settings = new AccountSettings { ExecutionsPerSecond = 1 } };

        stage.After(0, Gift(1, credited: 5)).Effects.ShouldBeEmpty();

        stage.State.Executions.ShouldBeEmpty();
        Stage.Shown(stage.Tick(10_000)).ShouldBe("");
    }

    [Fact]
    public void A_device_that_is_on_is_switched_off_and_one_whose_time_is_over_is_not()
    {
        var script = new SequenceAction { Actions = [Led, Solenoid with { DurationMs = 5_000 }, _shown] };
        var stage = new Stage(Rule(1, new GiftTrigger(), action: script));
        stage.After(0, Gift(1));
        stage.Tick(200);

        var stopped = stage.Signal(AccountSignalKind.Stop, 100);

        stopped.Effects.ShouldHaveSingleItem().ShouldBeOfType<DeviceEffect>().ActionWord.ShouldBe("STOP");
        ((DeviceEffect)stopped.Effects[0]).DeviceId.ShouldBe("SOL1");
        stage.State.Executions.ShouldBeEmpty();
    }

    [Fact]
    public void A_pause_puts_off_what_is_due_by_its_length()
    {
        var stage = new Stage(Rule(1, new GiftTrigger(), action: _shown with { DelayMs = 1_000 }));
        stage.After(0, Gift(1));

        stage.Signal(AccountSignalKind.Pause, 400);
        stage.Tick(60_000).Effects.ShouldBeEmpty();
        stage.Due.ShouldBeNull();
        stage.Signal(AccountSignalKind.Resume, 0);

        stage.Due.ShouldBe(stage.Now.AddMilliseconds(600));
        stage.Tick(599).Effects.ShouldBeEmpty();
        Stage.Shown(stage.Tick(1)).ShouldBe("shown");
    }

    [Fact]
    public void A_step_that_is_late_is_done_up_to_30_s_and_then_given_up()
    {
        var stage = new Stage(Rule(1, new GiftTrigger(), action: _shown with { DelayMs = 1_000 }));
        stage.After(0, Gift(1), Gift(2));
        var before = stage.State;

        Stage.Shown(stage.Tick(31_000)).ShouldBe("shown,shown");
        stage.State = before;
        stage.Tick(1).Effects.ShouldBeEmpty();

        stage.State.Executions.ShouldBeEmpty();
    }
}
