using LiveOps.Analytics.Sessions;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Tests.Analytics;

public sealed class LiveSessionLifeTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 21, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_ends_when_TikTok_says_so() =>
        After(Sign(1, LiveEventKind.Chat, 0), Sign(2, LiveEventKind.LiveEnded, 60))
            .EndedAt.ShouldBe(_start.AddSeconds(60));

    [Fact]
    public void The_last_comments_do_not_open_it_again() =>
        After(Sign(1, LiveEventKind.LiveEnded, 60), Sign(2, LiveEventKind.Chat, 80)).EndedAt.ShouldNotBeNull();

    [Fact]
    public void Life_long_after_the_end_opens_it_again() =>
        After(Sign(1, LiveEventKind.LiveEnded, 60), Sign(2, LiveEventKind.Chat, 95)).EndedAt.ShouldBeNull();

    [Theory]
    [InlineData(LiveEventKind.LiveStarted)]
    [InlineData(LiveEventKind.LiveResumed)]
    public void A_start_after_the_end_opens_it_at_once(LiveEventKind kind) =>
        After(Sign(1, LiveEventKind.LiveEnded, 60), Sign(2, kind, 61)).EndedAt.ShouldBeNull();

    [Fact]
    public void A_start_that_comes_late_opens_nothing() =>
        After(Sign(5, LiveEventKind.LiveEnded, 60), Sign(2, LiveEventKind.LiveStarted, 1)).EndedAt.ShouldNotBeNull();

    [Fact]
    public void What_Ingestion_says_after_the_end_is_no_life() =>
        After(
            Sign(1, LiveEventKind.LiveEnded, 60),
            Sign(2, LiveEventKind.GiftFinal, 130),
            Sign(3, LiveEventKind.Gap, 140)
        )
            .EndedAt.ShouldNotBeNull();

    [Fact]
    public void An_end_that_silence_made_stays_until_there_is_news()
    {
        var life = LiveSessionLife.OpenedAt(_start) with { EndedAt = _start };

        life.After([Sign(1, LiveEventKind.Chat, 0)]).EndedAt.ShouldBe(_start);
        life.After([Sign(2, LiveEventKind.Chat, 1)]).EndedAt.ShouldBeNull();
    }

    [Fact]
    public void Every_order_of_the_same_signs_gives_the_same_life()
    {
        var random = new Random(1);
        EventRow[] signs =
        [
            Sign(1, LiveEventKind.LiveStarted, 0),
            Sign(2, LiveEventKind.Chat, 10),
            Sign(3, LiveEventKind.LiveEnded, 20),
            Sign(4, LiveEventKind.LiveResumed, 25),
            Sign(5, LiveEventKind.Chat, 40),
            Sign(6, LiveEventKind.LiveEnded, 50),
        ];
        var truth = After(signs);
        for (var round = 0; round < 200; round++)
        {
            random.Shuffle(signs);
            // One by one, as if each came in a batch of its own.
            signs
                .Aggregate(LiveSessionLife.OpenedAt(_start.AddSeconds(5)), (life, sign) => life.After([sign]))
                .ShouldBe(truth);
        }
    }

    private static LiveSessionLife After(params EventRow[] signs) =>
        LiveSessionLife.OpenedAt(_start.AddSeconds(5)).After(signs);

    private static EventRow Sign(long sequence, LiveEventKind kind, int second) =>
        new()
        {
            MessageId = sequence,
            Kind = kind,
            Sequence = sequence,
            At = _start.AddSeconds(second),
            ReceivedAt = _start.AddSeconds(second),
        };
}
