using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;

namespace LiveOps.Tests.DeviceGateway;

public sealed class DutyMeterTests : MachineBench
{
    private static readonly DeviceStatus _half = GatewayMaking.Device("SOL1", "SOL", 4, 10_000) with
    {
        DutyPct = 50,
        WindowS = 10,
    };
    private readonly DutyMeter _meter = new();

    [Fact]
    public void The_budget_is_the_window_times_the_duty()
    {
        _meter.WaitMs(_half, 5_000, At(0)).ShouldBe(0);
        _meter.WaitMs(_half, 5_001, At(0)).ShouldBe(2);
    }

    [Fact]
    public void What_is_paid_comes_back_with_time()
    {
        _meter.Pay(_half, 5_000, At(0));
        _meter.WaitMs(_half, 1_000, At(0)).ShouldBe(2_000);
        _meter.WaitMs(_half, 1_000, At(1_999)).ShouldBe(1);
        _meter.WaitMs(_half, 1_000, At(2_000)).ShouldBe(0);
        _meter.WaitMs(_half, 5_001, At(1_000_000)).ShouldBe(2);
    }

    [Fact]
    public void What_was_not_used_is_given_back_but_never_more_than_the_whole()
    {
        _meter.Pay(_half, 3_000, At(0));
        _meter.GiveBack(_half, 3_000, At(0));
        _meter.GiveBack(_half, 3_000, At(0));
        _meter.WaitMs(_half, 5_000, At(0)).ShouldBe(0);
        _meter.WaitMs(_half, 5_001, At(0)).ShouldBePositive();
    }

    [Fact]
    public void A_clock_that_is_set_back_gives_nothing()
    {
        _meter.Pay(_half, 5_000, At(0));
        _meter.WaitMs(_half, 1_000, At(-60_000)).ShouldBe(2_000);
    }

    [Fact]
    public void Each_device_has_its_own_and_a_device_without_a_duty_none()
    {
        _meter.Pay(_half, 5_000, At(0));
        _meter.WaitMs(_half with { DeviceId = "SOL2" }, 5_000, At(0)).ShouldBe(0);
        _meter.WaitMs(_half with { DutyPct = 100 }, 3_600_000, At(0)).ShouldBe(0);
    }

    [Fact]
    public void A_restart_of_the_board_allows_no_more()
    {
        BecomeReady();
        var first = Submit(ms: 10_000);
        Hear($"ACK:{first.Seq}:SOL1:PUSH:10000");
        Advance(1);
        Hear("EVT:BOOT:1:LIVEOPS:1.1.0:X:2");
        End(first).Outcome.ShouldBe(DeviceCommandOutcome.Unknown);
        Describe();
        Submit(ms: 10_000);
        var third = Submit(ms: 10_000);
        Hear($"ACK:{_effects.Sent[^1].Seq}:SOL1:PUSH:10000");
        Hear($"DONE:{_effects.Sent[^1].Seq}:SOL1:OK:10000");
        // The table says half of a minute: the third ten seconds are the last, and the board's answer does not matter.
        var fourth = Submit(ms: 10_000);
        Hear($"ACK:{third.Seq}:SOL1:PUSH:10000");
        Hear($"DONE:{third.Seq}:SOL1:OK:10000");
        End(fourth).Detail.ShouldNotBeNull().ShouldStartWith("The device must rest");
        _effects.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public void What_the_board_refuses_costs_nothing()
    {
        BecomeReady();
        for (var n = 0; n < 10; n++)
            Hear($"ERR:{Submit(ms: 10_000).Seq}:BUSY");
        _effects.Sent.Count.ShouldBe(10);
    }

    private static DateTimeOffset At(double ms) => GatewayMaking.Now.AddMilliseconds(ms);
}
