using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Triggers;

public sealed class TimerTriggerTests
{
    private static readonly TimerTrigger _minute = new() { EverySeconds = 60 };

    [Fact]
    public void It_beats_while_the_account_is_live_the_first_time_one_interval_after_the_start()
    {
        var stage = new Stage(Rule(1, _minute));
        stage.Tick(0).Verdicts.ShouldBeEmpty();
        stage.Due.ShouldBeNull();
        stage.After(0, Of(LiveEventKind.LiveStarted));

        Stage.Fired(stage.Tick(59_999)).ShouldBe(0);
        Stage.Fired(stage.Tick(1)).ShouldBe(1);
        Stage.Fired(stage.Tick(60_000)).ShouldBe(1);
        stage.After(0, Of(LiveEventKind.LiveEnded));
        Stage.Fired(stage.Tick(60_000)).ShouldBe(0);
    }

    [Fact]
    public void After_a_while_away_it_fires_once_and_keeps_its_beat()
    {
        var stage = new Stage(Rule(1, _minute));
        stage.After(0, Of(LiveEventKind.LiveStarted));

        stage.Tick(60_000 * 7 + 20_000).Verdicts.ShouldHaveSingleItem().Times.ShouldBe(1);
        stage.Due.ShouldBe(Noon.AddMinutes(8));
    }

    [Fact]
    public void It_goes_on_in_a_live_of_many_days()
    {
        var stage = new Stage(Rule(1, _minute));
        stage.After(0, Of(LiveEventKind.LiveStarted));
        var fired = 0;
        for (var hours = 0; hours < 24 * 7; hours += 12)
        {
            stage.After(12 * 3_600_000, Of(LiveEventKind.Join));
            fired += Stage.Fired(stage.Tick(0));
        }

        fired.ShouldBe(14);
    }

    [Fact]
    public void A_shorter_interval_counts_at_once_and_a_clock_that_was_set_back_stops_no_beat()
    {
        var stage = new Stage(Rule(1, new TimerTrigger { EverySeconds = 86_400, OnlyWhileLive = false }));
        stage.Tick(0);
        stage.Due.ShouldBe(Noon.AddDays(1));

        stage.Change(Rule(1, _minute with { OnlyWhileLive = false }));
        stage.Tick(0);
        stage.Due.ShouldBe(Noon.AddMinutes(1));
        stage.Tick(-7_200_000);
        stage.Due.ShouldBe(Noon.AddHours(-2).AddMinutes(1));
    }
}
