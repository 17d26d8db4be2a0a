using FsCheck;
using FsCheck.Fluent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Webcast;

namespace LiveOps.Tests.Ingestion;

public sealed class CountingTests
{
    private readonly RoomUnderTest _room = new();

    [Fact]
    public void However_a_streaks_messages_come_exactly_the_maximum_is_credited()
    {
        var counts = Gen.NonEmptyListOf(Gen.Choose(1, 40)).ToArbitrary();
        Prop.ForAll(
                counts,
                arrived =>
                {
                    var room = new RoomUnderTest();
                    foreach (int count in arrived.Concat(arrived))
                    {
                        // The same count is the same message: sent twice, it has the same id.
                        room.Gift(Wires.Gift(1_000 + count, count, end: count == 40));
                    }
                    return room.Credited == arrived.Max();
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Streaks_of_two_viewers_with_the_same_group_id_do_not_mix()
    {
        _room.Gift(Wires.Gift(1, 3, user: 42));
        _room.Gift(Wires.Gift(2, 2, user: 43));
        _room.Gift(Wires.Gift(3, 2, user: 42, receiver: 8));
        _room.Credited.ShouldBe(7);
    }

    [Fact]
    public void A_gift_without_a_streak_is_credited_once_per_message()
    {
        _room.Gift(Wires.Gift(1, 1, group: 0));
        _room.Gift(Wires.Gift(1, 1, group: 0));
        _room.Gift(Wires.Gift(2, 1, group: 0));
        _room.Credited.ShouldBe(2);
        _room.Finals.ShouldBeEmpty();
        _room.Counters.Duplicates.ShouldBe(1);
    }

    [Fact]
    public void The_end_of_a_streak_makes_one_final_event_with_the_total_and_the_same_message_id()
    {
        _room.Gift(Wires.Gift(1, 4));
        _room.Gift(Wires.Gift(2, 5, end: true));
        _room.Gift(Wires.Gift(3, 5, end: true));
        _room.Now += RoomTally.StreakSilence;
        _room.Tally.EndSilent(_room.Now, _room.Events);
        LiveEvent final = _room.Finals.ShouldHaveSingleItem();
        final.MessageId.ShouldBe(2);
        final.Gift!.RepeatCount.ShouldBe(5);
        final.Gift.Credited.ShouldBe(0);
        _room.Events.IndexOf(final).ShouldBe(2);
    }

    [Fact]
    public void A_streak_whose_end_never_comes_is_final_after_a_minute_of_silence()
    {
        _room.Gift(Wires.Gift(1, 4));
        _room.Tally.EndSilent(_room.Now + TimeSpan.FromSeconds(59), _room.Events);
        _room.Finals.ShouldBeEmpty();
        _room.Tally.EndSilent(_room.Now + TimeSpan.FromSeconds(60), _room.Events);
        _room.Finals.ShouldHaveSingleItem().Gift!.RepeatCount.ShouldBe(4);
    }

    [Fact]
    public void A_message_that_comes_after_the_end_credits_only_a_rise()
    {
        _room.Gift(Wires.Gift(1, 5, end: true));
        _room.Gift(Wires.Gift(2, 3));
        _room.Gift(Wires.Gift(3, 6));
        _room.Credited.ShouldBe(6);
    }

    [Fact]
    public void A_streak_in_the_history_is_marked_and_not_credited_again_when_it_goes_on()
    {
        _room.Gift(Wires.Gift(1, 5), history: true);
        _room.Gift(Wires.Gift(2, 7));
        _room.Events[0].IsHistory.ShouldBeTrue();
        _room.Events[1].IsHistory.ShouldBeFalse();
        _room.Events[1].Gift!.Credited.ShouldBe(2);
    }

    [Fact]
    public void Whoever_takes_the_account_next_credits_the_rise_alone()
    {
        _room.Gift(Wires.Gift(1, 5));
        _room.Take("WebcastLikeMessage", Wires.Like(2, 15, 900));
        var next = new RoomUnderTest();
        SavedRoom saved = _room.Tally.TakeUnsaved(7300)!;
        next.Tally.Load(saved.LikeMaximum, saved.Streaks, saved.Recent);
        next.Gift(Wires.Gift(1, 5));
        next.Gift(Wires.Gift(3, 8));
        next.Take("WebcastLikeMessage", Wires.Like(4, 15, 890));
        next.Credited.ShouldBe(3);
        next.Counters.Duplicates.ShouldBe(1);
        next.Events[^1].Like!.RoomTotal.ShouldBe(900);
    }

    [Fact]
    public void Nothing_is_to_be_saved_when_nothing_happened()
    {
        _room.Tally.TakeUnsaved(7300).ShouldBeNull();
        _room.Gift(Wires.Gift(1, 1));
        _room.Tally.TakeUnsaved(7300)!.Streaks.Count.ShouldBe(1);
        _room.Tally.TakeUnsaved(7300).ShouldBeNull();
    }

    [Fact]
    public void The_total_of_likes_never_goes_down()
    {
        long[] totals = [100, 130, 115, 131];
        for (int i = 0; i < totals.Length; i++)
        {
            _room.Take("WebcastLikeMessage", Wires.Like(i + 1, 15, totals[i]));
        }
        _room.Events.Select(one => one.Like!.RoomTotal).ShouldBe([100L, 130, 130, 131]);
        _room.Events.Sum(one => one.Like!.Count).ShouldBe(60);
    }

    [Fact]
    public void Fan_tickets_that_differ_from_the_coins_credited_are_counted()
    {
        _room.Gift(Wires.Gift(1, 1, coins: 5, tickets: 5));
        _room.Gift(Wires.Gift(2, 3, coins: 5, tickets: 10));
        _room.Tally.TicketMismatches.ShouldBe(0);
        _room.Gift(Wires.Gift(3, 4, coins: 5, tickets: 99));
        _room.Tally.TicketMismatches.ShouldBe(1);
    }

    [Fact]
    public void Message_ids_are_forgotten_in_time_and_the_latest_are_not()
    {
        var seen = new SeenMessages(1_000);
        for (long id = 1; id <= 10_000; id++)
        {
            seen.Add(new SeenMessage(id, MessageType.Chat)).ShouldBeTrue();
        }
        seen.Count.ShouldBeLessThanOrEqualTo(2_000);
        for (long id = 9_001; id <= 10_000; id++)
        {
            seen.Add(new SeenMessage(id, MessageType.Chat)).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_pin_with_the_id_of_the_pinned_message_is_no_duplicate_of_it()
    {
        _room.Take("WebcastChatMessage", Wires.Chat(5, "hello"));
        _room.Take("WebcastRoomPinMessage", Wires.Control(5, 1));
        _room.Counters.Duplicates.ShouldBe(0);
        _room.Events[1].Kind.ShouldBe(LiveEventKind.Pin);
    }

    [Theory]
    [InlineData(0, 1_772_366_400_000)]
    [InlineData(1_700_000_000_123, 1_700_000_000_123)]
    [InlineData(1_700_000_000, 1_700_000_000_000)]
    [InlineData(long.MaxValue, 1_772_366_400_000)]
    [InlineData(-5, 1_772_366_400_000)]
    public void The_time_of_an_event_is_TikToks_or_that_of_receipt(long createTime, long expected) =>
        EventTime.Of(createTime, Wires.Now).ToUnixTimeMilliseconds().ShouldBe(expected);

    [Theory]
    [InlineData(1, "", LiveEventKind.Follow)]
    [InlineData(3, "", LiveEventKind.Share)]
    [InlineData(3, "pm_main_follow_message_viewer_2", LiveEventKind.Share)]
    [InlineData(0, "pm_main_follow_message_viewer_2", LiveEventKind.Follow)]
    [InlineData(0, "pm_mt_guidance_share", LiveEventKind.Share)]
    [InlineData(9, "other", LiveEventKind.Social)]
    public void The_action_tells_follow_from_share_and_the_key_comes_second(int action, string key, LiveEventKind kind)
    {
        _room.Take("WebcastSocialMessage", Wires.Social(1, action, key));
        _room.Events.ShouldHaveSingleItem().Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Both_control_messages_of_an_end_end_the_LIVE(int action)
    {
        _room.Take("WebcastControlMessage", Wires.Control(1, action));
        _room.Events.ShouldHaveSingleItem().Kind.ShouldBe(LiveEventKind.LiveEnded);
    }
}
