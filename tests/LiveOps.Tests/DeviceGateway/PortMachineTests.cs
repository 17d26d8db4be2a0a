using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.Tests.DeviceGateway;

public sealed class PortMachineTests : MachineBench
{
    [Fact]
    public void A_board_that_opening_does_not_reset_is_ready_after_one_round()
    {
        BecomeReady();
        _machine.State.ShouldBe(BoardState.Ready);
        _board.Devices!.Select(device => device.DeviceId).ShouldBe(["SOL1", "RELAY1", "LED1"]);
    }

    [Fact]
    public void A_board_that_boots_is_greeted_when_it_says_so()
    {
        Open();
        _effects.Written.Clear();
        Advance(1_200);
        Hear("EVT:BOOT:1:LIVEOPS:1.0.0:X:1");
        _effects.Written.ShouldHaveSingleItem().ShouldStartWith("HELLO:1:");
    }

    [Fact]
    public void A_silent_port_is_given_up_with_a_clear_word_and_tried_again_later()
    {
        Open();
        Advance(2_500);
        Advance(300);
        Advance(300);
        Advance(300);
        _machine.State.ShouldBe(BoardState.Failing);
        _machine.Fault.ShouldNotBeNull().ShouldContain("Nothing answers on /dev/ttyX");
        _effects.Opens.ShouldBe(1);
        Advance(499);
        _effects.Opens.ShouldBe(1);
        Advance(1);
        _effects.Opens.ShouldBe(2);
    }

    [Fact]
    public void Nonsense_is_called_by_its_name_and_does_not_last()
    {
        Open();
        for (var n = 0; n < 300; n++)
            _machine.BadLine("form", Now);
        _machine.State.ShouldBe(BoardState.Failing);
        _machine.Fault.ShouldNotBeNull().ShouldContain("no LiveOps board");
        _effects.Closes.ShouldBe(1);
    }

    [Fact]
    public void What_a_boot_loader_says_is_no_error_of_the_line_and_what_comes_later_is()
    {
        Open();
        _machine.BadLine("form", Now);
        Greet();
        _machine.LineErrors.ShouldBe(0);
        _machine.BadLine("form", Now);
        _machine.LineErrors.ShouldBe(1);
    }

    [Fact]
    public void Waits_grow_to_five_seconds()
    {
        double[] expected = [0.5, 1, 2, 5, 5, 5];
        Enumerable.Range(1, 6).Select(failures => BoardTimings.BackOff(failures, 0).TotalSeconds).ShouldBe(expected);
        BoardTimings.BackOff(4, 1).TotalSeconds.ShouldBe(6);
    }

    [Fact]
    public void A_refused_board_is_not_used_and_says_why()
    {
        _effects.Admit = _ => new Admission(null, BoardState.Quarantined, "another board");
        Open();
        Greet();
        _machine.State.ShouldBe(BoardState.Quarantined);
        _machine.Fault.ShouldBe("another board");
        _effects.Written.ShouldNotContain(line => line.StartsWith("CAP"));
    }

    [Fact]
    public void A_new_board_is_made_to_store_its_id_before_it_is_used()
    {
        _board.IsKept = false;
        Open();
        Describe();
        _machine.Phase.ShouldBe(PortPhase.Keeping);
        var save = _effects.Written[^1];
        save.ShouldStartWith("CFG:SAVE#");
        Hear($"ACK:{Seq(save)}:SAVE:3");
        Hear("EVT:SAVED:1D50");
        _effects.Kept.ShouldBe(1);
        _machine.State.ShouldBe(BoardState.Ready);
    }

    [Fact]
    public void An_older_protocol_is_refused_with_a_clear_word()
    {
        Open();
        Hear($"HELLO:2:LIVEOPS:9.0:UNO:{GatewayMaking.Uid}:{Session}:3:1D50:96:64:2000");
        _machine.Fault.ShouldNotBeNull().ShouldContain("protocol 2");
    }

    [Fact]
    public void A_command_is_sent_acknowledged_and_done()
    {
        BecomeReady();
        var run = Submit();
        _effects.Sent.ShouldBe([run]);
        Hear($"ACK:{run.Seq}:SOL1:PUSH:50");
        run.AcknowledgedAt.ShouldNotBeNull();
        _machine.IsActive("SOL1").ShouldBeTrue();
        Hear($"DONE:{run.Seq}:SOL1:OK:50");
        End(run).ShouldBe(new CommandEnd(DeviceCommandOutcome.Done, null, 50));
        _machine.IsActive("SOL1").ShouldBeFalse();
    }

    [Fact]
    public void The_next_for_a_device_goes_when_the_one_before_is_done()
    {
        BecomeReady();
        var first = Submit();
        var second = Submit();
        Hear($"ACK:{first.Seq}:SOL1:PUSH:50");
        _effects.Sent.ShouldBe([first]);
        Hear($"DONE:{first.Seq}:SOL1:OK:50");
        _effects.Sent.ShouldBe([first, second]);
    }

    [Fact]
    public void No_more_than_seven_follow_a_line_without_an_answer()
    {
        // The board remembers eight numbers: were the first forgotten, its repetition would be done again.
        BecomeReady();
        var lost = Submit("LED1", "ON");
        for (var n = 0; n < 12; n++)
        {
            var run = Submit("SOL1", "OFF", 0);
            if (run.Seq != 0)
                Hear($"ACK:{run.Seq}:SOL1:OFF:0");
        }
        _effects.Sent.Count.ShouldBe(8);
        (_effects.Sent[^1].Seq - lost.Seq).ShouldBe(7);
        Hear($"ACK:{lost.Seq}:DUP");
        _effects.Sent.Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void At_most_two_lines_and_64_bytes_are_unanswered()
    {
        BecomeReady();
        var long1 = Submit("LED1", "BLINK", 3_000, [255, 255, 255]);
        var long2 = Submit("SOL1", "PULSE", 3_000, [1_000, 1_000]);
        _effects.Sent.ShouldBe([long1]);
        Hear($"ACK:{long1.Seq}:LED1:BLINK:3000");
        _effects.Sent.ShouldBe([long1, long2]);

        var third = Submit("RELAY1", "ON", 10);
        (long2.Line.Length + third.Line.Length > 64).ShouldBe(_effects.Sent.Count == 2);
    }

    [Fact]
    public void No_answer_means_the_same_line_again_three_tries_in_all()
    {
        BecomeReady();
        var run = Submit();
        var line = run.Line;
        Advance(60);
        Advance(60);
        _effects.Sent.ShouldBe([run, run, run]);
        run.Line.ShouldBeSameAs(line);
        _effects.Stops.ShouldBe(0);
        Advance(60);
        _effects.Sent.Count.ShouldBe(3);
        _effects.Stops.ShouldBe(1);
        Greet();
        End(run).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
    }

    [Fact]
    public void An_answer_to_the_second_try_counts_once()
    {
        BecomeReady();
        var run = Submit();
        Advance(60);
        Hear($"ACK:{run.Seq}:SOL1:PUSH:50");
        Hear($"ACK:{run.Seq}:DUP");
        Hear($"DONE:{run.Seq}:SOL1:OK:50");
        Hear($"DONE:{run.Seq}:SOL1:OK:50");
        _effects.Ends.Count.ShouldBe(1);
    }

    [Fact]
    public void A_line_that_the_board_did_not_understand_is_sent_again_at_once()
    {
        BecomeReady();
        var run = Submit();
        Hear("NAK:-:CRC");
        _effects.Sent.ShouldBe([run, run]);
        _machine.LineErrors.ShouldBe(1);
    }

    [Fact]
    public void After_its_time_a_command_is_not_sent_again()
    {
        BecomeReady();
        var run = Submit(expiresInMs: 50);
        Advance(60);
        _effects.Sent.ShouldBe([run]);
        End(run).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
    }

    [Fact]
    public void After_a_stop_the_unanswered_command_of_the_device_is_not_sent_again()
    {
        BecomeReady();
        var run = Submit();
        var stop = Submit("SOL1", "STOP", 0);
        Hear($"ACK:{stop.Seq}:SOL1:STOP:0");
        Advance(60);
        _effects.Sent.ShouldBe([run, stop]);
        End(run).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        End(stop).Outcome.ShouldBe(DeviceCommandOutcome.Done);
    }

    [Fact]
    public void A_stop_passes_what_waits_for_the_device()
    {
        BecomeReady();
        var running = Submit();
        Hear($"ACK:{running.Seq}:SOL1:PUSH:50");
        Submit();
        var stop = Submit("SOL1", "STOP", 0);
        _effects.Sent.ShouldBe([running, stop]);
    }

    [Theory]
    [InlineData("DUTY:1500", DeviceCommandOutcome.Refused, "1500 ms")]
    [InlineData("LIM:10000", DeviceCommandOutcome.Refused, "10000 ms")]
    [InlineData("STOP", DeviceCommandOutcome.EmergencyStopped, "reset")]
    [InlineData("WEIRD", DeviceCommandOutcome.Refused, "WEIRD")]
    public void What_the_board_refuses_ends_with_its_reason(string code, DeviceCommandOutcome outcome, string word)
    {
        BecomeReady();
        var run = Submit();
        Hear($"ERR:{run.Seq}:{code}");
        End(run).Outcome.ShouldBe(outcome);
        End(run).Detail.ShouldNotBeNull().ShouldContain(word);
    }

    [Fact]
    public void A_restart_of_the_board_makes_what_was_there_unknown_and_nothing_is_replayed()
    {
        BecomeReady();
        var running = Submit("LED1", "ON", 5_000);
        Hear($"ACK:{running.Seq}:LED1:ON:5000");
        var unanswered = Submit();
        var waiting = Submit();
        Hear("EVT:BOOT:1:LIVEOPS:1.0.0:W:2");
        End(running).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        End(unanswered).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        _effects.Sent.Clear();
        Describe();
        // What was never sent may still go.
        _effects.Sent.ShouldBe([waiting]);
    }

    [Fact]
    public void A_lost_link_makes_what_was_sent_unknown_and_keeps_what_waits()
    {
        BecomeReady();
        var run = Submit();
        var waiting = Submit();
        _machine.Closed("unplugged", Now);
        End(run).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        _effects.Ends.ShouldNotContainKey(waiting);
        _board.Lanes.Waiting.ShouldBe(1);
        _board.Port.ShouldBeNull();
    }

    [Fact]
    public void A_lost_done_is_not_waited_for_for_ever()
    {
        BecomeReady();
        var run = Submit();
        Hear($"ACK:{run.Seq}:SOL1:PUSH:50");
        for (var n = 0; n < 11; n++)
        {
            Advance(100);
            AnswerPing();
        }
        End(run).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        End(run).Detail.ShouldNotBeNull();
    }

    [Fact]
    public void The_host_is_heard_twice_a_second_while_something_is_on()
    {
        BecomeReady();
        var run = Submit("LED1", "ON", 10_000);
        Hear($"ACK:{run.Seq}:LED1:ON:10000");
        _effects.Written.Clear();
        for (var n = 0; n < 400; n++)
        {
            Advance(10);
            AnswerPing();
        }
        _effects.Written.Count(line => line.StartsWith("PING")).ShouldBeInRange(6, 9);
    }

    [Fact]
    public void A_board_that_answers_no_ping_is_switched_off_and_greeted_anew()
    {
        BecomeReady();
        for (var n = 0; n < 200 && _effects.Stops == 0; n++)
            Advance(10);
        _effects.Stops.ShouldBe(1);
        _ms.ShouldBeLessThan(2_000);
        _machine.State.ShouldBe(BoardState.Failing);
        Describe('E');
        // The gateway's own stop byte latched the board: it is the gateway that releases it.
        var clear = _effects.Written[^1];
        clear.ShouldStartWith("CMD:ALL:CLEAR:0:#");
        Hear($"ACK:{Seq(clear)}:ALL:CLEAR:0");
        _machine.State.ShouldBe(BoardState.Ready);
    }

    [Fact]
    public void A_disturbed_line_is_made_anew()
    {
        BecomeReady();
        for (var n = 0; n < 6; n++)
            _machine.BadLine("crc", Now);
        _effects.Stops.ShouldBe(1);
        _machine.Fault.ShouldNotBeNull().ShouldContain("disturbed");
    }

    [Fact]
    public void A_port_that_is_gone_is_offline_and_tried_as_soon_as_it_is_back()
    {
        BecomeReady();
        _machine.Closed("unplugged", Now);
        _machine.Seen(null, Now);
        _machine.State.ShouldBe(BoardState.Offline);
        Advance(60_000);
        _effects.Opens.ShouldBe(1);
        _machine.Seen(new SerialPort("/dev/ttyX", "usb-1"), Now);
        Advance(0);
        _machine.Closed("still in use", Now);
        _machine.Seen(null, Now);
        // Its wait is not over, but that it is back is worth a try.
        _machine.Seen(new SerialPort("/dev/ttyY", "usb-1"), Now);
        Advance(0);
        _effects.Opens.ShouldBe(3);
        _machine.Port.Path.ShouldBe("/dev/ttyY");
    }
}
