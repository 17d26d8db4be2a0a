using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;

namespace LiveOps.Tests.DeviceGateway;

public sealed class LaneTests
{
    private static readonly DateTimeOffset _now = GatewayMaking.Now;
    private readonly DeviceLanes _lanes = new(3);
    private readonly List<CommandRun> _expired = [];
    private long _order;

    [Fact]
    public void A_device_does_one_thing_at_a_time()
    {
        var first = Enqueue("SOL1");
        var second = Enqueue("SOL1");
        Take().ShouldBe(first);
        Take().ShouldBeNull();
        _lanes.Release(first);
        Take().ShouldBe(second);
    }

    [Fact]
    public void Devices_do_not_wait_for_each_other()
    {
        Enqueue("SOL1");
        Enqueue("SOL1");
        var other = Enqueue("LED1");
        Take();
        Take().ShouldBe(other);
    }

    [Fact]
    public void Higher_priority_goes_first_then_first_come_first_served()
    {
        var normal = Enqueue("SOL1");
        var later = Enqueue("SOL1");
        var urgent = Enqueue("SOL1", priority: 5);
        TakeAll("SOL1").ShouldBe([urgent, normal, later]);
    }

    [Fact]
    public void Between_devices_priority_and_order_count_too()
    {
        var first = Enqueue("LED1");
        var urgent = Enqueue("SOL1", priority: 1);
        Take().ShouldBe(urgent);
        Take().ShouldBe(first);
    }

    [Fact]
    public void What_has_expired_is_never_taken()
    {
        var late = Enqueue("SOL1", expiresInMs: 100);
        var good = Enqueue("SOL1", expiresInMs: 200);
        Take(_now.AddMilliseconds(100)).ShouldBe(good);
        _expired.ShouldBe([late]);
    }

    [Fact]
    public void A_waiting_command_expires_although_its_device_stays_busy()
    {
        Enqueue("SOL1");
        Take();
        var waiting = Enqueue("SOL1", expiresInMs: 100);
        _lanes.Expire(_now.AddMilliseconds(99), _expired);
        _expired.ShouldBeEmpty();
        _lanes.Expire(_now.AddMilliseconds(100), _expired);
        _expired.ShouldBe([waiting]);
        _lanes.Waiting.ShouldBe(0);
    }

    [Fact]
    public void A_full_lane_takes_no_more_and_others_still_do()
    {
        Enqueue("SOL1");
        Enqueue("SOL1");
        Enqueue("SOL1");
        _lanes.TryEnqueue(Run("SOL1")).ShouldBeFalse();
        _lanes.TryEnqueue(Run("LED1")).ShouldBeTrue();
    }

    [Fact]
    public void The_parts_of_a_combo_follow_each_other()
    {
        var combo = Guid.NewGuid();
        var first = Enqueue("SOL1", combo: combo);
        Enqueue("RELAY1");
        var second = Enqueue("LED1", combo: combo);
        Take().ShouldBe(first);
        Take(combo: combo).ShouldBe(second);
    }

    [Fact]
    public void Clearing_takes_everything_that_waits_and_leaves_what_runs()
    {
        var running = Enqueue("SOL1");
        Take();
        var waiting = Enqueue("SOL1");
        var taken = new List<CommandRun>();
        _lanes.Clear(taken);
        taken.ShouldBe([waiting]);
        _lanes.IsBusy("SOL1").ShouldBeTrue();
        _lanes.Release(running);
        _lanes.IsBusy("SOL1").ShouldBeFalse();
    }

    private CommandRun Run(string device, int priority = 0, int expiresInMs = 3_000, Guid? combo = null) =>
        new(
            GatewayMaking.Command(device) with
            {
                Priority = priority,
                ExpiresAt = _now.AddMilliseconds(expiresInMs),
                ComboId = combo,
            },
            _order++
        );

    private CommandRun Enqueue(string device, int priority = 0, int expiresInMs = 3_000, Guid? combo = null)
    {
        var run = Run(device, priority, expiresInMs, combo);
        _lanes.TryEnqueue(run).ShouldBeTrue();
        return run;
    }

    private CommandRun? Take(DateTimeOffset? now = null, Guid? combo = null) =>
        _lanes.TakeNext(now ?? _now, combo, _expired);

    private List<CommandRun> TakeAll(string device)
    {
        var all = new List<CommandRun>();
        while (Take() is { } run)
        {
            run.Command.DeviceId.ShouldBe(device);
            all.Add(run);
            _lanes.Release(run);
        }
        return all;
    }
}
