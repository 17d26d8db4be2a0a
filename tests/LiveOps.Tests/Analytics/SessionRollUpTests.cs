using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Tests.Analytics;

public sealed class SessionRollUpTests
{
    private static readonly Dictionary<StreakKey, Streak> _nothing = [];

    [Fact]
    public void A_streak_credits_the_rise_of_its_running_total()
    {
        var rollUp = Of(Gift(1, 13), Gift(2, 15), Gift(3, 14), Gift(4, 17), Gift(5, 17, end: true));

        rollUp.Gifts.ShouldBe(17);
        rollUp.Coins.ShouldBe(17 * 5);
    }

    [Fact]
    public void Any_order_and_any_cut_into_batches_credits_the_same()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var counts = Enumerable.Range(1, 12).Select(_ => random.Next(1, 40)).ToArray();
            var rows = counts.Select((count, n) => Gift(n + 1, count, group: 7 + (n % 2))).ToArray();
            random.Shuffle(rows);
            var known = new Dictionary<StreakKey, Streak>();
            long coins = 0;
            foreach (var batch in rows.Chunk(random.Next(1, 6)))
            {
                var rollUp = SessionRollUp.Of(batch, known);
                coins += rollUp.Coins;
                foreach (var (key, streak) in rollUp.Streaks)
                    known[key] = streak;
            }

            var truth = counts.Where((_, n) => n % 2 == 0).Max() + counts.Where((_, n) => n % 2 == 1).Max();
            coins.ShouldBe(truth * 5);
        }
    }

    [Fact]
    public void A_gift_without_streak_credits_its_quantity_once_a_message() =>
        Of(Gift(1, 1, group: 0), Gift(2, 3, group: 0)).Coins.ShouldBe(20);

    [Fact]
    public void A_streak_on_the_books_credits_only_what_is_above_it()
    {
        var known = new Dictionary<StreakKey, Streak> { [new(9, 1, 7, 0)] = new(10, 5) };

        SessionRollUp.Of([Gift(1, 8), Gift(2, 12)], known).Coins.ShouldBe(10);
    }

    [Fact]
    public void A_streak_to_another_receiver_is_another_streak() =>
        Of(Gift(1, 4), Gift(2, 4, receiver: 3)).Gifts.ShouldBe(8);

    [Fact]
    public void The_end_of_a_streak_and_a_pin_credit_nothing()
    {
        var final = Row(1, LiveEventKind.GiftFinal, Gift(1, 40).Gift);
        var pin = Row(2, LiveEventKind.Pin, Gift(1, 40).Gift);

        var rollUp = Of(final, pin);

        rollUp.Coins.ShouldBe(0);
        rollUp.Events.ShouldBe(2);
    }

    [Fact]
    public void A_credit_of_the_message_that_differs_is_counted_and_not_believed()
    {
        var rollUp = Of(Gift(1, 5, credited: 3));

        rollUp.Gifts.ShouldBe(5);
        rollUp.CreditsDiffering.ShouldBe(1);
        Of(Gift(1, 5)).CreditsDiffering.ShouldBe(0);
    }

    [Fact]
    public void Likes_are_the_highest_room_total_and_the_sum_is_a_lower_bound()
    {
        var rollUp = Of(Like(1, 15, 900), Like(2, 15, 870), Like(3, 4, 950));

        rollUp.Likes.ShouldBe(950);
        rollUp.LikesSeen.ShouldBe(34);
        rollUp.ByViewer[9].Likes.ShouldBe(34);
    }

    [Fact]
    public void Viewers_are_the_newest_count_and_the_peak_the_highest()
    {
        var rollUp = Of(Stats(3, 50), Stats(1, 80), Stats(2, 70));

        (rollUp.Viewers, rollUp.PeakViewers).ShouldBe((50, 80));
    }

    [Fact]
    public void Numbers_beyond_belief_count_in_no_total()
    {
        var message = new LiveEvents
        {
            WorkspaceId = Guid.Empty,
            AccountId = Guid.Empty,
            RoomId = 1,
            Sequence = 1,
            ReceivedAt = default,
            Events =
            [
                Event(LiveEventKind.Gift) with
                {
                    Gift = Gift(1, int.MaxValue).Gift,
                },
                Event(LiveEventKind.Gift) with
                {
                    Gift = Gift(1, -1).Gift,
                },
                Event(LiveEventKind.Like) with
                {
                    Like = new() { Count = -1, RoomTotal = 3 },
                },
                Event(LiveEventKind.Like) with
                {
                    Like = new() { Count = 1, RoomTotal = long.MaxValue },
                },
            ],
        };

        var rows = EventMapping.ToRows(message, redelivered: false, 100).Rows;

        rows.ShouldAllBe(row => row.Is(EventFlags.Implausible));
        var rollUp = SessionRollUp.Of(rows, _nothing);
        (rollUp.Coins, rollUp.Gifts, rollUp.Likes, rollUp.LikesSeen, rollUp.Events).ShouldBe((0, 0, 0, 0, 4));

        static LiveEvent Event(LiveEventKind kind) =>
            new()
            {
                MessageId = 1,
                Kind = kind,
                At = default,
            };
    }

    private static SessionRollUp Of(params EventRow[] rows) => SessionRollUp.Of(rows, _nothing);

    private static EventRow Gift(
        long id,
        int count,
        long group = 7,
        long receiver = 0,
        bool end = false,
        int? credited = null
    ) =>
        Row(
            id,
            LiveEventKind.Gift,
            new()
            {
                GiftId = 1,
                Coins = 5,
                RepeatCount = count,
                Credited = credited ?? count,
                GroupId = group,
                ReceiverId = receiver,
                RepeatEnd = end,
            }
        );

    private static EventRow Like(long id, int count, long total) =>
        Row(id, LiveEventKind.Like, like: new() { Count = count, RoomTotal = total });

    private static EventRow Stats(long sequence, long viewers) =>
        Row(sequence, LiveEventKind.RoomStats, stats: new() { Viewers = viewers });

    private static EventRow Row(
        long id,
        LiveEventKind kind,
        LiveGift? gift = null,
        LiveLike? like = null,
        LiveRoomStats? stats = null
    ) =>
        new()
        {
            MessageId = id,
            Kind = kind,
            Sequence = id,
            At = default,
            ReceivedAt = default,
            Viewer = new() { UserId = 9 },
            Gift = gift,
            Like = like,
            RoomStats = stats,
        };
}
