using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Triggers;

/// <summary>Triggers that need one look at the event, or one thing remembered.</summary>
public sealed class CrossingTriggerTests
{
    [Theory]
    [InlineData(nameof(Crossing.Upwards), "99 100 101 99 100", "01001")]
    [InlineData(nameof(Crossing.Downwards), "100 99 98 100 99", "01001")]
    [InlineData(nameof(Crossing.Upwards), "100 101", "00")]
    [InlineData(nameof(Crossing.Downwards), "99 98", "00")]
    public void Viewers_cross_a_line(string way, string viewers, string fired)
    {
        var stage = new Stage(Rule(1, new ViewersTrigger { Line = 100, Crosses = Enum.Parse<Crossing>(way) }));

        string.Concat(viewers.Split(' ').Select(now => Stage.Fired(stage.After(0, Viewers(int.Parse(now, null))))))
            .ShouldBe(fired);
    }

    [Theory]
    [InlineData(LiveEventKind.Follow)]
    [InlineData(LiveEventKind.Share)]
    [InlineData(LiveEventKind.Join)]
    public void Once_per_viewer_is_once_per_viewer_and_live(LiveEventKind kind)
    {
        var stage = new Stage(Rule(1, Social(kind, once: true)), Rule(2, Social(kind, once: false)));

        Stage.Fired(stage.After(0, Of(kind), Of(kind), Of(kind, viewer: 6))).ShouldBe(2 + 3);
        Stage.Fired(stage.AfterIn(Room + 1, 0, Of(kind))).ShouldBe(2);
    }

    [Fact]
    public void A_viewer_is_new_again_after_two_days_whether_stored_or_not()
    {
        var stage = new Stage(Rule(1, Social(LiveEventKind.Join, once: true)));
        stage.After(0, Of(LiveEventKind.Join));

        Stage.Fired(stage.After(2 * 86_400_000 - 1, Of(LiveEventKind.Join))).ShouldBe(0);
        Stage.Fired(stage.After(1, Of(LiveEventKind.Join))).ShouldBe(1);
    }

    [Theory]
    [InlineData(null, 0, 1)]
    [InlineData(null, 1, 0)]
    [InlineData(2, 3, 0)]
    [InlineData(3, 3, 1)]
    public void A_subscription_of_so_many_months(int? months, int least, int fired) =>
        Stage
            .Fired(
                new Stage(Rule(1, new SubscribeTrigger { MinMonths = least })).After(
                    0,
                    Of(LiveEventKind.Subscribe) with
                    {
                        SubscribedMonths = months,
                    }
                )
            )
            .ShouldBe(fired);

    [Theory]
    [InlineData(LiveEventKind.Battle, 1, 0)]
    [InlineData(LiveEventKind.Battle, 2, 1)]
    [InlineData(LiveEventKind.BattleItemCard, 5, 1)]
    [InlineData(LiveEventKind.Goal, 5, 0)]
    public void A_battle_multiplies(LiveEventKind kind, int multiplier, int fired) =>
        Stage
            .Fired(
                new Stage(Rule(1, new BattleTrigger())).After(
                    0,
                    Of(kind) with
                    {
                        Battle = new LiveBattle { BattleId = 1, Multiplier = multiplier },
                    }
                )
            )
            .ShouldBe(fired);

    [Fact]
    public void A_live_starts_and_ends_once_however_often_it_is_said()
    {
        var stage = new Stage(
            Rule(1, new LiveTrigger { When = LiveMoment.Starts }),
            Rule(2, new LiveTrigger { When = LiveMoment.Ends })
        );
        var start = Of(LiveEventKind.LiveStarted) with { Viewer = null };
        var end = start with { Kind = LiveEventKind.LiveEnded };

        Stage.Fired(stage.After(0, start, start)).ShouldBe(1);
        Stage.Fired(stage.After(0, end, end, start)).ShouldBe(1);
        Stage.Fired(stage.AfterIn(Room + 1, 0, start, end)).ShouldBe(2);
    }

    [Theory]
    [InlineData("1 2 4", 2, "011")]
    [InlineData("4 3 4", 4, "101")]
    [InlineData("3 3 0 3", 3, "1001")]
    public void A_viewer_rises_to_a_tier(string tiers, int least, string fired)
    {
        var stage = new Stage(Rule(1, new VipTrigger { MinTier = least }));

        string.Concat(
                tiers
                    .Split(' ')
                    .Select(tier =>
                        Stage.Fired(
                            stage.Signal(
                                AccountSignalKind.ViewerStanding,
                                with: signal =>
                                    signal with
                                    {
                                        Viewer = Of(LiveEventKind.Join).Viewer,
                                        VipTier = int.Parse(tier, null),
                                    }
                            )
                        )
                    )
            )
            .ShouldBe(fired);
    }

    [Fact]
    public void A_button_and_an_address_set_off_their_own_rule_once_per_signal()
    {
        var stage = new Stage(
            Rule(1, new ButtonTrigger()),
            Rule(2, new ButtonTrigger()),
            Rule(3, new WebhookTrigger())
        );
        var same = Guid.NewGuid();
        Func<AccountSignal, AccountSignal> second = signal => signal with { RuleId = Rule(2).Id, SignalId = same };

        stage
            .Signal(AccountSignalKind.Button, with: second)
            .Verdicts.ShouldHaveSingleItem()
            .Rule.Name.ShouldBe("rule 2");
        stage.Signal(AccountSignalKind.Button, 3_599_999, second).Verdicts.ShouldBeEmpty();
        Stage
            .Fired(stage.Signal(AccountSignalKind.Webhook, with: signal => signal with { RuleId = Rule(3).Id }))
            .ShouldBe(1);
    }

    private static LiveOps.Rules.Evaluating.Trigger Social(LiveEventKind kind, bool once) =>
        kind switch
        {
            LiveEventKind.Follow => new FollowTrigger { OncePerViewer = once },
            LiveEventKind.Share => new ShareTrigger { OncePerViewer = once },
            _ => new JoinTrigger { OncePerViewer = once },
        };
}
