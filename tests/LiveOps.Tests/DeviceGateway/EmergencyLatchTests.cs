using LiveOps.DeviceGateway;
using LiveOps.DeviceGateway.EmergencyStopping;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>What holds what, and that a restart releases nothing.</summary>
public sealed class EmergencyLatchTests : IDisposable
{
    private const string Board = "B0A2D001";
    private const string Other = "B0A2D002";
    private static readonly Guid _account = Guid.NewGuid();
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-latch-").FullName;
    private readonly DataFolder _data;
    private EmergencyLatch _latch;

    public EmergencyLatchTests()
    {
        _data = new DataFolder(Options.Create(new GatewayOptions { DataFolder = _folder }));
        _latch = Open();
    }

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_board_is_held_alone_and_over_a_restart()
    {
        var stop = Guid.NewGuid();
        _latch.TryLatchBoard(stop, Board).ShouldBeTrue();
        Restart();
        _latch.IsStopped(Board).ShouldBeTrue();
        _latch.IsStopped(Other).ShouldBeFalse();
        _latch.IsLatched.ShouldBeFalse();
        _latch.TryLatchBoard(stop, Board).ShouldBeFalse("the same stop once more is nothing new");
        _latch.ReleaseBoard(Board);
        Restart();
        _latch.IsStopped(Board).ShouldBeFalse();
    }

    [Fact]
    public void An_account_holds_its_boards_until_it_is_released_itself()
    {
        _latch.TryLatchAccount(Guid.NewGuid(), _account, [Board]).ShouldBeTrue();
        Restart();
        _latch.IsStopped(_account).ShouldBeTrue();
        _latch.Accounts.ShouldBe([_account]);
        _latch.ReleaseBoard(Board);
        _latch.IsStopped(Board).ShouldBeTrue("the account's stop holds it still");
        _latch.ReleaseAccount(_account);
        _latch.IsStopped(Board).ShouldBeFalse();
        _latch.IsStopped(_account).ShouldBeFalse();
    }

    [Fact]
    public void A_board_that_is_held_twice_stays_when_the_account_is_released()
    {
        _latch.TryLatchBoard(Guid.NewGuid(), Board);
        _latch.TryLatchAccount(Guid.NewGuid(), _account, [Board, Other]);
        _latch.ReleaseAccount(_account);
        _latch.IsStopped(Board).ShouldBeTrue();
        _latch.IsStopped(Other).ShouldBeFalse();
    }

    [Fact]
    public void A_board_joins_a_stopped_account_only()
    {
        _latch.AddBoard(Board, _account);
        _latch.IsStopped(Board).ShouldBeFalse();
        _latch.TryLatchAccount(Guid.NewGuid(), _account, []);
        _latch.AddBoard(Board, _account);
        _latch.IsStopped(Board).ShouldBeTrue();
    }

    [Fact]
    public void The_release_of_one_machine_leaves_the_stop_of_everything()
    {
        _latch.TryLatch(Guid.NewGuid(), StopOrigins.Machine);
        _latch.TryLatch(Guid.NewGuid(), StopOrigins.Here);
        _latch.AddBoard(Other);
        _latch.ReleaseMachine();
        _latch.IsLatched.ShouldBeFalse();
        _latch.IsStopped(Other).ShouldBeFalse("who resets the machine has looked at its boards");

        _latch.TryLatch(Guid.NewGuid(), StopOrigins.Workspace);
        _latch.TryLatch(Guid.NewGuid(), StopOrigins.Machine);
        _latch.TryLatchBoard(Guid.NewGuid(), Board);
        _latch.ReleaseMachine();
        Restart();
        _latch.IsLatched.ShouldBeTrue();
        _latch.IsStopped(Board).ShouldBeTrue();
    }

    [Fact]
    public void The_release_of_everything_is_that_of_all_parts()
    {
        _latch.TryLatch(Guid.NewGuid(), StopOrigins.Workspace);
        _latch.TryLatchBoard(Guid.NewGuid(), Board);
        _latch.TryLatchAccount(Guid.NewGuid(), _account, [Other]);
        _latch.Release();
        Restart();
        (
            _latch.IsLatched || _latch.IsStopped(Board) || _latch.IsStopped(Other) || _latch.IsStopped(_account)
        ).ShouldBeFalse();
    }

    [Fact]
    public void Stops_of_the_console_are_reset_there()
    {
        _latch.TryLatch(Guid.NewGuid(), StopOrigins.Here);
        _latch.AddBoard(Other);
        _latch.IsConsoles.ShouldBeFalse();
        _latch.TryLatchBoard(Guid.NewGuid(), Board);
        _latch.IsConsoles.ShouldBeTrue();
        _latch.ReleaseBoard(Board);
        _latch.TryLatchAccount(Guid.NewGuid(), _account, []);
        _latch.IsConsoles.ShouldBeTrue();
        _latch.ReleaseAccount(_account);
        _latch.TryLatch(Guid.NewGuid(), StopOrigins.Machine);
        _latch.IsConsoles.ShouldBeTrue();
    }

    private void Restart()
    {
        _latch.Save("Ada", DateTimeOffset.UnixEpoch);
        _latch = Open();
    }

    private EmergencyLatch Open() => new(_data, NullLogger<EmergencyLatch>.Instance);
}
