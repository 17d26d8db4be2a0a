using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Triggers;

public sealed class LikesTriggerTests
{
    [Theory]
    [InlineData(nameof(LikeThreshold.Total), 99, 0)]
    [InlineData(nameof(LikeThreshold.Total), 100, 1)]
    [InlineData(nameof(LikeThreshold.Total), 500, 1)]
    [InlineData(nameof(LikeThreshold.MultipleOf), 99, 0)]
    [InlineData(nameof(LikeThreshold.MultipleOf), 350, 3)]
    [InlineData(nameof(LikeThreshold.Progressive), 139, 1)]
    [InlineData(nameof(LikeThreshold.Progressive), 140, 2)]
    [InlineData(nameof(LikeThreshold.MultipleOf), 1_000_000, 100)]
    public void A_jump_passes_milestones(string when, long to, int times)
    {
        var trigger = new LikesTrigger
        {
            Threshold = 100,
            When = Enum.Parse<LikeThreshold>(when),
            Step = 40,
            EachMilestone = true,
        };
        var stage = new Stage(Rule(1, trigger));
        stage.After(0, Likes(1)).Verdicts.ShouldBeEmpty();

        stage.After(0, Likes(to)).Verdicts.Sum(verdict => verdict.Times).ShouldBe(times);
        stage.After(0, Likes(to)).Verdicts.ShouldBeEmpty();
        stage.After(0, Likes(to - 1)).Verdicts.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_reached_before_the_first_likes_seen_is_history()
    {
        var stage = new Stage(Rule(1, new LikesTrigger { Threshold = 100, When = LikeThreshold.MultipleOf }));

        Stage.Fired(stage.After(0, Likes(5_000, count: 15))).ShouldBe(1);
        Stage.Fired(stage.After(0, Likes(5_099))).ShouldBe(0);
        Stage.Fired(stage.AfterIn(Room + 1, 0, Likes(5_050, count: 15))).ShouldBe(0);
        Stage.Fired(stage.AfterIn(Room + 1, 0, Likes(5_450))).ShouldBe(1);
    }

    [Fact]
    public void A_message_that_counts_more_than_the_room_has_passes_no_milestone_below_zero()
    {
        var trigger = new LikesTrigger
        {
            Threshold = 5,
            When = LikeThreshold.MultipleOf,
            EachMilestone = true,
        };

        new Stage(Rule(1, trigger)).After(0, Likes(5, count: 15)).Verdicts[0].Times.ShouldBe(1);
    }
}
