using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Lanes;

namespace LiveOps.Tests.DeviceGateway;

public sealed class ComboTests : MachineBench
{
    [Fact]
    public void Three_are_armed_first_and_started_by_one_line()
    {
        BecomeReady();
        var runs = SubmitThree();
        Lines().ShouldBe(["ARM:SOL1", "ARM:RELAY1"]);
        Arm(runs[0]);
        Arm(runs[1]);
        Lines().ShouldBe(["ARM:SOL1", "ARM:RELAY1", "ARM:LED1"]);
        _effects.Lines.ShouldNotContain(line => line.StartsWith("GO"));
        Arm(runs[2]);
        var go = _effects.Lines[^1];
        go.ShouldStartWith("GO#");
        _machine.IsActive("SOL1").ShouldBeFalse();
        Hear($"ACK:{Seq(go)}:GO:3");
        foreach (var run in runs)
        {
            run.AcknowledgedAt.ShouldNotBeNull();
            Hear($"DONE:{run.Seq}:{run.Command.DeviceId}:OK:50");
            End(run).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        }
    }

    [Fact]
    public void One_that_is_refused_does_not_hold_the_others()
    {
        BecomeReady();
        var runs = SubmitThree();
        Arm(runs[0]);
        Hear($"ERR:{runs[1].Seq}:DUTY:800");
        Arm(runs[2]);
        End(runs[1]).Detail.ShouldBe("The device must rest: this much is allowed again in 800 ms.");
        _effects.Lines[^1].ShouldStartWith("GO#");
    }

    [Fact]
    public void The_first_does_not_wait_long_for_one_that_is_late()
    {
        BecomeReady();
        var combo = new Combo(3);
        var first = Submit(combo: combo);
        Arm(first);
        Advance(99);
        combo.IsStarted.ShouldBeFalse();
        combo.StartBy.ShouldBe(GatewayMaking.At(_startedAt + 100).Uptime);
        combo.Start(Now);
        Advance(1);
        _effects.Lines[^1].ShouldStartWith("GO#");
        Hear($"ACK:{Seq(_effects.Lines[^1])}:GO:1");
        var late = Submit("LED1", "ON", combo: combo);
        _effects.Lines[^1].ShouldStartWith($"CMD:LED1:ON:50:#{late.Seq}");
    }

    [Fact]
    public void A_start_whose_answer_is_lost_is_asked_again_with_the_same_number()
    {
        BecomeReady();
        var runs = SubmitThree();
        foreach (var run in runs)
            Arm(run);
        var go = _effects.Lines[^1];
        Advance(60);
        _effects.Lines[^1].ShouldBe(go);
        _effects.Lines.Count(line => line == go).ShouldBe(2);
        Hear($"ACK:{Seq(go)}:DUP");
        _machine.IsActive("SOL1").ShouldBeTrue();
    }

    [Fact]
    public void An_end_tells_that_it_ran_although_the_answer_to_the_start_is_lost()
    {
        BecomeReady();
        var runs = SubmitThree();
        foreach (var run in runs)
            Arm(run);
        Hear($"DONE:{runs[0].Seq}:SOL1:OK:50");
        runs[0].AcknowledgedAt.ShouldNotBeNull();
        End(runs[0]).Outcome.ShouldBe(DeviceCommandOutcome.Done);
    }

    [Fact]
    public void What_the_board_gave_up_was_not_fired()
    {
        BecomeReady();
        var runs = SubmitThree();
        Arm(runs[0]);
        Hear($"DONE:{runs[0].Seq}:SOL1:LATE:0");
        End(runs[0]).Outcome.ShouldBe(DeviceCommandOutcome.Expired);
        runs[0].AcknowledgedAt.ShouldBeNull();
    }

    [Fact]
    public void Another_combo_is_armed_when_the_first_has_started()
    {
        BecomeReady();
        var first = new Combo(3);
        var run = Submit(combo: first);
        Arm(run);
        var other = Submit("LED1", "ON", combo: new Combo(3));
        Lines().ShouldBe(["ARM:SOL1"]);
        first.Start(Now);
        Advance(1);
        var go = _effects.Lines[^1];
        other.Line.ShouldBeEmpty();
        Hear($"ACK:{Seq(go)}:GO:1");
        Lines()[^1].ShouldBe("ARM:LED1");
    }

    [Fact]
    public void What_has_little_time_left_goes_alone()
    {
        BecomeReady();
        Submit(combo: new Combo(3), expiresInMs: 400);
        Lines().ShouldBe(["CMD:SOL1"]);
    }

    [Fact]
    public void A_lost_line_leaves_nothing_open()
    {
        BecomeReady();
        var runs = SubmitThree();
        Arm(runs[0]);
        _machine.Closed("unplugged", Now);
        End(runs[0]).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        End(runs[1]).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
    }

    [Fact]
    public void Two_boards_are_started_by_the_same_turn()
    {
        BecomeReady();
        var far = new Bench();
        far.BecomeReady();
        var combo = new Combo(4);
        CommandRun[] here = [Submit(combo: combo), Submit("LED1", "ON", combo: combo)];
        CommandRun[] there = [far.Submit(combo: combo), far.Submit("LED1", "ON", combo: combo)];
        foreach (var run in here)
            Arm(run);
        far.Arm(there[0]);
        Advance(50);
        _effects.Lines.ShouldNotContain(line => line.StartsWith("GO"));
        far.Arm(there[1]);
        Advance(0);
        far.Advance(0);
        _effects.Lines[^1].ShouldStartWith("GO#");
        far.LastLine.ShouldStartWith("GO#");
    }

    /// <summary>A second board beside the test's own.</summary>
    private sealed class Bench : MachineBench
    {
        public string LastLine => _effects.Lines[^1];

        public new void BecomeReady() => base.BecomeReady();

        public CommandRun Submit(string device = "SOL1", string action = "PUSH", Combo? combo = null) =>
            base.Submit(device, action, combo: combo);

        public new void Advance(double ms) => base.Advance(ms);

        public void Arm(CommandRun run) => Hear($"ACK:{run.Seq}:{run.Command.DeviceId}:ARMED:50");
    }

    [Fact]
    public void An_older_firmware_is_sent_plain_commands()
    {
        BecomeReady();
        _board.CanArm = false;
        SubmitThree();
        Lines().ShouldBe(["CMD:SOL1", "CMD:RELAY1"]);
    }

    private double _startedAt;

    private CommandRun[] SubmitThree()
    {
        var combo = new Combo(3);
        return [Submit(combo: combo), Submit("RELAY1", "ON", combo: combo), Submit("LED1", "ON", combo: combo)];
    }

    private void Arm(CommandRun run)
    {
        _startedAt = Now.Uptime.TotalMilliseconds;
        Hear($"ACK:{run.Seq}:{run.Command.DeviceId}:ARMED:50");
    }

    private string[] Lines() =>
        [
            .. _effects
                .Lines.Where(line => !line.StartsWith("GO"))
                .Select(line => string.Join(':', line.Split(':')[..2])),
        ];
}
