using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Lanes;

namespace LiveOps.Tests.DeviceGateway;

public sealed class EmergencyStopTests : MachineBench
{
    [Fact]
    public void The_emergency_stop_is_repeated_until_the_board_confirms_it()
    {
        BecomeReady();
        var run = Submit("LED1", "ON", 10_000);
        Hear($"ACK:{run.Seq}:LED1:ON:10000");
        _machine.EmergencyStop(Now);
        Advance(20);
        Advance(20);
        _effects.Stops.ShouldBe(2);
        Hear("EVT:ESTOP:1");
        Hear($"DONE:{run.Seq}:LED1:ESTOP:40");
        Advance(20);
        _effects.Stops.ShouldBe(2);
        _machine.State.ShouldBe(BoardState.EmergencyStopped);
        End(run).ShouldBe(Ends.CutByStop with { RanMs = 40 });
    }

    [Fact]
    public void A_board_that_never_confirms_the_stop_is_given_up_after_ten()
    {
        BecomeReady();
        _machine.EmergencyStop(Now);
        for (var n = 0; n < 12; n++)
            Advance(20);
        _effects.Stops.ShouldBe(9); // and the first, which the switch itself has written
        _machine.Fault.ShouldNotBeNull().ShouldContain("cut its power");
    }

    [Fact]
    public void While_latched_nothing_is_sent_and_a_board_that_comes_back_is_stopped_again()
    {
        _machine.IsLatched = true;
        Open();
        Describe();
        _effects.Stops.ShouldBe(1);
        Hear("EVT:ESTOP:0");
        Submit();
        _effects.Sent.ShouldBeEmpty();
        _machine.State.ShouldBe(BoardState.EmergencyStopped);
    }

    [Fact]
    public void A_reset_releases_the_board()
    {
        BecomeReady();
        _machine.EmergencyStop(Now);
        Hear("EVT:ESTOP:0");
        _machine.Reset(Now);
        Hear($"ACK:{Seq(_effects.Written[^1])}:ALL:CLEAR:0");
        _machine.State.ShouldBe(BoardState.Ready);
    }

    [Fact]
    public void A_stop_that_comes_while_the_board_is_released_wins()
    {
        BecomeReady();
        _machine.EmergencyStop(Now);
        Hear("EVT:ESTOP:0");
        _machine.Reset(Now);
        var clear = _effects.Written[^1];
        _machine.EmergencyStop(Now);
        Hear($"ACK:{Seq(clear)}:ALL:CLEAR:0");
        _machine.State.ShouldBe(BoardState.EmergencyStopped);
        Advance(20);
        _effects.Stops.ShouldBe(1);
    }

    [Fact]
    public void A_board_that_stops_by_itself_stays_stopped()
    {
        BecomeReady();
        Hear("EVT:ESTOP:0");
        _effects.StoppedByItselfCount.ShouldBe(1);
        _machine.State.ShouldBe(BoardState.EmergencyStopped);
    }

    [Fact]
    public void A_board_that_is_stopped_alone_is_released_when_it_is_held_no_more()
    {
        BecomeReady();
        var run = Submit("LED1", "ON", 10_000);
        Hear($"ACK:{run.Seq}:LED1:ON:10000");
        _board.IsStopped = true;
        _machine.StopBoard(Now);
        _effects.Stops.ShouldBe(1);
        Hear("EVT:ESTOP:1");
        Hear($"DONE:{run.Seq}:LED1:ESTOP:40");
        _machine.State.ShouldBe(BoardState.EmergencyStopped);
        _effects.StoppedByItselfCount.ShouldBe(0);

        // Somebody resets the gateway, or another board of it.
        _machine.Reset(Now);
        _machine.State.ShouldBe(BoardState.EmergencyStopped);

        _board.IsStopped = false;
        _machine.Reset(Now);
        Hear($"ACK:{Seq(_effects.Written[^1])}:ALL:CLEAR:0");
        _machine.State.ShouldBe(BoardState.Ready);
    }

    [Fact]
    public void A_board_that_is_held_alone_is_stopped_when_it_is_plugged_in()
    {
        _board.IsStopped = true;
        Open();
        Describe();
        _effects.Stops.ShouldBe(1);
        Hear("EVT:ESTOP:0");
        _machine.State.ShouldBe(BoardState.EmergencyStopped);
    }

    [Fact]
    public void It_is_known_whose_commands_are_at_a_board()
    {
        BecomeReady();
        var run = Submit("LED1", "ON", 10_000);
        _machine.RunsFor(_account).ShouldBeTrue();
        _machine.RunsFor(Guid.NewGuid()).ShouldBeFalse();
        Hear($"ACK:{run.Seq}:LED1:ON:10000");
        _machine.RunsFor(_account).ShouldBeTrue();
        Hear($"DONE:{run.Seq}:LED1:OK:10000");
        _machine.RunsFor(_account).ShouldBeFalse();
    }
}
