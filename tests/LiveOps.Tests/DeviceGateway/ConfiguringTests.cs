using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Configuring;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.Tests.DeviceGateway;

public sealed class ConfiguringTests : MachineBench
{
    private static readonly DeviceSetup _sol = Setup("SOL1", "SOL", 4, 10_000);
    private static readonly DeviceSetup _relay = Setup("RELAY1", "RELAY", 7, 60_000) with { DutyPct = 100 };
    private static readonly DeviceSetup _led = Setup("LED1", "LED", 13, 60_000) with { DutyPct = 100 };

    [Fact]
    public void A_board_that_has_the_wanted_table_is_left_alone()
    {
        Want(_sol, _relay, _led);
        BecomeReady();
        _effects.Written.ShouldNotContain(line => line.StartsWith("CFG"));
    }

    [Fact]
    public void Only_the_rows_that_differ_are_written_then_stored_and_read_again()
    {
        // The two have changed places: neither pin is free before both rows are empty.
        Want(_sol with { Pins = [7] }, _relay with { Pins = [4] }, _led);
        Open();
        Describe();
        Accept("CFG:0:X:NONE:0:0:0:0:0");
        Accept("CFG:1:X:NONE:0:0:0:0:0");
        Accept("CFG:0:SOL1:SOL:7:10000:50:60:0");
        Accept("CFG:1:RELAY1:RELAY:4:60000:100:60:0");
        var save = _effects.Written[^1];
        save.ShouldStartWith("CFG:SAVE#");
        Hear($"ACK:{Seq(save)}:SAVE:3");
        Hear("EVT:SAVED:ABCD");
        _effects.Configurations.ShouldBeEmpty();
        _effects.Written[^1].ShouldStartWith("CAP");
        Hear("CAP:0:SOL1:SOL:7:10000:50:60:0");
        Hear("CAP:1:RELAY1:RELAY:4:60000:100:60:0");
        Hear("CAP:2:LED1:LED:13:60000:100:60:0");
        Hear("CAPEND:3:ABCD");
        AnswerPing();
        _machine.Phase.ShouldBe(PortPhase.Ready);
        _effects.Configurations.ShouldBe([null]);
        _board.Device("SOL1")!.Pins.ShouldBe([7]);
    }

    [Fact]
    public void A_row_that_the_board_refuses_takes_everything_back()
    {
        Want(_sol with { Pins = [99] }, _relay, _led);
        Open();
        Describe();
        Accept("CFG:0:X:NONE:0:0:0:0:0");
        Hear($"ERR:{Seq(_effects.Written[^1])}:PIN");
        Accept("CFG:0:X:NONE:0:0:0:0:0");
        Accept("CFG:0:SOL1:SOL:4:10000:50:60:0");
        _effects.Written.ShouldNotContain(line => line.StartsWith("CFG:SAVE"));
        Hear("CAP:0:SOL1:SOL:4:10000:50:60:0");
        Hear("CAPEND:1:ABCD");
        _effects.Configurations.ShouldHaveSingleItem().ShouldNotBeNull().ShouldStartWith("SOL1: a pin does not exist");
        AnswerPing();
        _machine.Phase.ShouldBe(PortPhase.Ready);
    }

    [Fact]
    public void Nothing_is_configured_while_something_is_on()
    {
        BecomeReady();
        _machine.MayConfigure.ShouldBeTrue();
        var run = Submit();
        _machine.MayConfigure.ShouldBeFalse();
        Hear($"ACK:{run.Seq}:SOL1:PUSH:50");
        _machine.MayConfigure.ShouldBeFalse();
        Hear($"DONE:{run.Seq}:SOL1:OK:50");
        _machine.MayConfigure.ShouldBeTrue();
    }

    [Fact]
    public void An_emergency_stop_ends_the_writing_and_it_begins_anew_after_the_reset()
    {
        Want(_sol with { MaxMs = 5_000 }, _relay, _led);
        Open();
        Describe();
        _machine.EmergencyStop(Now);
        Hear("EVT:ESTOP:0");
        _machine.State.ShouldBe(BoardState.EmergencyStopped);
        _machine.Reset(Now);
        Hear($"ACK:{Seq(_effects.Written[^1])}:ALL:CLEAR:0");
        _effects.Written[^1].ShouldStartWith("CFG:0:X:NONE");
    }

    [Fact]
    public void A_button_is_heard()
    {
        BecomeReady();
        Hear("EVT:INPUT:IN1:1");
        Hear("EVT:INPUT:IN1:0");
        _effects.Inputs.ShouldBe([("IN1", true), ("IN1", false)]);
        _board.Pressed["IN1"].ShouldBeFalse();
    }

    [Theory]
    [InlineData("SOL1", "SOL", new[] { 4 }, 10_000, 50, 60, 0, 0, null)]
    [InlineData("SOL1", "SOL", new[] { 4, 5 }, 30_000, 100, 1, 1, 0, null)]
    [InlineData("IN1", "IN", new[] { 2 }, 0, 0, 0, 3, 0, null)]
    [InlineData("STRIP1", "STRIP", new[] { 6 }, 60_000, 100, 60, 0, 60, null)]
    [InlineData("ALL", "SOL", new[] { 4 }, 10_000, 50, 60, 0, 0, "not ALL")]
    [InlineData("sol", "SOL", new[] { 4 }, 10_000, 50, 60, 0, 0, "upper-case")]
    [InlineData("SOL1", "FOG", new[] { 4 }, 10_000, 50, 60, 0, 0, "known: SOL")]
    [InlineData("SOL1", "SOL", new[] { 1 }, 10_000, 50, 60, 0, 0, "pin 1 cannot be used")]
    [InlineData("SOL1", "SOL", new[] { 4, 4 }, 10_000, 50, 60, 0, 0, "pin 4 is given twice")]
    [InlineData("SOL1", "SOL", new int[0], 10_000, 50, 60, 0, 0, "given: 0")]
    [InlineData("SOL1", "SOL", new[] { 4 }, 30_001, 100, 60, 0, 0, "1 to 30000")]
    [InlineData("SOL1", "SOL", new[] { 4 }, 10_000, 0, 60, 0, 0, "dutyPct 0")]
    [InlineData("SOL1", "SOL", new[] { 4 }, 10_000, 50, 10, 0, 0, "whole budget of 5000 ms")]
    [InlineData("SOL1", "SOL", new[] { 4 }, 10_000, 50, 60, 2, 0, "only a button")]
    [InlineData("SOL1", "SOL", new[] { 4 }, 10_000, 50, 60, 4, 0, "unknown bit")]
    [InlineData("SOL1", "SOL", new[] { 4 }, 10_000, 50, 60, 0, 9, "size must be 0")]
    [InlineData("STRIP1", "STRIP", new[] { 6 }, 60_000, 100, 60, 0, 0, "1 to 255 pixels")]
    [InlineData("IN1", "IN", new[] { 2 }, 100, 0, 0, 0, 0, "never on")]
    public void A_row_is_checked(
        string name,
        string type,
        int[] pins,
        int maxMs,
        int duty,
        int window,
        int flags,
        int size,
        string? fault
    )
    {
        var errors = TableChecks.Errors([new DeviceRow(0, name, type, pins, maxMs, duty, window, flags, size)]);
        if (fault is null)
            errors.ShouldBeEmpty();
        else
            errors["[0]"].ShouldHaveSingleItem().ShouldContain(fault);
    }

    [Fact]
    public void Rows_do_not_share_a_place_a_name_or_a_pin()
    {
        var row = new DeviceRow(3, "SOL1", "SOL", [4], 10_000, 50, 60);
        TableChecks.Errors([row, row])["[1]"].Length.ShouldBe(3);
        TableChecks.Errors([row, row with { Index = 4, Name = "SOL2", Pins = [5] }]).ShouldBeEmpty();
        TableChecks.Errors([row with { Index = 16 }])["[0]"].ShouldHaveSingleItem().ShouldContain("0 to 15");
        TableChecks.Errors([row with { Name = null, Type = null, Pins = null }]).ShouldNotBeEmpty();
    }

    private void Want(params DeviceSetup[] rows) =>
        _board.Wanted = rows.Index().ToDictionary(row => row.Index, row => row.Item);

    private void Accept(string expected)
    {
        var line = _effects.Written[^1];
        line.ShouldStartWith(expected + "#");
        Hear($"ACK:{Seq(line)}:CFG:{line.Split(':')[1]}");
    }

    private static DeviceSetup Setup(string name, string type, int pin, int maxMs) =>
        new()
        {
            Name = name,
            Type = type,
            Pins = [pin],
            MaxMs = maxMs,
            DutyPct = 50,
            WindowS = 60,
        };
}
