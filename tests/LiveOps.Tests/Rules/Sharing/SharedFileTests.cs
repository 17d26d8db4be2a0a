using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.Sharing;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Sharing;

public sealed class SharedFileTests
{
    private static readonly Guid _first = Guid.CreateVersion7(Noon);
    private static readonly Guid _second = Guid.CreateVersion7(Noon.AddSeconds(1));

    [Fact]
    public void A_rule_takes_those_along_that_it_names_and_the_ids_are_those_of_the_file()
    {
        var first = View(_first, "first", new ChainAction { RuleId = _second });
        var second = View(
            _second,
            "second",
            new ParallelAction { Actions = [Led, new StopAction { RuleId = _first }] }
        );

        var file = SharedFile.Write([first, second], [first], withPrivate: false);

        var text = file.ToJsonString();
        foreach (var id in new[] { _first, _second, Account, Workspace })
            text.ShouldNotContain(id.ToString());
        text.ShouldNotContain("Ada");
        var read = OriginalPresets.Read(text);
        read.Faults.ShouldBeEmpty();
        read.Drafts.Select(draft => draft.Name).ShouldBe(["first", "second"]);
        read.Drafts[0].Definition.Action.ShouldBe(new ChainAction { RuleId = read.Drafts[1].LocalId!.Value });
        RuleReferences.Of(read.Drafts[1].Definition).ShouldBe([read.Drafts[0].LocalId!.Value]);
    }

    [Fact]
    public void People_and_addresses_stay_at_home_and_the_import_asks_for_them()
    {
        var rule = View(
            _first,
            "private",
            new ParallelAction
            {
                Actions =
                [
                    new WebhookAction { Url = "https://example.com/secret" },
                    new GiftSendAction { GiftId = 1, ToHandle = "grace" },
                ],
            }
        ) with
        {
            Conditions =
            [
                new NotCondition
                {
                    Condition = new ViewerCondition { UserIds = [42_424_242], Handles = ["grace"] },
                },
            ],
        };

        var text = SharedFile.Write([rule], [rule], withPrivate: false).ToJsonString();

        foreach (var secret in new[] { "secret", "grace", "42424242" })
            text.ShouldNotContain(secret);
        OriginalPresets
            .Read(text)
            .Faults.Keys.Order(StringComparer.Ordinal)
            .ShouldBe([
                "rules[0].action.actions[0].url",
                "rules[0].action.actions[1].toHandle",
                "rules[0].conditions[0].condition.userIds",
            ]);
        OriginalPresets.Read(SharedFile.Write([rule], [rule], withPrivate: true).ToJsonString()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_that_names_one_that_is_not_valid_is_left_out_with_it()
    {
        var first = View(_first, "first", new ChainAction { RuleId = _second });
        var second = View(_second, "second", Led);
        var file = SharedFile.Write([first, second], [first, second], withPrivate: false);
        file["rules"]![1]!["action"]!["durationMs"] = 0;

        OriginalPresets
            .Read(file.ToJsonString())
            .Faults.Keys.Order(StringComparer.Ordinal)
            .ShouldBe(["rules[0].action", "rules[1].action.durationMs"]);
    }

    [Fact]
    public void The_fields_of_an_event_of_ones_own_are_nobody_elses_business()
    {
        var data = new Dictionary<string, string> { ["type"] = "chain", ["ruleId"] = "the third" };
        var rule = View(_first, "first", new EmitAction { Name = "x", Data = data });

        var file = SharedFile.Write([rule], [rule], withPrivate: false);

        file["rules"]![0]!["action"]!["data"]!["ruleId"]!.GetValue<string>().ShouldBe("the third");
    }

    [Fact]
    public void Misspelt_fields_and_unknown_types_are_named_with_what_is_known()
    {
        var read = OriginalPresets.Read(
            """{"format":"liveops-rules","version":1,"rules":[{"name":"n","trigger":{"type":"gong"},"action":{"type":"message","text":"x"}},{"name":"n","trigger":{"type":"gift","minCoins":3},"action":{"type":"message","text":"x"}},{"trigger":{"type":"gift"}}]}"""
        );

        read.Faults["rules[0].trigger"][0].ShouldContain("Known: trigger gift, comment, command,");
        read.Faults["rules[0].trigger"][0].ShouldContain("giftSend, emit");
        read.Faults.Keys.ShouldContain("rules[1].trigger.minCoins");
        read.Faults.Keys.ShouldContain("rules[2]");
    }

    private static RuleView View(Guid id, string name, RuleAction action) =>
        new()
        {
            Id = id,
            AccountId = Account,
            Name = name,
            Enabled = true,
            Version = 3,
            Trigger = new GiftTrigger(),
            Conditions = [],
            Policy = new RulePolicy(),
            Action = action,
            UpdatedAt = Noon,
            UpdatedBy = "Ada",
        };
}
