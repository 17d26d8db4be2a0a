using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Triggers;

public sealed class LikeRateTriggerTests
{
    [Fact]
    public void A_minute_with_so_many_fires_once_until_the_rate_has_been_lower()
    {
        var stage = new Stage(Rule(1, new LikeRateTrigger { PerMinute = 100 }));

        Stage.Fired(stage.After(0, Likes(1_000))).ShouldBe(0);
        Stage.Fired(stage.After(1_000, Likes(1_098))).ShouldBe(0);
        Stage.Fired(stage.After(1_000, Likes(1_099))).ShouldBe(1);
        Stage.Fired(stage.After(1_000, Likes(1_500))).ShouldBe(0);
        Stage.Fired(stage.After(70_000, Likes(1_501))).ShouldBe(0);
        Stage.Fired(stage.After(1_000, Likes(1_700))).ShouldBe(1);
    }

    [Theory]
    [InlineData(600_000)]
    [InlineData(63_000)]
    public void Likes_of_long_ago_are_not_of_the_last_minute(int pauseMs)
    {
        var stage = new Stage(Rule(1, new LikeRateTrigger { PerMinute = 1_000 }));
        stage.After(0, Likes(1, count: 1));
        stage.After(1_900, Likes(900, count: 15));

        Stage.Fired(stage.After(pauseMs, Likes(1_100, count: 15))).ShouldBe(0);
    }
}
