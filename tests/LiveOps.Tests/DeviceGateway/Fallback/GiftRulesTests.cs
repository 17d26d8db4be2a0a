using System.Text;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.DeviceGateway.Fallback;
using LiveOps.Hosting.LocalFeed;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Fallback;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.DeviceGateway.Fallback;

/// <summary>A gateway that follows gift rules by itself: what it does must be what the centre would have done.</summary>
public sealed class GiftRulesTests
{
    private const string Board = "AB12CD34";
    private readonly GiftRules _gifts = new();

    public static TheoryData<string> Kinds => ["one device", "combo", "units", "sequence", "message first", "repeat"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Commands_are_those_of_the_centre_with_the_same_ids(string kind)
    {
        var rule = kind switch
        {
            "combo" => Rule(action: new ParallelAction { Actions = [Solenoid, Led] }),
            "units" => Rule(trigger: new GiftTrigger { Per = GiftCount.Unit }, action: Solenoid),
            "sequence" => Rule(action: new SequenceAction { Actions = [Led, Solenoid] }),
            "message first" => Rule(
                action: new SequenceAction { Actions = [new MessageAction { Text = "Thank you" }, Led] }
            ),
            "repeat" => Rule(action: new RepeatAction { Times = 3, Action = Led }),
            _ => Rule(policy: new RulePolicy { Priority = 7, ExpiresAfterMs = 2_500 }),
        };
        var gift = Gift(42, credited: 3);

        var centre = Plan(Message(gift), rule).Commands;
        var here = _gifts.Take(Feed(count: 3, message: 42), Rules(rule), Noon);

        centre.ShouldNotBeEmpty();
        here.Select(command => command.ToString().Replace(Params, "", StringComparison.Ordinal))
            .ShouldBe(centre.Select(command => command.ToString().Replace(Params, "", StringComparison.Ordinal)));
        here.Zip(centre).ShouldAllBe(pair => pair.First.Params.SequenceEqual(pair.Second.Params));
    }

    [Fact]
    public void What_a_gateway_cannot_know_is_left_out_and_named()
    {
        Rule[] rules =
        [
            Rule(1),
            Rule(2, new CommentTrigger()),
            Rule(3, conditions: [new ChanceCondition { Percent = 50 }]),
            Rule(4, policy: new RulePolicy { CapUses = 3 }),
            Rule(5, new GiftTrigger { Per = GiftCount.End }),
            Rule(6, action: Led with { DurationMs = Number.Of("{coins}") }),
            Rule(7, action: new RandomAction { Choices = [] }),
            Rule(8, action: new MessageAction { Text = "no device" }),
            Rule(9, action: Led with { DelayMs = 500 }),
            Rule(10, action: new SequenceAction { Actions = [Led, Solenoid] }),
            Rule(11, policy: new RulePolicy { CooldownMs = 100, CooldownPer = CooldownScope.Device }),
        ];

        var kept = KeptRules.Of(new RuleSet(rules), Board);

        kept.Rules.Select(rule => rule.Name).ShouldBe(["rule 1", "rule 10"]);
        kept.NotKept.Select(rule => rule.Name)
            .ShouldBe(["rule 2", "rule 3", "rule 4", "rule 5", "rule 6", "rule 9", "rule 10", "rule 11"]);
        kept.NotKept.ShouldAllBe(rule => rule.Reason.EndsWith('.'));
        kept.NotKept[^2].Reason.ShouldStartWith("Kept is what its devices do at once");
    }

    [Fact]
    public void Gifts_that_are_not_meant_and_texts_that_come_again_set_nothing_off()
    {
        var rules = Rules(
            Rule(
                trigger: new GiftTrigger
                {
                    GiftIds = [5655],
                    MinUnitCoins = 2,
                    MaxUnitCoins = 9,
                }
            )
        );

        _gifts.Take(Feed(coins: 1, message: 1), rules, Noon).ShouldBeEmpty();
        _gifts.Take(Feed(coins: 10, message: 2), rules, Noon).ShouldBeEmpty();
        _gifts.Take(Feed(coins: 5, gift: 1, message: 3), rules, Noon).ShouldBeEmpty();
        _gifts.Take(Feed(coins: 5, message: 4), rules, Noon).Count.ShouldBe(1);
        _gifts.Take(Feed(coins: 5, message: 4), rules, Noon).ShouldBeEmpty();
    }

    [Fact]
    public void A_streak_credits_what_is_new_and_its_end_nothing()
    {
        var rules = Rules(Rule(trigger: new GiftTrigger { Per = GiftCount.Unit }));
        int Units(int count, bool end, long message) => _gifts.Take(Streak(count, end, message), rules, Noon).Count;

        Units(1, false, 1).ShouldBe(1);
        Units(4, false, 2).ShouldBe(3);
        Units(4, false, 3).ShouldBe(0);
        Units(6, true, 4).ShouldBe(2);
        Units(1, false, 5).ShouldBe(1);
    }

    [Fact]
    public void Of_a_streak_that_was_under_way_only_what_comes_now_counts()
    {
        var rules = Rules(Rule(trigger: new GiftTrigger { Per = GiftCount.Unit }));
        var once = Rules(Rule(2, new GiftTrigger { Per = GiftCount.Streak }));
        _gifts.Join(Noon);

        _gifts.Take(Streak(90, false, 1), rules, Noon.AddSeconds(1)).Count.ShouldBe(1);
        _gifts.Take(Streak(92, false, 2), rules, Noon.AddSeconds(2)).Count.ShouldBe(2);
        _gifts.Take(Streak(93, false, 3), once, Noon.AddSeconds(3)).ShouldBeEmpty();
        // By now every streak that shows up has begun after the feed was joined.
        _gifts.Take(Streak(3, false, 4, viewer: "8"), rules, Noon.AddSeconds(11)).Count.ShouldBe(3);
    }

    [Fact]
    public void A_rule_rests_and_a_streak_fires_once_where_the_rule_says_so()
    {
        var rules = Rules(
            Rule(1, policy: new RulePolicy { CooldownMs = 1_000 }),
            Rule(2, policy: new RulePolicy { CooldownMs = 1_000, CooldownPer = CooldownScope.Viewer }),
            Rule(3, new GiftTrigger { Per = GiftCount.Streak })
        );
        int Fired(FeedGift gift, int ms) => _gifts.Take(gift, rules, Noon.AddMilliseconds(ms)).Count;

        Fired(Streak(1, false, 1, "7"), 0).ShouldBe(3);
        Fired(Streak(2, false, 2, "7"), 500).ShouldBe(0);
        Fired(Streak(1, false, 3, "8"), 900).ShouldBe(2);
        Fired(Streak(3, true, 4, "7"), 1_000).ShouldBe(2);
    }

    private const string Params = "Params = System.Int32[]";

    private static FallbackRules Rules(params Rule[] rules)
    {
        var kept = KeptRules.Of(new RuleSet(rules), Board);
        return new FallbackRules
        {
            WorkspaceId = Workspace,
            GatewayId = "pc1",
            AccountId = Account,
            Version = 1,
            Rules = kept.Rules,
            NotKept = kept.NotKept,
        };
    }

    private static FeedGift Feed(int count = 1, int coins = 1, long gift = 5655, long message = 1) =>
        Read(
            $$$"""{"event":"gift","data":{"msgId":"{{{message}}}","roomId":"{{{Room}}}","userId":"5","giftId":{{{gift}}},"giftName":"Rose","diamondCount":{{{coins}}},"repeatCount":{{{count}}},"repeatEnd":true,"giftType":0}}"""
        );

    private static FeedGift Streak(int count, bool end, long message, string viewer = "7") =>
        Read(
            $$$"""{"event":"gift","data":{"msgId":"{{{message}}}","userId":"{{{viewer}}}","giftId":5655,"giftName":"Rose","diamondCount":1,"repeatCount":{{{count}}},"repeatEnd":{{{(end ? 1 : 0)}}},"giftType":1}}"""
        );

    private static FeedGift Read(string text)
    {
        using var feed = FeedText.Read(Encoding.UTF8.GetBytes(text))!;
        return FeedGift.Of(feed)!;
    }
}
