using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Conditions;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("2026-03-29T00:59:00Z", "02:00", "03:00", false)]
    [InlineData("2026-03-29T01:00:00Z", "02:00", "03:00", false)]
    [InlineData("2026-10-25T00:00:00Z", "02:00", "03:00", true)]
    [InlineData("2026-10-25T00:59:59Z", "02:00", "03:00", true)]
    [InlineData("2026-10-25T01:30:00Z", "02:00", "03:00", true)]
    [InlineData("2026-10-25T02:00:00Z", "02:00", "03:00", false)]
    [InlineData("2026-07-01T20:00:00Z", "22:00", "06:00", true)]
    [InlineData("2026-07-02T03:59:59Z", "22:00", "06:00", true)]
    [InlineData("2026-07-02T04:00:00Z", "22:00", "06:00", false)]
    [InlineData("2026-01-01T20:59:59Z", "22:00", "00:00", false)]
    [InlineData("2026-01-01T22:59:59Z", "22:00", "00:00", true)]
    [InlineData("2026-01-01T23:00:00Z", "22:00", "00:00", false)]
    public void Hours_are_those_of_the_accounts_clock(string at, string from, string to, bool holds)
    {
        var time = new TimeCondition { From = TimeOnly.Parse(from, null), To = TimeOnly.Parse(to, null) };
        var stage = new Stage(Rule(1, new CommentTrigger(), conditions: [time]))
        {
            Now = DateTimeOffset.Parse(at, null),
            Settings = new AccountSettings { TimeZone = "Europe/Berlin" },
        };

        (Stage.Fired(stage.After(0, Chat("x"))) == 1).ShouldBe(holds);
    }

    [Theory]
    [InlineData("2026-05-01T23:00:00Z", true)]
    [InlineData("2026-05-02T05:59:00Z", true)]
    [InlineData("2026-05-02T23:00:00Z", false)]
    [InlineData("2026-05-01T05:00:00Z", false)]
    public void A_night_belongs_to_the_day_on_which_it_begins(string at, bool holds)
    {
        var friday = new TimeCondition
        {
            From = new TimeOnly(22, 0),
            To = new TimeOnly(6, 0),
            Days = [DayOfWeek.Friday],
        };
        var stage = new Stage(Rule(1, new CommentTrigger(), new RulePolicy { Schedule = friday }))
        {
            Now = DateTimeOffset.Parse(at, null),
        };

        (Stage.Fired(stage.After(0, Chat("x"))) == 1).ShouldBe(holds);
    }

    [Fact]
    public void Five_in_thirty_seconds_and_then_the_next_five()
    {
        var stage = Counting(new CountCondition { AtLeast = 5, WithinMs = 30_000 });

        Stage.Fired(stage.After(0, Gift(1, credited: 4))).ShouldBe(0);
        Stage.Fired(stage.After(30_000, Gift(2))).ShouldBe(0);
        Stage.Fired(stage.After(29_999, Gift(3, credited: 4))).ShouldBe(1);
        Stage.Fired(stage.After(0, Gift(4, credited: 4))).ShouldBe(0);
        Stage.Fired(stage.After(0, Gift(5, viewer: 6))).ShouldBe(1);
    }

    [Fact]
    public void One_that_keeps_counting_holds_on_and_a_viewers_count_is_the_viewers()
    {
        var keeps = new CountCondition
        {
            AtLeast = 2,
            WithinMs = 1_000,
            KeepCounting = true,
        };
        var stage = Counting(keeps with { Per = CountScope.Viewer });

        Stage.Fired(stage.After(0, Gift(1), Gift(2, viewer: 6), Gift(3), Gift(4), Gift(5, viewer: 6))).ShouldBe(3);
    }

    [Fact]
    public void Two_conditions_that_ask_the_same_count_a_gift_once()
    {
        var one = new CountCondition { AtLeast = 2, WithinMs = 1_000 };
        var stage = Counting(one, one with { KeepCounting = true });

        Stage.Fired(stage.After(0, Gift(1))).ShouldBe(0);
        Stage.Fired(stage.After(0, Gift(2))).ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(ViewerRole.Moderator), 1, true)]
    [InlineData(nameof(ViewerRole.Follower), 1, false)]
    [InlineData(nameof(ViewerRole.Everyone), 1, true)]
    [InlineData(nameof(ViewerRole.Vip), 2, true)]
    [InlineData(nameof(ViewerRole.Vip), 3, false)]
    [InlineData(nameof(ViewerRole.Blocked), 1, true)]
    [InlineData(nameof(ViewerRole.TopGifter), 1, false)]
    public void Roles_are_TikToks_and_the_accounts_own(string role, int tier, bool holds)
    {
        var condition = new RoleCondition { AnyOf = [Enum.Parse<ViewerRole>(role)], MinVipTier = tier };
        var stage = new Stage(Rule(1, new CommentTrigger(), conditions: [condition]));
        var chat = Chat("x") is var said
            ? said with
            {
                Viewer = said.Viewer! with { Roles = ViewerRoles.Moderator },
            }
            : said;
        stage.Signal(
            AccountSignalKind.ViewerStanding,
            with: signal => signal with { Viewer = chat.Viewer, VipTier = 2, Blocked = true }
        );

        (Stage.Fired(stage.After(0, chat)) == 1).ShouldBe(holds);
        Stage.Fired(stage.After(0, chat with { Viewer = null })).ShouldBe(0);
    }

    [Fact]
    public void The_best_gifters_are_those_of_the_session_and_of_equals_the_earlier_one_leads()
    {
        var best = new RoleCondition { AnyOf = [ViewerRole.TopGifter], Top = 1 };
        var stage = new Stage(Rule(1, new CommentTrigger(), conditions: [best]));
        stage.After(0, Gift(1, coins: 10, viewer: 5), Gift(2, coins: 10, viewer: 6));

        stage.After(0, Chat("x", 5), Chat("x", 6)).Verdicts.Single().Event.Viewer!.UserId.ShouldBe(5);
        stage.After(0, Gift(3, coins: 1, viewer: 6));
        stage.After(0, Chat("x", 5), Chat("x", 6)).Verdicts.Single().Event.Viewer!.UserId.ShouldBe(6);
        Stage.Fired(stage.AfterIn(Room + 1, 0, Chat("x", 6))).ShouldBe(0);
    }

    [Theory]
    [InlineData(nameof(CountScope.Room), 30, true)]
    [InlineData(nameof(CountScope.Room), 31, false)]
    [InlineData(nameof(CountScope.Viewer), 20, true)]
    [InlineData(nameof(CountScope.Viewer), 21, false)]
    public void Coins_of_the_room_or_of_the_viewer(string per, long least, bool holds)
    {
        var coins = new CoinsCondition { AtLeast = least, Per = Enum.Parse<CountScope>(per) };
        var stage = new Stage(Rule(1, new CommentTrigger(), conditions: [coins]));
        stage.After(0, Gift(1, coins: 10, credited: 2), Gift(2, coins: 10, viewer: 6), Streak(5, 0, coins: 99));

        (Stage.Fired(stage.After(0, Chat("x"))) == 1).ShouldBe(holds);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void More_likes_than(long than, bool holds)
    {
        var stage = new Stage(Rule(1, new CommentTrigger(), conditions: [new LikesCondition { GreaterThan = than }]));
        stage.After(0, Likes(100));

        (Stage.Fired(stage.After(0, Chat("x"))) == 1).ShouldBe(holds);
    }

    [Theory]
    [InlineData("12", nameof(Comparison.Greater), "9", true)]
    [InlineData("12", nameof(Comparison.Less), "9", false)]
    [InlineData("Rose", nameof(Comparison.Equals), "rose", true)]
    [InlineData("Rose", nameof(Comparison.NotEquals), "lion", true)]
    [InlineData("a Rose", nameof(Comparison.Contains), "ROSE", true)]
    [InlineData("2.50", nameof(Comparison.AtLeast), "2.5", true)]
    [InlineData("2.50", nameof(Comparison.AtMost), "2.4", false)]
    [InlineData(null, nameof(Comparison.Equals), "0", true)]
    [InlineData(null, nameof(Comparison.Equals), "", true)]
    [InlineData("7", nameof(Comparison.Equals), "{count}", false)]
    [InlineData("1", nameof(Comparison.Equals), "{count}", true)]
    public void Variables_compare_as_numbers_where_both_are(string? known, string comparison, string value, bool holds)
    {
        var condition = new VariableCondition
        {
            Name = "x",
            Is = Enum.Parse<Comparison>(comparison),
            Value = value,
        };
        var stage = new Stage(Rule(1, new CommentTrigger(), conditions: [condition]));
        stage.Signal(
            AccountSignalKind.SetVariable,
            with: signal => signal with { Key = "var/account/x", Text = known }
        );

        (Stage.Fired(stage.After(0, Chat("x"))) == 1).ShouldBe(holds);
    }

    [Theory]
    [InlineData(5, "v9", true)]
    [InlineData(9, "V5", true)]
    [InlineData(9, "v6", false)]
    public void A_viewer_is_known_by_id_or_handle(long id, string handle, bool holds)
    {
        var condition = new ViewerCondition { UserIds = [id], Handles = [handle] };
        var all = new AllCondition { Conditions = [condition] };
        var any = new AnyCondition { Conditions = [new ViewerCondition { UserIds = [99] }, all] };
        var not = new NotCondition { Condition = any };

        Stage
            .Fired(new Stage(Rule(1, new CommentTrigger(), conditions: [any])).After(0, Chat("x")))
            .ShouldBe(holds ? 1 : 0);
        Stage
            .Fired(new Stage(Rule(1, new CommentTrigger(), conditions: [not])).After(0, Chat("x")))
            .ShouldBe(holds ? 0 : 1);
    }

    private static Stage Counting(params RuleCondition[] conditions) =>
        new(Rule(1, new GiftTrigger(), conditions: conditions));
}
