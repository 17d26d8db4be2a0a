using System.Text.Json;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

public sealed class RuleJsonTests
{
    private static readonly RuleDefinition _full = new()
    {
        Trigger = new GiftTrigger
        {
            GiftIds = [5655, 7_300_000_000_000_000_001],
            GiftNames = ["Rose", "Finger Heart"],
            MinUnitCoins = 1,
            MinCreditedCoins = 2,
            Per = GiftCount.Unit,
        },
        Conditions = [new ChanceCondition { Percent = 50 }],
        Policy = new RulePolicy
        {
            CooldownMs = 0,
            CooldownPer = CooldownScope.Viewer,
            Priority = 3,
            ExpiresAfterMs = 4_000,
        },
        Action = new ParallelAction { Actions = [Solenoid, Led with { Params = [255, 0, 1] }] },
    };

    [Fact]
    public void A_rule_survives_the_round_trip()
    {
        var json = JsonSerializer.Serialize(_full, RuleJson.Options);

        var read = JsonSerializer.Deserialize<RuleDefinition>(json, RuleJson.Options)!;

        (read.Trigger, read.Policy, read.Action).ShouldBe((_full.Trigger, _full.Policy, _full.Action));
        read.Conditions.ShouldBe(_full.Conditions);
    }

    [Fact]
    public void The_form_on_disk_is_this_one_and_stays_readable() =>
        JsonSerializer
            .Serialize(_full, RuleJson.Options)
            .ShouldBe(
                """
                {"trigger":{"type":"gift","giftIds":[5655,7300000000000000001],"giftNames":["Rose","Finger Heart"],"minUnitCoins":1,"maxUnitCoins":0,"minCreditedCoins":2,"minCombo":0,"per":"Unit","everyUnits":10},"conditions":[{"type":"chance","percent":50}],"policy":{"cooldownMs":0,"cooldownPer":"Viewer","cooldownMsByRole":{},"capUses":0,"capWindowMs":60000,"capPer":"Room","maxQueuedPerViewer":0,"priority":3,"expiresAfterMs":4000,"maxWaitMs":60000},"action":{"type":"parallel","actions":[{"type":"device","deviceId":"SOL1","action":"PUSH","durationMs":500,"params":[],"delayMs":0},{"type":"device","deviceId":"LED1","action":"ON","durationMs":200,"params":[255,0,1],"delayMs":0}],"delayMs":0}}
                """
            );

    [Fact]
    public void The_form_of_the_first_release_is_still_read() =>
        JsonSerializer
            .Deserialize<RuleDefinition>(
                """
                {"trigger":{"type":"gift","giftIds":[5655,7300000000000000001],"giftNames":["Rose","Finger Heart"],"minUnitCoins":1,"minCreditedCoins":2,"per":"Unit"},"conditions":[{"type":"chance","percent":50}],"policy":{"cooldownMs":0,"cooldownPer":"Viewer","priority":3,"expiresAfterMs":4000},"action":{"type":"parallel","actions":[{"type":"device","deviceId":"SOL1","action":"PUSH","durationMs":500,"params":[]},{"type":"device","deviceId":"LED1","action":"ON","durationMs":200,"params":[255,0,1]}]}}
                """,
                RuleJson.Options
            )!
            .Action.ShouldBe(_full.Action);

    [Fact]
    public void The_type_may_stand_anywhere_and_what_is_left_out_has_its_default()
    {
        var read = JsonSerializer.Deserialize<RuleDefinition>(
            """{"action":{"deviceId":"LED1","durationMs":200,"type":"device","action":"ON"},"trigger":{"giftNames":["Rose"],"type":"gift"}}""",
            RuleJson.Options
        )!;

        read.Action.ShouldBe(Led);
        read.Trigger.ShouldBe(new GiftTrigger { GiftNames = ["Rose"] });
        read.Policy.ExpiresAfterMs.ShouldBe(3_000);
        read.Conditions.ShouldBeEmpty();
    }

    [Fact]
    public void Every_fault_is_named_by_its_path_and_all_at_once()
    {
        var bad = new RuleDefinition
        {
            Trigger = new GiftTrigger
            {
                GiftIds = [0],
                GiftNames = [""],
                MinUnitCoins = -1,
                Per = GiftCount.Unit,
            },
            Conditions = [new ChanceCondition { Percent = 101 }],
            Policy = new RulePolicy
            {
                CooldownMs = 5,
                Priority = 101,
                ExpiresAfterMs = 99,
            },
            Action = new ParallelAction
            {
                Actions =
                [
                    Led with
                    {
                        DeviceId = "led",
                        DurationMs = 0,
                        Params = [70_000],
                    },
                    Led with
                    {
                        ActionWord = "on",
                    },
                ],
            },
        };
        var faults = new RuleFaults();

        bad.Validate(faults);

        faults
            .ToDictionary()
            .Keys.Order(StringComparer.Ordinal)
            .ShouldBe([
                "action.actions[0].deviceId",
                "action.actions[0].durationMs",
                "action.actions[0].params[0]",
                "action.actions[1].action",
                "conditions[0].percent",
                "policy.cooldownMs",
                "policy.expiresAfterMs",
                "policy.priority",
                "trigger.giftIds[0]",
                "trigger.giftNames[0]",
                "trigger.minUnitCoins",
            ]);
    }

    [Theory]
    [InlineData("STOP", 0, true)]
    [InlineData("OFF", 0, true)]
    [InlineData("ON", 0, false)]
    [InlineData("ON", 3_600_000, true)]
    [InlineData("ON", 3_600_001, false)]
    public void Only_what_switches_off_needs_no_time(string word, int durationMs, bool valid) =>
        Faults(Led with { ActionWord = word, DurationMs = durationMs }).Any.ShouldBe(!valid);

    [Theory]
    [InlineData("ALL", "STOP")]
    [InlineData("ALL", "CLEAR")]
    [InlineData("LED1", "CLEAR")]
    public void No_viewer_works_the_emergency_stop_or_its_latch(string device, string word) =>
        Faults(Led with { DeviceId = device, ActionWord = word }).ToDictionary().Keys.ShouldContain("action.deviceId");

    [Fact]
    public void Trees_are_bounded_in_depth_and_size()
    {
        RuleAction deep = Led;
        for (var n = 0; n < 20; n++)
            deep = new ParallelAction { Actions = [deep] };
        var wide = new ParallelAction
        {
            Actions = [.. Enumerable.Repeat(new ParallelAction { Actions = [.. Enumerable.Repeat(Led, 10)] }, 21)],
        };

        Faults(deep).Any.ShouldBeTrue();
        Faults(wide).ToDictionary().ShouldContainKey("action");
        Faults(new ParallelAction { Actions = [] }).ToDictionary().ShouldContainKey("action.actions");
    }

    [Fact]
    public void The_example_rules_are_valid()
    {
        foreach (var example in ExampleRules.For(Account))
        {
            var faults = new RuleFaults();
            example.Definition().Validate(faults);
            faults.ToDictionary().ShouldBeEmpty();
        }
    }

    private static RuleFaults Faults(RuleAction action)
    {
        var faults = new RuleFaults();
        Rule(action: action).Definition.Validate(faults);
        return faults;
    }
}
