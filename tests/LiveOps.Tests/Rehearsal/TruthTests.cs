using FsCheck;
using FsCheck.Fluent;
using LiveOps.Rehearsal.Faults;
using LiveOps.Rehearsal.Playing;
using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Tests.Rehearsal;

/// <summary>The truth is held against a consumer that counts from the bytes alone.</summary>
public sealed class TruthTests
{
    private static readonly CatalogueGift s_rose = GiftCatalogue.Find("Rose")!;
    private static readonly CatalogueGift s_perfume = GiftCatalogue.Find("Perfume")!;
    private readonly ManualTime _time = new();
    private readonly Room _room;
    private readonly CountingConsumer _consumer;

    public TruthTests()
    {
        _room = new RoomDirectory(_time).Start("my_show", null, null, null);
        _consumer = new CountingConsumer(_room, gzip: true);
    }

    [Fact]
    public void What_happens_while_nobody_is_connected_is_offered_and_not_served()
    {
        _room.Offer([new GiftGiven(Viewer.FromHandle("anna"), s_rose)]);
        Served(ledger => ledger.Messages).ShouldBe(0);
        Offered(ledger => ledger.Coins).ShouldBe(1);

        _room.Attach(_consumer);
        _room.Offer([new GiftGiven(Viewer.FromHandle("anna"), s_perfume)]);
        Served(ledger => ledger.Coins).ShouldBe(20);
        Offered(ledger => ledger.Coins).ShouldBe(21);
        MustAgree();
    }

    [Fact]
    public void Two_consumers_do_not_make_two_gifts()
    {
        _room.Attach(_consumer);
        _room.Attach(new CountingConsumer(_room));
        PlayAll();
        MustAgree();
    }

    [Fact]
    public void Duplicates_count_once()
    {
        _room.Attach(_consumer);
        _room.AddFaults(new RoomFaults { Duplicate = 0.5, Seed = 3 });
        PlayAll();
        _consumer.Duplicates.ShouldBeGreaterThan(10);
        MustAgree();
    }

    [Fact]
    public void Messages_out_of_order_lose_nothing()
    {
        _room.Attach(_consumer);
        _room.AddFaults(new RoomFaults { Reorder = 0.5, Seed = 3 });
        PlayAll();
        _consumer.Order.SequenceEqual(_consumer.Order.Order()).ShouldBeFalse();
        MustAgree();
        Served(ledger => ledger.Messages).ShouldBe(Offered(ledger => ledger.Messages));
    }

    [Fact]
    public async Task A_lone_message_that_was_held_back_comes_late_but_comes()
    {
        _room.Attach(_consumer);
        _room.AddFaults(new RoomFaults { Reorder = 1 });
        _room.Offer([new GiftGiven(Viewer.FromHandle("anna"), s_rose)]);
        _consumer.Coins.ShouldBe(0);
        await _time.MoveAsync(TimeSpan.FromMilliseconds(151));
        _consumer.Coins.ShouldBe(1);
        MustAgree();
    }

    [Fact]
    public void A_streak_that_broke_off_counts_what_its_highest_served_total_says()
    {
        _room.Attach(_consumer);
        var streak = Acts.Streak(_room, s_perfume, 10, Viewer.FromHandle("anna")).ToList();
        _room.Offer(streak[..3]);
        _room.Detach(_consumer);
        _room.Offer(streak[3..7]);
        _room.Attach(_consumer);
        _room.Offer(streak[7..8]);
        Served(ledger => ledger.GiftUnits).ShouldBe(8);
        Served(ledger => ledger.Coins).ShouldBe(160);
        MustAgree();
    }

    [Fact]
    public void A_streak_can_stay_without_an_end()
    {
        _room.Attach(_consumer);
        _room.AddFaults(new RoomFaults { StreakWithoutEnd = true });
        _room.Offer(Acts.Streak(_room, s_rose, 4, null).ToList()).Messages.ShouldBe(4);
        Served(ledger => ledger.GiftUnits).ShouldBe(4);
        MustAgree();
    }

    [Fact]
    public void Likes_that_go_down_leave_the_highest_total()
    {
        _room.Attach(_consumer);
        _room.AddFaults(new RoomFaults { LikesGoDown = true });
        _room.Offer(Acts.Likes(_room, 3000, null).ToList());
        Served(ledger => ledger.LikeCount).ShouldBe(3000);
        Served(ledger => ledger.Likes).ShouldBeInRange(2960, 3000);
        MustAgree();
    }

    [Fact]
    public void Broken_and_unknown_things_are_not_counted()
    {
        _room.Attach(_consumer);
        _room.AddFaults(
            new RoomFaults
            {
                GarbageFrame = new Occurrence { Now = true, EveryFrames = 2 },
                TruncatedMessage = new Occurrence { Now = true, EveryFrames = 3 },
                UndecodableInner = new Occurrence { Now = true, EveryFrames = 2 },
                UnknownType = new Occurrence { Now = true, EveryFrames = 3 },
            }
        );
        PlayAll();
        _consumer.FramesUnread.ShouldBeGreaterThan(2);
        _consumer.MessagesUnread.ShouldBeGreaterThan(2);
        MustAgree();
    }

    [Fact]
    public void History_serves_what_was_missed_and_counts_nothing_twice()
    {
        _room.Attach(_consumer);
        _room.Offer([new GiftGiven(Viewer.FromHandle("anna"), s_rose), new Commented(Viewer.FromHandle("anna"), "hi")]);
        _room.Detach(_consumer);
        _room.Offer([new GiftGiven(Viewer.FromHandle("ben"), s_perfume)]);
        _room.AddFaults(
            new RoomFaults
            {
                HistoryReplay = new HistoryReplay { Kinds = HistoryKinds.All, Count = 50 },
            }
        );
        _consumer.TakeHistory();
        _consumer.Envelopes[^1].IsHistory.ShouldBeTrue();
        Served(ledger => ledger.Coins).ShouldBe(21);
        Served(ledger => ledger.Messages).ShouldBe(3);
        MustAgree();
    }

    [Fact]
    public void Without_a_fault_the_history_is_the_last_six_comments()
    {
        for (var n = 0; n < 10; n++)
        {
            _room.Offer([
                new Commented(Viewer.FromHandle("anna"), $"{n}"),
                new GiftGiven(Viewer.FromHandle("b"), s_rose),
            ]);
        }
        var history = _room.History();
        history.Count.ShouldBe(6);
        history.ShouldAllBe(message => message.Kind == EventKind.Chat);
    }

    [Fact]
    public void A_big_comment_is_one_comment_and_does_not_stay_in_memory_with_others()
    {
        _room.Attach(_consumer);
        for (var n = 0; n < 8; n++)
        {
            _room.AddFaults(new RoomFaults { BigComment = true });
        }
        _consumer.Comments.ShouldBe(8);
        _room.RecentAfter(null, 5000).Sum(message => message.Payload.Length).ShouldBeLessThan(16_000_000);
        MustAgree();
    }

    [Fact]
    public void The_end_of_the_live_is_told_or_kept_quiet()
    {
        _room.Attach(_consumer);
        _room.End(withControlMessage: true);
        _consumer.Envelopes.ShouldHaveSingleItem().Method.ShouldBe("WebcastControlMessage");
        _consumer.WasClosed.ShouldBeTrue();

        var silent = new RoomDirectory(_time).Start("my_show", null, null, null);
        var other = new CountingConsumer(silent);
        silent.Attach(other);
        silent.End(withControlMessage: false);
        other.Envelopes.ShouldBeEmpty();
        other.WasClosed.ShouldBeFalse();
        silent.IsLive.ShouldBeFalse();
    }

    [Fact]
    public void Faults_with_a_number_of_times_go_away_by_themselves()
    {
        _room.AddFaults(
            new RoomFaults
            {
                Sign = new SignFault { Status = 429, Times = 2 },
                Handshake = new HandshakeFault { Times = 1 },
            }
        );
        _room.TakeSignFault().ShouldNotBeNull();
        _room.TakeSignFault().ShouldNotBeNull();
        _room.TakeSignFault().ShouldBeNull();
        _room.TakeHandshakeFault().ShouldNotBeNull();
        _room.TakeHandshakeFault().ShouldBeNull();
    }

    [Fact]
    public void Faults_add_up_until_they_are_cleared()
    {
        _room.AddFaults(
            new RoomFaults
            {
                Duplicate = 0.1,
                GarbageFrame = new Occurrence { Now = true },
            }
        );
        _room.AddFaults(new RoomFaults { Captcha = true });
        _room.Faults.ShouldBe(new RoomFaults { Duplicate = 0.1, Captcha = true });
        _room.ClearFaults();
        _room.Faults.ShouldBe(RoomFaults.None);
    }

    [Fact]
    public void The_truth_holds_for_any_acts_and_faults() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<(byte Duplicate, byte Reorder, int Seed, byte[] Acts)>(),
                input =>
                {
                    var room = new RoomDirectory(_time).Start("my_show", null, null, null);
                    var consumer = new CountingConsumer(room);
                    room.AddFaults(
                        new RoomFaults
                        {
                            Duplicate = input.Duplicate / 255.0,
                            Reorder = input.Reorder / 255.0,
                            Seed = input.Seed,
                            UndecodableInner = new Occurrence { EveryFrames = 3 },
                        }
                    );
                    foreach (var act in input.Acts ?? [])
                    {
                        Play(room, consumer, act);
                    }
                    Agree(room, consumer);
                }
            )
            .QuickCheckThrowOnFailure();

    private static void Play(Room room, CountingConsumer consumer, byte act)
    {
        var size = 1 + act / 16;
        switch (act % 6)
        {
            case 0:
                room.Detach(consumer);
                room.Attach(consumer);
                break;
            case 1:
                room.Detach(consumer);
                break;
            case 2:
                room.Offer(Acts.Streak(room, s_perfume, size, null).ToList());
                break;
            case 3:
                room.Offer(Acts.Gifts(room, s_rose, size, null).ToList());
                break;
            case 4:
                room.Offer(Acts.Likes(room, size * 7, null).ToList());
                break;
            default:
                consumer.TakeHistory();
                break;
        }
    }

    private void PlayAll()
    {
        for (var n = 0; n < 10; n++)
        {
            _room.Offer(Acts.Streak(_room, s_perfume, 5, null).ToList());
            _room.Offer(Acts.Gifts(_room, s_rose, 7, null).ToList());
            _room.Offer(Acts.Likes(_room, 100, null).ToList());
            _room.Offer(Acts.Each(_room, 3, null, viewer => new Commented(viewer, "hi")).ToList());
        }
    }

    private void MustAgree() => Agree(_room, _consumer);

    private static void Agree(Room room, CountingConsumer consumer) =>
        room.ReadBooks((_, served) => (served.Messages, served.Coins, served.GiftUnits, served.Likes, served.LikeCount))
            .ShouldBe(((long)consumer.Distinct, consumer.Coins, consumer.Units, consumer.Likes, consumer.LikeCount));

    private long Served(Func<Ledger, long> read) => _room.ReadBooks((_, served) => read(served));

    private long Offered(Func<Ledger, long> read) => _room.ReadBooks((offered, _) => read(offered));
}
