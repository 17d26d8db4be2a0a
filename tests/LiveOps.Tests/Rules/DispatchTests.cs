using LiveOps.Contracts.Rules;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

public sealed class DispatchTests
{
    private static readonly ParallelAction _combo = new() { Actions = [Solenoid, Led] };

    [Fact]
    public void A_command_carries_everything_the_gateway_and_the_books_need()
    {
        var rule = Rule(
            policy: new RulePolicy { Priority = 7, ExpiresAfterMs = 2_500 },
            action: Solenoid with
            {
                Params = [1, 2],
            }
        );

        var plan = Plan(Message(Gift(42)), rule);

        plan.GatewayId.ShouldBe("pc1");
        var command = plan.Commands.ShouldHaveSingleItem();
        (command.WorkspaceId, command.AccountId, command.BoardId).ShouldBe((Workspace, Account, "AB12CD34"));
        (command.DeviceId, command.Action, command.DurationMs, command.Priority).ShouldBe(("SOL1", "PUSH", 500, 7));
        command.Params.ShouldBe([1, 2]);
        (command.IssuedAt, command.ExpiresAt).ShouldBe((Noon, Noon.AddMilliseconds(2_500)));
        command.ComboId.ShouldBeNull();
        (command.Cause!.RoomId, command.Cause.MessageId, command.Cause.RuleId).ShouldBe((Room, 42, rule.Id));
        command.Cause.ReceivedAt.ShouldBe(Noon);
        plan.Decisions.ShouldHaveSingleItem().CommandIds.ShouldBe([command.CommandId]);
        plan.Decisions[0].ViewerName.ShouldBe("viewer 5");
    }

    [Fact]
    public void A_combo_sends_one_command_per_device_that_start_together()
    {
        var plan = Plan(Message(Gift(1)), Rule(action: _combo));

        plan.Commands.Select(command => command.DeviceId).ShouldBe(["SOL1", "LED1"]);
        plan.Commands.Select(command => command.ComboId).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        plan.Commands.Select(command => command.CommandId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Each_unit_of_a_streak_has_commands_and_a_combo_of_its_own()
    {
        var rule = Rule(trigger: new GiftTrigger { Per = GiftCount.Unit }, action: _combo);

        var plan = Plan(Message(Gift(1, credited: 3)), rule);

        plan.Commands.Select(command => command.CommandId).Distinct().Count().ShouldBe(6);
        plan.Commands.GroupBy(command => command.ComboId).Select(unit => unit.Count()).ShouldBe([2, 2, 2]);
        plan.Decisions[0].CommandIds.Count.ShouldBe(6);
    }

    [Fact]
    public void Ids_are_the_same_for_the_same_cause_and_different_for_any_other()
    {
        var first = Plan(Message(Gift(1)), Rule(action: _combo));
        var again = Plan(Message(Gift(1)), Rule(action: _combo), now: Noon.AddSeconds(1));
        var other = new[]
        {
            Plan(Message(Gift(2)), Rule(action: _combo)),
            Plan(Message(Gift(1)), Rule(2, action: _combo)),
            Plan(Message(Gift(1)) with { RoomId = Room + 1 }, Rule(action: _combo)),
        };

        again.Commands.Select(c => c.CommandId).ShouldBe(first.Commands.Select(c => c.CommandId));
        again.Decisions[0].DecisionId.ShouldBe(first.Decisions[0].DecisionId);
        var ids = other.Prepend(first).SelectMany(plan => plan.Commands.Select(c => c.CommandId)).ToArray();
        ids.Distinct().Count().ShouldBe(8);
        other.Prepend(first).Select(plan => plan.Decisions[0].DecisionId).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Ids_never_change_over_the_life_of_an_installation() =>
        Plan(Message(Gift(42)), Rule())
            .Commands.ShouldHaveSingleItem()
            .CommandId.ShouldBe(new Guid("5369f17a-97a9-8944-b3aa-cce056bea6f4"));

    [Fact]
    public void An_event_older_than_the_expiry_is_refused_as_too_late()
    {
        var plan = Plan(Message(Gift(1)), Rule(), now: Noon.AddMilliseconds(3_001));

        plan.Commands.ShouldBeEmpty();
        plan.Decisions[0].Outcome.ShouldBe(RuleOutcome.RefusedTooLate);
        plan.Decisions[0].Reason.ShouldBe("The event was 3.0 s old when it was decided; the rule allows 3 s.");
        Plan(Message(Gift(1)), Rule(), now: Noon.AddMilliseconds(3_000)).Commands.Count.ShouldBe(1);
    }

    [Fact]
    public void What_may_have_been_sent_before_is_sent_again_whatever_its_age()
    {
        var plan = Plan(Message(Gift(1)), Rule(), now: Noon.AddMinutes(5), mayBeSent: true);

        plan.Commands.ShouldHaveSingleItem().ExpiresAt.ShouldBe(Noon.AddSeconds(3));
        plan.Decisions[0].Outcome.ShouldBe(RuleOutcome.Fired);
    }

    [Fact]
    public void Without_a_board_the_decision_says_why_and_nothing_is_sent()
    {
        var plan = Plan(Message(Gift(1)), Rule(), Route(binding: null));

        plan.Commands.ShouldBeEmpty();
        plan.GatewayId.ShouldBe("");
        plan.Decisions[0].Outcome.ShouldBe(RuleOutcome.RefusedNoBoard);
        plan.Decisions[0].Reason.ShouldBe("The account is bound to no board: choose one for it.");
        plan.Decisions[0].CommandIds.ShouldBeEmpty();
    }
}
