using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Triggers;

namespace LiveOps.Tests.Rules.Sharing;

public sealed class OriginalFormTests
{
    [Fact]
    public void A_gift_asks_for_its_price_and_moves_one_device_or_all()
    {
        var rules = OriginalPresets.Rules(OriginalPresets.File);

        rules[0].Trigger.ShouldBe(new GiftTrigger { GiftNames = ["rose"], MinUnitCoins = 1 });
        rules[0].Action.ShouldBe(Device("LED1", "BLINK", 1_000));
        rules[1].Action.ShouldBe(Device("SOL1", "PUSH", 2_000));
        rules[2].Trigger.ShouldBe(new GiftTrigger { GiftNames = ["lion"], MinUnitCoins = 500 });
        rules[2]
            .Action.ShouldBe(
                Together(
                    Device("SOL1", "PUSH", 1_000),
                    Device("SOL2", "PUSH", 1_000),
                    Device("MOT1", "ROTATE", 1_000, 180)
                )
            );
    }

    [Fact]
    public void A_keyword_keeps_its_match_cooldown_and_priority()
    {
        var rules = OriginalPresets.Rules(OriginalPresets.File);

        rules[3].Trigger.ShouldBe(new CommentTrigger { Keywords = ["666"], How = KeywordMatch.Exact });
        rules[3].Policy.ShouldBe(new RulePolicy { CooldownMs = 60_000, Priority = 3 });
        rules[3].Action.ShouldBe(Device("SOL1", "PUSH", 3_000));
        rules[4].Action.ShouldBe(Together(Device("LED1", "BLINK", 5_000), Device("MOT1", "ROTATE", 5_000, 180)));
        rules[7].Trigger.ShouldBe(new CommentTrigger { Keywords = ["putar"] });
        rules[7].Action.ShouldBe(Device("MOT1", "ROTATE", 5_000, 255));
    }

    [Fact]
    public void A_threshold_with_an_increment_goes_on_and_one_without_does_not()
    {
        var rules = OriginalPresets.Rules(OriginalPresets.File);

        rules[8]
            .Trigger.ShouldBe(
                new LikesTrigger
                {
                    Threshold = 100,
                    When = LikeThreshold.Progressive,
                    Step = 100,
                }
            );
        rules[8].Action.ShouldBe(Device("LED1", "BLINK", 3_000));
        rules[10].Trigger.ShouldBe(new LikesTrigger { Threshold = 1_000 });
    }

    [Fact]
    public void Delays_of_a_script_count_from_its_start()
    {
        var script = OriginalPresets.Rules(OriginalPresets.File)[11];

        (script.Name, script.Enabled, script.Policy.CooldownMs).ShouldBe(("Comment 666 Special", true, 60_000));
        script.Action.ShouldBe(
            Together(
                Device("SOL1", "PUSH", 3_000),
                Device("LED1", "BLINK", 3_000, 255, 0, 0) with
                {
                    DelayMs = 500,
                },
                new SoundAction { File = "devil_sound.mp3", DelayMs = 1_000 }
            )
        );
    }

    [Fact]
    public void A_chain_counts_beside_the_actions_and_a_condition_chooses()
    {
        var rules = OriginalPresets.Rules(OriginalPresets.File);

        rules[12].Enabled.ShouldBeFalse();
        rules[12]
            .Action.ShouldBe(
                Together(
                    Device("LED1", "BLINK", 1_000, 255, 105, 180),
                    new IfAction
                    {
                        Condition = new CountCondition { AtLeast = 5, WithinMs = 30_000 },
                        Then = Together(
                            Device("SOL1", "PUSH", 2_000),
                            new MessageAction { Text = "5 roses in 30 seconds! Trigger activated!", DelayMs = 100 }
                        ),
                    }
                )
            );
        rules[13].Trigger.ShouldBe(new LikesTrigger { Threshold = 100, When = LikeThreshold.MultipleOf });
        rules[13]
            .Action.ShouldBe(
                new IfAction
                {
                    Condition = new LikesCondition { GreaterThan = 500 },
                    Then = Device("MOT1", "ROTATE", 5_000, 255),
                    Else = Device("LED1", "BLINK", 2_000),
                }
            );
    }

    [Fact]
    public void What_was_imported_goes_out_as_it_came() =>
        OriginalPresets.Export(OriginalPresets.Rules(OriginalPresets.File)).ShouldSay(OriginalPresets.File);

    [Fact]
    public void Scripts_by_name_go_out_by_name()
    {
        const string File =
            """{"automation_scripts":{"Thanks":{"trigger":{"type":"follow"},"actions":[{"type":"message","text":"hi"}]}}}""";

        OriginalPresets.Rules(File)[0].Name.ShouldBe("Thanks");
        OriginalPresets.Export(OriginalPresets.Rules(File)).ShouldSay(File);
    }

    [Fact]
    public void Of_a_changed_rule_the_changed_fields_are_written_and_the_others_stay_as_they_were()
    {
        var rules = OriginalPresets.Rules(OriginalPresets.File);
        var keyword = rules[7] with
        {
            Enabled = false,
            Policy = new RulePolicy { CooldownMs = 1_500 },
        };
        var gift = rules[0] with { Action = Device("RELAY1", "ON", 700) };
        var script = (ParallelAction)rules[11].Action;
        var longer = rules[11] with
        {
            Action = script with
            {
                Actions =
                [
                    script.Actions[0],
                    (DeviceAction)script.Actions[1] with
                    {
                        DurationMs = 4_000,
                    },
                    script.Actions[2],
                ],
            },
        };

        OriginalPresets
            .Export(keyword, gift, longer)
            .ShouldSay(
                """
                {
                  "gifts": {"rose": {"value": 1, "action": "on", "duration": 700, "device": "relay_1"}},
                  "keywords": {"putar": {"match_type": "contains", "action": "motor_rotate", "device": "motor_1", "duration": 5000, "params": {"degrees": 360}, "cooldown": 1.5, "is_active": false}},
                  "automation_scripts": [
                    {"id": 1, "name": "Comment 666 Special", "trigger": {"type": "comment", "condition": "equals", "value": "666"},
                     "actions": [
                       {"type": "device_action", "device": "selenoid_1", "action": "push", "duration": 3000, "delay": 0},
                       {"type": "device_action", "device": "led_strip_1", "action": "flash_red", "duration": 4000, "delay": 500},
                       {"type": "sound_effect", "file": "devil_sound.mp3", "delay": 1000}],
                     "cooldown": 60, "is_active": true}]
                }
                """
            );
    }

    [Fact]
    public void A_rule_that_the_forms_cannot_say_is_named_and_left_out()
    {
        var rules = OriginalPresets.Rules(OriginalPresets.File);
        var chance = rules[0] with { Conditions = [new ChanceCondition { Percent = 50 }] };
        var made = rules[1] with { Imported = null, Name = "Love", Trigger = new ShareTrigger() };

        OriginalPresets
            .Export(chance, made)
            .ShouldSay(
                """
                {
                  "automation_scripts": [{"name": "Love", "trigger": {"type": "share"},
                    "actions": [{"type": "device_action", "device": "selenoid_1", "action": "push", "duration": 2000}]}],
                  "left_out": [{"name": "Gift rose", "reason": "It holds what the original forms cannot say."}]
                }
                """
            );
    }

    [Fact]
    public void Every_fault_of_a_file_is_named_by_its_path()
    {
        var read = OriginalPresets.Read(
            """
            {
              "gifts": {
                "good": {"value": 1, "action": "led_blink", "device": "led_strip_1"},
                "a": {"value": -1, "action": "dance", "device": "led_strip_1"},
                "b": {"action": "on", "device": "laser_9", "duration": 0},
                "c": {"action": "on", "devices": []}, "d": 5
              },
              "keywords": {"k": {"match_type": "near", "action": "push", "device": "selenoid_1", "cooldown": "soon"}},
              "like_thresholds": {"l": {"action": "blink", "device": "led_1"}},
              "automation_scripts": [
                {"trigger": {"type": "gong"}, "actions": [{"type": "dance"}, {"type": "message"}]},
                {"trigger": {"type": "gift"}, "actions": {}},
                {"name": "x", "trigger": {"type": "follow"}, "chain_condition": {"value": 5, "operator": "<", "timeframe": 0, "chain_actions": [{"device": "servo_1", "action": "rotate", "params": 270}]}}
              ]
            }
            """
        );

        read.Drafts.Select(draft => draft.Path).ShouldBe(["gifts.good"]);
        read.Faults.Keys.Order(StringComparer.Ordinal)
            .ShouldBe(
                [
                    "automation_scripts[0].actions[0].type",
                    "automation_scripts[0].actions[1].text",
                    "automation_scripts[0].trigger.type",
                    "automation_scripts[1].actions",
                    "automation_scripts[1].trigger.value",
                    "automation_scripts[2].chain_condition.chain_actions[0].params",
                    "automation_scripts[2].chain_condition.operator",
                    "automation_scripts[2].chain_condition.timeframe",
                    "gifts.a.action",
                    "gifts.a.value",
                    "gifts.b.device",
                    "gifts.c.device",
                    "gifts.d",
                    "keywords.k.cooldown",
                    "keywords.k.match_type",
                    "like_thresholds.l.threshold",
                ],
                Case.Sensitive
            );
    }

    [Fact]
    public void A_name_that_is_not_known_is_told_with_the_file_and_comes_back_on_the_way_out()
    {
        const string Gifts =
            """{"gifts":{"rose":{"value":1,"action":"blink","duration":500,"device":"kitchen lamp"}}}""";
        var rules = OriginalPresets.Rules(Gifts[..^1] + ""","devices":{"kitchen lamp":"LED7"}}""");

        rules[0].Action.ShouldBe(Device("LED7", "BLINK", 500));
        OriginalPresets.Export(rules).ShouldSay(Gifts);
        OriginalPresets
            .Export(rules[0] with { Action = Device("LED7", "BLINK", 600) })
            .ShouldSay(Gifts.Replace("500", "600", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("selenoid_1", "push", "SOL1", "PUSH")]
    [InlineData("solenoid_2", "selenoid_pull", "SOL2", "PULL")]
    [InlineData("SOL1", "stop", "SOL1", "STOP")]
    [InlineData("led_strip_3", "celebration_big", "LED3", "BLINK")]
    [InlineData("motor_1", "spin", "MOT1", "ROTATE")]
    [InlineData("servo", "servo_rotate", "SRV1", "ROTATE")]
    [InlineData("fan_1", "fan_on", "FAN1", "ON")]
    [InlineData("relay_1", "combo_action", "RELAY1", "ON")]
    [InlineData("Buzzer 1", "lucky_trigger", "BUZ1", "BEEP")]
    public void Names_and_words_become_those_of_the_boards(string device, string word, string board, string act)
    {
        var rule = OriginalPresets.Rules($$"""{"gifts":{"x":{"device":"{{device}}","action":"{{word}}"} } }""")[0];

        var action = rule.Action.ShouldBeOfType<DeviceAction>();
        (action.DeviceId, action.ActionWord).ShouldBe((board, act));
    }

    [Theory]
    [InlineData("360")]
    [InlineData("\"360\"")]
    [InlineData("{\"degrees\":360}")]
    [InlineData("[360]")]
    public void Values_are_written_in_several_ways(string values) =>
        OriginalPresets
            .Rules(
                """{"gifts":{"x":{"device":"motor_1","action":"rotate","params":VALUES}}}""".Replace(
                    "VALUES",
                    values,
                    StringComparison.Ordinal
                )
            )[0]
            .Action.ShouldBe(Device("MOT1", "ROTATE", 1_000, 255));

    [Theory]
    [InlineData("[1]", "file", "must be an object")]
    [InlineData("{}", "file", "no form that is known")]
    [InlineData("""{"gifts":{}}""", "file", "holds no rule")]
    [InlineData("""{"gifts":""", "file", "no JSON in line 1")]
    [InlineData("""{"gifts":{"rose":{},"rose":{}}}""", "file", "twice")]
    [InlineData("""{"gifts":{"ro\u0000se":{}}}""", "gifts", "NUL")]
    [InlineData("""{"keywords":{"k":{"action":"\u0000"}}}""", "keywords.k.action", "NUL")]
    [InlineData("""{"keywords":{"k":{"action":"\ud800"}}}""", "keywords.k.action", "half a character")]
    [InlineData(
        """{"gifts":{"x":{"device":"led_1","action":"on"}},"devices":{"y":"ALL"}}""",
        "devices.y",
        "on the board"
    )]
    [InlineData("""{"format":"other"}""", "format", "liveops-rules")]
    [InlineData("""{"format":"liveops-rules","version":2}""", "version", "another release")]
    public void A_file_that_cannot_be_taken_says_why(string file, string field, string why) =>
        string.Join(' ', OriginalPresets.Read(file).Faults[field]).ShouldContain(why);

    [Fact]
    public void A_file_that_is_too_deep_or_has_too_many_rules_says_so()
    {
        OriginalPresets
            .Read(string.Concat(Enumerable.Repeat("{\"gifts\":", 100)) + "1" + new string('}', 100))
            .Faults["file"][0]
            .ShouldContain("64 levels");
        var gifts = Enumerable
            .Range(0, 2_001)
            .Select(n =>
                $$"""
                    "g{{n}}":{"device":"led_1","action":"on"}
                    """
            );
        OriginalPresets
            .Read("{\"gifts\":{" + string.Join(',', gifts) + "}}")
            .Faults["file"][0]
            .ShouldContain("2000 rules");
    }

    private static DeviceAction Device(string device, string word, int durationMs, params int[] values) =>
        new()
        {
            DeviceId = device,
            ActionWord = word,
            DurationMs = durationMs,
            Params = [.. values.Select(value => (Number)value)],
        };

    private static ParallelAction Together(params RuleAction[] actions) => new() { Actions = actions };
}
