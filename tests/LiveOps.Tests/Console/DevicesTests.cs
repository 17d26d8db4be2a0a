using LiveOps.Console.Devices;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Tests.Console;

public sealed class DevicesTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Guid _workspace = Guid.NewGuid();

    [Fact]
    public void A_gateway_is_called_silent_after_six_seconds()
    {
        var seen = new GatewaySeen(Status(), _now);
        ListDevices.View(seen, false, _now.AddSeconds(6)).Silent.ShouldBeFalse();
        var silent = ListDevices.View(seen, false, _now.AddSeconds(6.1));
        silent.Silent.ShouldBeTrue();
        silent.Detail.ShouldNotBeNull().ShouldContain("Check that the PC is on");
    }

    [Fact]
    public void A_workspace_sees_its_own_gateways_only()
    {
        var gateways = new GatewayReadModel();
        gateways.Take(Status(), _now);
        gateways.Take(Status(workspace: Guid.NewGuid()), _now);
        gateways.Of(_workspace).ShouldHaveSingleItem();
        gateways.Of(Guid.NewGuid()).ShouldBeEmpty();
    }

    [Fact]
    public void An_older_status_that_arrives_late_changes_nothing()
    {
        var gateways = new GatewayReadModel();
        gateways.Take(Status(stopped: true, at: _now), _now);
        gateways.Take(Status(stopped: false, at: _now.AddSeconds(-2)), _now);
        gateways.Of(_workspace)[0].Status.EmergencyStopped.ShouldBeTrue();
    }

    [Fact]
    public void A_gateway_that_runs_while_its_workspace_is_latched_is_told_again_once_a_second()
    {
        var latch = new EmergencyStopLatch();
        var stop = Stop(_now);
        latch.StopAgain(Status(), _now).ShouldBeNull();
        latch.Set(stop);
        latch.StopAgain(Status(stopped: true), _now).ShouldBeNull();
        latch.StopAgain(Status(workspace: Guid.NewGuid()), _now).ShouldBeNull();
        latch.StopAgain(Status(), _now).ShouldBe(stop);
        latch.StopAgain(Status(), _now.AddSeconds(0.5)).ShouldBeNull();
        // It knows that id, it seems, and was released since: only a new one makes it stop.
        var renewed = latch.StopAgain(Status(), _now.AddSeconds(1)).ShouldNotBeNull();
        renewed.StopId.ShouldNotBe(stop.StopId);
        (renewed with { StopId = stop.StopId }).ShouldBe(stop);
        latch.Of(_workspace).ShouldBe(renewed);
    }

    [Fact]
    public void A_stop_pressed_after_the_reset_holds_and_an_old_one_that_comes_back_does_not_latch_again()
    {
        var latch = new EmergencyStopLatch();
        var early = Stop(_now);
        latch.Set(early);
        latch.Release(_workspace, _now.AddSeconds(1)).ShouldBeTrue();
        latch.Of(_workspace).ShouldBeNull();
        latch.Set(early);
        latch.Of(_workspace).ShouldBeNull();

        var late = Stop(_now.AddSeconds(2));
        latch.Set(late);
        latch.Release(_workspace, _now.AddSeconds(1)).ShouldBeFalse();
        latch.Of(_workspace).ShouldBe(late);
    }

    [Theory]
    [InlineData("AB12CD34", "SOL1", "PUSH", 200, null)]
    [InlineData("AB12CD34", "SOL1", "STOP", 0, null)]
    [InlineData("00000000", "SOL1", "PUSH", 200, 404)]
    [InlineData("AB12CD34", "SOL9", "PUSH", 200, 404)]
    [InlineData("", "SOL1", "PUSH", 200, 404)]
    [InlineData("AB12CD34", "SOL1", "PUSH", 0, 400)]
    [InlineData("AB12CD34", "SOL1", "PUSH", 1_001, 400)]
    [InlineData("AB12CD34", "SOL1", "PUSH", -1, 400)]
    [InlineData("AB12CD34", "SOL1", "push\n", 200, 400)]
    [InlineData("AB12CD34", "SOL1", null, 200, 400)]
    public void A_test_needs_a_board_of_the_workspace_and_stays_within_the_devices_limit(
        string board,
        string device,
        string? action,
        int durationMs,
        int? status
    )
    {
        var request = new TestDevice.DeviceTest(action, durationMs, null);
        int? answer = TestDevice.Refusal([Seen()], false, board, device, request, _now) is { } refusal
            ? refusal.Status
            : null;
        answer.ShouldBe(status);
    }

    [Fact]
    public void A_test_says_what_to_do_when_the_board_cannot_take_it()
    {
        var request = new TestDevice.DeviceTest("PUSH", 100, [1, 2, 65_535]);
        Refusal(Seen(), true).ShouldBe((409, "The emergency stop is latched"));
        Refusal(Seen(state: BoardState.Failing), false).ShouldBe((409, "The board is not ready"));
        Refusal(Seen() with { SeenAt = _now.AddSeconds(-7) }, false).ShouldBe((409, "The gateway is silent"));
        Refusal(Seen(), false, request with { Params = [1, 2, 3, 4] }).ShouldBe((400, "The test cannot be sent"));
        Refusal(Seen(), false, request with { Params = [65_536] }).ShouldBe((400, "The test cannot be sent"));

        (int, string)? Refusal(GatewaySeen seen, bool latched, TestDevice.DeviceTest? other = null) =>
            TestDevice.Refusal([seen], latched, "AB12CD34", "SOL1", other ?? request, _now) is { } refusal
                ? (refusal.Status, refusal.Title)
                : null;
    }

    private static GatewaySeen Seen(BoardState state = BoardState.Ready) => new(Status(state: state), _now);

    private static EmergencyStop Stop(DateTimeOffset at) =>
        new()
        {
            WorkspaceId = _workspace,
            StopId = Guid.NewGuid(),
            RequestedBy = "Ada",
            RequestedAt = at,
        };

    private static GatewayStatus Status(
        Guid? workspace = null,
        bool stopped = false,
        DateTimeOffset? at = null,
        BoardState state = BoardState.Ready
    ) =>
        new()
        {
            WorkspaceId = workspace ?? _workspace,
            GatewayId = "pc1",
            At = at ?? _now,
            EmergencyStopped = stopped,
            Boards =
            [
                new BoardStatus
                {
                    BoardId = "AB12CD34",
                    Port = "COM7",
                    State = state,
                    Devices =
                    [
                        new DeviceStatus
                        {
                            DeviceId = "SOL1",
                            Type = "SOL",
                            Pins = [8],
                            MaxMs = 1_000,
                        },
                    ],
                },
            ],
        };
}
