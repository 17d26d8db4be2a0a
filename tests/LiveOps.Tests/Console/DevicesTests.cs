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
        ListDevices.View(seen, LatchedStops.None, _now.AddSeconds(6)).Silent.ShouldBeFalse();
        var silent = ListDevices.View(seen, LatchedStops.None, _now.AddSeconds(6.1));
        silent.Silent.ShouldBeTrue();
        silent.Detail.ShouldNotBeNull().ShouldContain("Check that the PC is on");
    }

    [Fact]
    public void A_workspace_sees_its_own_gateways_only()
    {
        var gateways = new GatewayReadModel();
        gateways.Take(Status(), stopped: false, _now);
        gateways.Take(Status(workspace: Guid.NewGuid()), stopped: false, _now);
        gateways.Of(_workspace).ShouldHaveSingleItem();
        gateways.Of(Guid.NewGuid()).ShouldBeEmpty();
        gateways.IsOfAnother(_workspace, "pc1").ShouldBeTrue();
        gateways.IsOfAnother(_workspace, "pc2").ShouldBeFalse();

        var alone = new GatewayReadModel();
        alone.Take(Status(), stopped: false, _now);
        alone.IsOfAnother(_workspace, "pc1").ShouldBeFalse();
    }

    [Fact]
    public void A_gateway_is_heard_since_its_last_silence()
    {
        var gateways = new GatewayReadModel();
        foreach (var seconds in (int[])[0, 6, 12])
            gateways.Take(Status(at: _now.AddSeconds(seconds)), stopped: false, _now.AddSeconds(seconds));
        gateways.Of(_workspace)[0].Since.ShouldBe(_now);
        gateways.Take(Status(at: _now.AddSeconds(19)), stopped: false, _now.AddSeconds(19));
        gateways.Of(_workspace)[0].Since.ShouldBe(_now.AddSeconds(19));
    }

    [Fact]
    public void An_older_status_that_arrives_late_changes_nothing()
    {
        var gateways = new GatewayReadModel();
        gateways.Take(Status(stopped: true, at: _now), stopped: true, _now);
        gateways.Take(Status(stopped: false, at: _now.AddSeconds(-2)), stopped: true, _now);
        gateways.Of(_workspace)[0].Status.EmergencyStopped.ShouldBeTrue();
    }

    [Fact]
    public void A_stop_at_the_PC_itself_is_told_from_one_of_here_and_stays_known_under_it()
    {
        var gateways = new GatewayReadModel();
        Take(0, runs: false, stoppedHere: true).ShouldBeFalse();
        // The reset of here is on its way.
        Take(2, runs: false, stoppedHere: false).ShouldBeFalse();
        Take(3, runs: true, stoppedHere: false).ShouldBeFalse();
        Take(10, runs: false, stoppedHere: false).ShouldBeFalse();
        Take(12, runs: false, stoppedHere: false).ShouldBeTrue();
        Take(14, runs: false, stoppedHere: true).ShouldBeTrue();
        Take(16, runs: false, stoppedHere: false).ShouldBeTrue();
        Take(18, runs: true, stoppedHere: false).ShouldBeFalse();
        Take(20, runs: false, stoppedHere: false).ShouldBeFalse();

        bool Take(int second, bool runs, bool stoppedHere)
        {
            var at = _now.AddSeconds(second);
            var seen = gateways.Take(Status(stopped: !runs, at: at), stoppedHere, at);
            return ListDevices.View(seen, LatchedStops.None, at).StoppedAtPc;
        }
    }

    [Fact]
    public void A_gateway_that_runs_while_its_workspace_is_latched_is_told_again_once_a_second()
    {
        var latch = new EmergencyStopLatch();
        var stop = Stop(_now);
        latch.StopAgain(Status(), _now).ShouldBeEmpty();
        latch.Set(stop);
        latch.StopAgain(Status(stopped: true), _now).ShouldBeEmpty();
        latch.StopAgain(Status(workspace: Guid.NewGuid()), _now).ShouldBeEmpty();
        latch.StopAgain(Status(), _now).ShouldHaveSingleItem().ShouldBe(stop);
        latch.StopAgain(Status(), _now.AddSeconds(0.5)).ShouldBeEmpty();
        // It knows that id, it seems, and was released since: only a new one makes it stop.
        var renewed = latch.StopAgain(Status(), _now.AddSeconds(1)).ShouldHaveSingleItem();
        renewed.StopId.ShouldNotBe(stop.StopId);
        (renewed with { StopId = stop.StopId }).ShouldBe(stop);
        latch.Of(_workspace).Everything.ShouldBe(renewed);
    }

    [Fact]
    public void A_stop_pressed_after_the_reset_holds_and_an_old_one_that_comes_back_does_not_latch_again()
    {
        var latch = new EmergencyStopLatch();
        var early = Stop(_now);
        latch.Set(early);
        latch.Release(_workspace, null, _now.AddSeconds(1));
        latch.Of(_workspace).Everything.ShouldBeNull();
        latch.Set(early);
        latch.Of(_workspace).Everything.ShouldBeNull();

        var late = Stop(_now.AddSeconds(2));
        latch.Set(late);
        latch.Release(_workspace, null, _now.AddSeconds(1));
        latch.Of(_workspace).Everything.ShouldBe(late);

        // Of two that hold the later one stands, whichever came first.
        latch.Set(Stop(_now.AddSeconds(1.5)));
        latch.Of(_workspace).Everything.ShouldBe(late);
    }

    [Fact]
    public void Parts_are_stopped_and_reset_beside_each_other()
    {
        var latch = new EmergencyStopLatch();
        var board = Stop(_now, new EmergencyStopScope { BoardId = "AB12CD34" });
        var other = Stop(_now.AddSeconds(1), new EmergencyStopScope { BoardId = "AB12CD35" });
        var all = Stop(_now.AddSeconds(2));
        foreach (var stop in (EmergencyStop[])[other, board, all])
            latch.Set(stop);
        latch.Of(_workspace).Everything.ShouldBe(all);
        latch.Of(_workspace).Parts.ShouldBe([board, other]);
        latch.Of(Guid.NewGuid()).ShouldBe(LatchedStops.None);

        latch.Release(_workspace, board.Scope, _now.AddSeconds(3));
        latch.Of(_workspace).Parts.ShouldBe([other]);
        latch.Of(_workspace).Everything.ShouldBe(all, "a part's reset is not everything's");
        latch.Set(board);
        latch.Of(_workspace).Parts.ShouldBe([other], "what was reset stays so when it comes once more");

        latch.Release(_workspace, null, _now.AddSeconds(4));
        latch.Of(_workspace).ShouldBe(LatchedStops.None);
        latch.Set(other);
        latch.Of(_workspace).ShouldBe(LatchedStops.None, "the reset of everything was its reset too");
    }

    [Fact]
    public void A_gateway_is_told_again_of_a_part_only_while_it_runs_that_part()
    {
        var account = Guid.NewGuid();
        Runs(new EmergencyStopScope { BoardId = "ab12cd34" }).ShouldBeTrue();
        Runs(new EmergencyStopScope { BoardId = "AB12CD34" }, Status(state: BoardState.EmergencyStopped))
            .ShouldBeFalse();
        Runs(new EmergencyStopScope { BoardId = "00000000" }).ShouldBeFalse();
        Runs(new EmergencyStopScope { GatewayId = "pc1" }).ShouldBeTrue();
        Runs(new EmergencyStopScope { GatewayId = "pc1" }, Status(stopped: true)).ShouldBeFalse();
        Runs(new EmergencyStopScope { GatewayId = "pc2" }).ShouldBeFalse();
        Runs(new EmergencyStopScope { AccountId = account }).ShouldBeTrue();
        Runs(new EmergencyStopScope { AccountId = account }, Status() with { StoppedAccounts = [account] })
            .ShouldBeFalse();

        static bool Runs(EmergencyStopScope scope, GatewayStatus? status = null) =>
            EmergencyStopLatch.Runs(status ?? Status(), scope);
    }

    [Fact]
    public void What_is_to_be_stopped_is_one_part_or_everything()
    {
        Read(null).ShouldBe((null, null));
        Read(new()).ShouldBe((null, null));
        Read(new(BoardId: "ab12cd34")).ShouldBe((null, new EmergencyStopScope { BoardId = "AB12CD34" }));
        Read(new(GatewayId: "pc-1")).ShouldBe((null, new EmergencyStopScope { GatewayId = "pc-1" }));
        Read(new(BoardId: "ab12cd34", GatewayId: "pc1")).Fault.ShouldNotBeNull().ShouldContain("one of");
        Read(new(BoardId: "ab12cd3")).Fault.ShouldNotBeNull().ShouldContain("8 hex digits");
        Read(new(GatewayId: "PC 1")).Fault.ShouldNotBeNull().ShouldContain("short name");

        static (string? Fault, EmergencyStopScope? Scope) Read(EmergencyStopForm? form) =>
            (EmergencyStopForm.Read(form, out var scope), scope);
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
    [InlineData("AB12CD34", "SOL1", "ROTATE", 200, 400)]
    [InlineData("AB12CD34", "LED1", "ON", 10_000, null)]
    [InlineData("AB12CD34", "LED1", "ON", 10_001, 400)]
    [InlineData("AB12CD34", "IN1", "ON", 10, 400)]
    [InlineData("AB12CD34", "NEW1", "DANCE", 1_000, null)]
    [InlineData("AB12CD34", "NEW1", "DANCE", 1_001, 400)]
    public void A_test_needs_a_board_of_the_workspace_and_stays_within_the_devices_limit(
        string board,
        string device,
        string? action,
        int durationMs,
        int? status
    )
    {
        var request = new TestDevice.DeviceTest(action, durationMs, null);
        int? answer = TestDevice.Refusal([Seen()], LatchedStops.None, board, device, request, _now) is { } refusal
            ? refusal.Status
            : null;
        answer.ShouldBe(status);
    }

    [Theory]
    [InlineData("IN1", "ON", new int[0], "IN1 is a", "never on")]
    [InlineData("LED1", "PUSH", new int[0], "can do", "ON")]
    [InlineData("SOL1", "PUSH", new[] { 5 }, "PUSH takes", "no parameters")]
    [InlineData("NEW1", "DANCE", new[] { 65_536 }, "parameter", "65,535")]
    public void A_test_that_a_device_cannot_do_says_what_it_can(
        string device,
        string action,
        int[] values,
        string begins,
        string says
    )
    {
        var request = new TestDevice.DeviceTest(action, 100, values);
        var refusal = TestDevice.Refusal([Seen()], LatchedStops.None, "AB12CD34", device, request, _now);
        var (status, _, detail) = refusal.ShouldNotBeNull();
        status.ShouldBe(400);
        detail.ShouldContain(begins);
        detail.ShouldContain(says);
    }

    [Fact]
    public void A_test_says_what_to_do_when_the_board_cannot_take_it()
    {
        var request = new TestDevice.DeviceTest("PULSE", 100, [20, 65_535]);
        Refusal(Seen(), true).ShouldBe((409, "The emergency stop is latched"));
        foreach (
            var scope in (EmergencyStopScope[])
                [new() { BoardId = "AB12CD34" }, new() { GatewayId = "pc1" }, new() { BoardId = "00000000" }]
        )
        {
            int? answer = TestDevice.Refusal(
                [Seen()],
                new(null, [Stop(_now, scope)]),
                "AB12CD34",
                "SOL1",
                request,
                _now
            )
                is { } refusal
                ? refusal.Status
                : null;
            answer.ShouldBe(scope.BoardId == "00000000" ? null : 409, scope.ToString());
        }
        Refusal(Seen() with { Status = Status(stopped: true) }, false).ShouldBe((409, "The emergency stop is latched"));
        Refusal(Seen(state: BoardState.Failing), false).ShouldBe((409, "The board is not ready"));
        Refusal(Seen() with { SeenAt = _now.AddSeconds(-7) }, false).ShouldBe((409, "The gateway is silent"));
        Refusal(Seen(), false, request with { Params = [1, 2, 3, 4] }).ShouldBe((400, "The test cannot be sent"));
        Refusal(Seen(), false, request with { Params = [65_536] }).ShouldBe((400, "The test cannot be sent"));

        (int, string)? Refusal(GatewaySeen seen, bool latched, TestDevice.DeviceTest? other = null) =>
            TestDevice.Refusal(
                [seen],
                latched ? new(Stop(_now), []) : LatchedStops.None,
                "AB12CD34",
                "SOL1",
                other ?? request,
                _now
            )
                is { } refusal
                ? (refusal.Status, refusal.Title)
                : null;
    }

    private static GatewaySeen Seen(BoardState state = BoardState.Ready) => new(Status(state: state), _now);

    private static EmergencyStop Stop(DateTimeOffset at, EmergencyStopScope? scope = null) =>
        new()
        {
            WorkspaceId = _workspace,
            StopId = Guid.NewGuid(),
            RequestedBy = "Ada",
            RequestedAt = at,
            Scope = scope,
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
                        new DeviceStatus
                        {
                            DeviceId = "LED1",
                            Type = "LED",
                            Pins = [9],
                            MaxMs = 60_000,
                        },
                        // Of a newer firmware.
                        new DeviceStatus
                        {
                            DeviceId = "NEW1",
                            Type = "NEW",
                            Pins = [5],
                            MaxMs = 1_000,
                        },
                        new DeviceStatus
                        {
                            DeviceId = "IN1",
                            Type = "IN",
                            Pins = [4],
                            MaxMs = 1_000,
                        },
                    ],
                },
            ],
        };
}
