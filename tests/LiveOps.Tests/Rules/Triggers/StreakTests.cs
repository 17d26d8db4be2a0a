using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Triggers;

public sealed class StreakTests
{
    [Theory]
    [InlineData(nameof(GiftCount.Message), 0, "1 1 1 0")]
    [InlineData(nameof(GiftCount.Unit), 0, "1 8 16 0")]
    [InlineData(nameof(GiftCount.Units), 0, "0 0 2 0")]
    [InlineData(nameof(GiftCount.Streak), 0, "1 0 0 0")]
    [InlineData(nameof(GiftCount.Streak), 5, "0 1 0 0")]
    [InlineData(nameof(GiftCount.End), 0, "0 0 0 1")]
    [InlineData(nameof(GiftCount.End), 26, "0 0 0 0")]
    public void A_streak_of_25_with_lost_messages_fires_as_it_is_counted(string per, int combo, string times)
    {
        var trigger = new GiftTrigger
        {
            Per = Enum.Parse<GiftCount>(per),
            EveryUnits = 10,
            MinCombo = combo,
        };
        var stage = new Stage(Rule(1, trigger));
        var end = Streak(25, 0) with { Kind = LiveEventKind.GiftFinal };

        LiveEvent[] streak = [Streak(1, 1), Streak(9, 8), Streak(25, 16), end];

        string.Join(' ', streak.Select(one => stage.After(100, one).Verdicts.Sum(verdict => verdict.Times)))
            .ShouldBe(times);
    }

    [Fact]
    public void A_gift_without_streak_is_its_own_start_and_end()
    {
        var stage = new Stage(
            Rule(1, new GiftTrigger { Per = GiftCount.Streak }),
            Rule(2, new GiftTrigger { Per = GiftCount.End })
        );

        Stage.Fired(stage.After(0, Streak(3, 3, group: 0), Streak(3, 3, group: 0))).ShouldBe(4);
    }

    [Fact]
    public void Streaks_of_other_viewers_groups_and_rooms_are_others()
    {
        var stage = new Stage(Rule(1, new GiftTrigger { Per = GiftCount.Streak }));

        Stage
            .Fired(stage.After(0, Streak(1, 1), Streak(2, 1), Streak(1, 1, viewer: 6), Streak(1, 1, group: 2)))
            .ShouldBe(3);
        Stage.Fired(stage.AfterIn(Room + 1, 0, Streak(1, 1))).ShouldBe(1);
    }

    [Fact]
    public void Units_before_the_first_do_not_exist() =>
        new Stage(Rule(1, new GiftTrigger { Per = GiftCount.Units, EveryUnits = 10 }))
            .After(0, Streak(0, 10))
            .Verdicts.ShouldBeEmpty();

    [Theory]
    [InlineData(49, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 0)]
    public void A_dearer_gift_is_not_meant(int coins, int fired) =>
        Stage
            .Fired(new Stage(Rule(1, new GiftTrigger { MaxUnitCoins = 50 })).After(0, Streak(1, 1, coins: coins)))
            .ShouldBe(fired);

    [Fact]
    public void The_first_gift_of_a_live_and_the_first_ever()
    {
        var stage = new Stage(Rule(1, new FirstGiftTrigger()), Rule(2, new FirstGiftTrigger { Of = FirstGift.Ever }));

        stage.After(0, Streak(1, 0)).Verdicts.ShouldBeEmpty();
        Stage.Fired(stage.After(0, Streak(2, 1), Streak(3, 1))).ShouldBe(2);
        Stage.Fired(stage.AfterIn(Room + 1, 0, Streak(1, 1))).ShouldBe(1);
        Stage.Fired(stage.After(0, Streak(1, 1, viewer: 6))).ShouldBe(2);
    }
}
