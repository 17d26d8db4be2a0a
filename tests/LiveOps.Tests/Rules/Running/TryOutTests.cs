using LiveOps.Contracts.Rules;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Running;

public sealed class TryOutTests
{
    private static readonly Rule _rule = new()
    {
        Id = new Guid(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
        Name = "tried",
        Definition = new RuleDefinition
        {
            Trigger = new GiftTrigger { GiftNames = ["Lion"] },
            Conditions = [new ChanceCondition { Percent = 0 }],
            Policy = new RulePolicy { CooldownMs = 60_000 },
            Action = new DeviceAction
            {
                DeviceId = "LED1",
                ActionWord = "ON",
                DurationMs = 100,
            },
        },
    };

    [Fact]
    public void A_rule_that_is_tried_fires_though_its_conditions_do_not_hold_and_as_often_as_somebody_wants()
    {
        var stage = new Stage(_rule);
        for (var n = 0; n < 3; n++)
        {
            var evaluation = stage.Signal(AccountSignalKind.TryOut, 10, signal => signal with { RuleId = _rule.Id });
            Stage.Fired(evaluation).ShouldBe(1);
            evaluation.Effects.OfType<DeviceEffect>().ShouldHaveSingleItem().DeviceId.ShouldBe("LED1");
        }
        // The pause of real viewers has not begun by it.
        stage.State.Entries.ShouldNotContain(entry =>
            entry.Key.Contains("cooldown", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public void A_try_that_arrives_twice_fires_once()
    {
        var stage = new Stage(_rule);
        var signal = Guid.NewGuid();
        int[] fired =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(_ =>
                    Stage.Fired(
                        stage.Signal(
                            AccountSignalKind.TryOut,
                            10,
                            known => known with { RuleId = _rule.Id, SignalId = signal }
                        )
                    )
                ),
        ];
        fired.ShouldBe([1, 0, 0]);
    }

    [Fact]
    public void A_full_queue_takes_no_try()
    {
        var stage = new Stage(_rule) { Settings = AccountSettings.Default with { MaxWaiting = 0 } };
        var evaluation = stage.Signal(AccountSignalKind.TryOut, 10, signal => signal with { RuleId = _rule.Id });
        evaluation.Verdicts.ShouldHaveSingleItem().Outcome.ShouldBe(RuleOutcome.RefusedQueueFull);
        evaluation.Effects.ShouldBeEmpty();
    }

    [Fact]
    public void What_stands_in_the_way_of_the_devices_stands_in_the_way_of_a_try_too()
    {
        var refused = new Refusal(RuleOutcome.RefusedEmergencyStop, "The emergency stop is pressed.");
        var engine = new RuleEngine(new RuleSet([_rule]), AccountSettings.Default, AccountState.Empty, _ => refused);
        engine.Take(
            new AccountSignal
            {
                SignalId = Guid.NewGuid(),
                WorkspaceId = Workspace,
                AccountId = Account,
                Kind = AccountSignalKind.TryOut,
                At = Noon,
                RuleId = _rule.Id,
            }
        );
        engine.Result.Verdicts.ShouldHaveSingleItem().Outcome.ShouldBe(RuleOutcome.RefusedEmergencyStop);
        engine.Result.Effects.ShouldBeEmpty();
    }
}
