using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.RoutingBoards;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

public sealed class BoardRouteTests
{
    [Fact]
    public void Commands_go_to_the_gateway_that_has_the_board()
    {
        var route = Route("ab12cd34", [Gateway("00000001", gateway: "pc1"), Gateway(gateway: "pc2")]);

        (route.GatewayId, route.BoardId, route.Refusal).ShouldBe(("pc2", "AB12CD34", null));
    }

    [Fact]
    public void The_first_ready_board_is_taken_where_any_will_do()
    {
        var route = Route(
            "*",
            [
                Gateway("00000001", BoardState.Offline, gateway: "pc1"),
                Gateway("00000003", gateway: "pc3"),
                Gateway("00000002", gateway: "pc2"),
            ]
        );

        (route.GatewayId, route.BoardId).ShouldBe(("pc2", "00000002"));
    }

    [Fact]
    public void A_board_that_moved_to_another_gateway_is_found_where_it_is_ready() =>
        Route(gateways: [Gateway(state: BoardState.Offline, gateway: "pc1"), Gateway(gateway: "pc2")])
            .GatewayId.ShouldBe("pc2");

    [Fact]
    public void An_unknown_board_is_refused()
    {
        Refused(Route("00000009"), RuleOutcome.RefusedNoBoard, "Board 00000009 is not known");
        Refused(Route("*", []), RuleOutcome.RefusedNoBoard, "No board is known in this workspace");
    }

    [Fact]
    public void A_board_that_has_not_answered_yet_is_nobodys() =>
        Refused(Route("*", [Gateway("", BoardState.Connecting)]), RuleOutcome.RefusedNoBoard, "No board is known");

    [Fact]
    public void A_silent_gateway_is_refused_and_named()
    {
        Refused(
            Route(now: Noon.AddSeconds(10.1)),
            RuleOutcome.RefusedNoBoard,
            "Gateway pc1 of board AB12CD34 has been silent for 10 s"
        );
        Route(now: Noon.AddSeconds(10)).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(BoardState.Offline, "is offline: the cable is out")]
    [InlineData(BoardState.Quarantined, "is quarantined: the cable is out")]
    public void A_board_that_cannot_act_is_refused_with_its_detail(BoardState state, string reason) =>
        Refused(
            Route(gateways: [Gateway(state: state, detail: "the cable is out")]),
            RuleOutcome.RefusedNoBoard,
            reason
        );

    [Theory]
    [InlineData(BoardState.Connecting)]
    [InlineData(BoardState.Failing)]
    public void A_trouble_that_may_be_over_in_time_is_the_gateways_to_judge(BoardState state) =>
        Route(gateways: [Gateway(state: state)]).Refusal.ShouldBeNull();

    [Fact]
    public void A_latched_emergency_stop_refuses_on_gateway_and_board_but_what_may_have_been_sent_the_gateway_judges()
    {
        Refused(Route(gateways: [Gateway(stopped: true)]), RuleOutcome.RefusedEmergencyStop, "reset it");
        Refused(
            Route(gateways: [Gateway(state: BoardState.EmergencyStopped)]),
            RuleOutcome.RefusedEmergencyStop,
            "on gateway pc1"
        );
        // It has the command in its journal, or refuses it by its own latch: either way it knows, and says so.
        Route(gateways: [Gateway(stopped: true)], mayBeSent: true).GatewayId.ShouldBe("pc1");
    }

    [Fact]
    public void What_may_have_been_sent_follows_to_a_gateway_that_is_silent_now() =>
        Route(now: Noon.AddMinutes(1), mayBeSent: true).GatewayId.ShouldBe("pc1");

    [Fact]
    public void Gateways_of_another_workspace_are_not_looked_at()
    {
        var directory = new GatewayDirectory(TimeProvider.System);
        directory.Heard(Gateway().Status);

        directory.Of(Workspace).Count().ShouldBe(1);
        directory.Of(Guid.NewGuid()).ShouldBeEmpty();
    }

    [Fact]
    public void An_older_memory_never_replaces_what_was_heard()
    {
        var directory = new GatewayDirectory(TimeProvider.System);
        directory.Heard(Gateway(stopped: true).Status);
        directory.Remember(Gateway(seen: Noon));

        directory.Of(Workspace).ShouldHaveSingleItem().Status.EmergencyStopped.ShouldBeTrue();
    }

    private static void Refused(BoardRoute route, RuleOutcome outcome, string reason)
    {
        route.Refusal.ShouldBe(outcome);
        route.Reason!.ShouldContain(reason);
        route.GatewayId.ShouldBe("");
    }
}
