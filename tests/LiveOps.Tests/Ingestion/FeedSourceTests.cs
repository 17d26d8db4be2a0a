using System.Text;
using LiveOps.Contracts.Ingestion;
using LiveOps.EventFeed.Writing;
using LiveOps.Hosting.LocalFeed;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.FeedSource;
using LiveOps.Ingestion.Reading;
using LiveOps.Tests.EventFeed;

namespace LiveOps.Tests.Ingestion;

/// <summary>Texts of a local event feed become events.</summary>
public sealed class FeedSourceTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly RoomTally _tally = new();
    private readonly ReadCounters _counters = new();
    private readonly FeedReader _reader = new();
    private readonly List<LiveEvent> _events = [];

    [Theory]
    [InlineData("ws://127.0.0.1:21213")]
    [InlineData("ws://localhost:21213/")]
    [InlineData("ws://[::1]:21213")]
    [InlineData("ws://10.0.0.5:21213")]
    [InlineData("ws://172.31.255.1:21213")]
    [InlineData("ws://192.168.1.20:80/feed?a=b")]
    [InlineData("ws://[fd00::5]:21213")]
    [InlineData(null)]
    public void An_address_of_this_PC_or_its_network_is_taken(string? address) =>
        FeedAddress.Error(address).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("feed")]
    [InlineData("wss://127.0.0.1:21213")]
    [InlineData("http://127.0.0.1:21213")]
    [InlineData("ws://8.8.8.8:21213")]
    [InlineData("ws://feed.example:21213")]
    [InlineData("ws://localhost.example:21213")]
    [InlineData("ws://172.32.0.1:21213")]
    [InlineData("ws://169.254.169.254/latest")]
    [InlineData("ws://[::ffff:8.8.8.8]:21213")]
    [InlineData("ws://[fe80::1]:21213")]
    [InlineData("ws://user:secret@127.0.0.1:21213")]
    [InlineData("ws://0.0.0.0:21213")]
    public void Any_other_is_refused(string address) =>
        FeedAddress.Error(address)!.ShouldContain("ws://127.0.0.1:21213");

    [Fact]
    public void A_streak_credits_each_rise_once_and_ends_once()
    {
        for (int n = 1; n <= 5; n++)
        {
            Take(
                $$$"""{"event":"gift","data":{{{{Rose}}},"repeatCount":{{{n}}},"repeatEnd":false,"msgId":"{{{n}}}"}}"""
            );
        }
        Take($$$"""{"event":"gift","data":{{{{Rose}}},"repeatCount":5,"repeatEnd":false,"msgId":"5"}}""");
        Take($$$"""{"event":"gift","data":{{{{Rose}}},"repeatCount":5,"repeatEnd":true,"msgId":"6"}}""");
        _events
            .Select(one => (one.Kind, one.Gift!.RepeatCount, one.Gift.Credited, one.Gift.RepeatEnd))
            .ShouldBe([
                (LiveEventKind.Gift, 1, 1, false),
                (LiveEventKind.Gift, 2, 1, false),
                (LiveEventKind.Gift, 3, 1, false),
                (LiveEventKind.Gift, 4, 1, false),
                (LiveEventKind.Gift, 5, 1, false),
                (LiveEventKind.Gift, 5, 0, true),
                (LiveEventKind.GiftFinal, 5, 0, true),
            ]);
        _tally.CreditedCoins.ShouldBe(5);
        _counters.Duplicates.ShouldBe(1);
        _tally.TicketMismatches.ShouldBe(0);
        LiveEvent first = _events[0];
        first.MessageId.ShouldBe(1);
        first.Viewer.ShouldBe(
            new LiveViewer
            {
                UserId = 42,
                Handle = "bea",
                Nickname = "Bea",
                AvatarUrl = "https://p.example/b",
                Roles = ViewerRoles.Follower | ViewerRoles.Friend | ViewerRoles.Moderator,
            }
        );
        first.Gift!.GiftId.ShouldBe(5655);
        first.Gift.Name.ShouldBe("Rose");
        first.Gift.GroupId.ShouldBe(1_700_000_000_000);
    }

    [Fact]
    public void A_streak_that_ends_under_the_id_of_its_last_gift_ends()
    {
        Take($$$"""{"event":"gift","data":{{{{Rose}}},"repeatCount":2,"repeatEnd":false,"msgId":"1"}}""");
        Take($$$"""{"event":"gift","data":{{{{Rose}}},"repeatCount":2,"repeatEnd":true,"msgId":"1"}}""");
        _events.Select(one => one.Kind).ShouldBe([LiveEventKind.Gift, LiveEventKind.GiftFinal]);
        _counters.Duplicates.ShouldBe(0);
    }

    [Fact]
    public void A_gift_without_streak_credits_its_whole_quantity()
    {
        Take(
            """{"event":"gift","data":{"userId":42,"giftId":"6","giftType":2,"groupId":"77","diamondCount":100,"repeatCount":3,"repeatEnd":true,"msgId":9}}"""
        );
        _events
            .Single()
            .Gift.ShouldBe(
                new LiveGift
                {
                    GiftId = 6,
                    Coins = 100,
                    RepeatCount = 3,
                    Credited = 3,
                    GroupId = 0,
                }
            );
    }

    [Fact]
    public void Streaks_without_a_group_are_told_apart_by_their_counts_and_ends()
    {
        (int Count, string End)[] texts =
        [
            (1, "false"),
            (2, "false"),
            (2, "true"),
            (1, "false"),
            (1, "true"),
            (3, "true"),
        ];
        foreach ((int count, string end) in texts)
        {
            Take(
                $$$"""{"event":"gift","data":{"userId":"42","giftId":5655,"giftType":1,"diamondCount":1,"repeatCount":{{{count}}},"repeatEnd":{{{end}}}}}"""
            );
        }
        _tally.CreditedUnits.ShouldBe(2 + 1 + 3);
        _events
            .Where(one => one.Kind == LiveEventKind.GiftFinal)
            .Select(one => one.Gift!.RepeatCount)
            .ShouldBe([2, 1, 3]);
        _events.Select(one => one.Gift!.GroupId).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void The_same_words_said_twice_are_two_messages_and_one_id_is_one()
    {
        _reader.Begin(_now);
        Take("""{"event":"chat","data":{"uniqueId":"ada","comment":"hi"}}""");
        Take("""{"event":"chat","data":{"uniqueId":"ada","comment":"hi"}}""");
        _reader.Begin(_now.AddSeconds(1));
        Take("""{"event":"chat","data":{"uniqueId":"ada","comment":"hi"}}""");
        _events.Count.ShouldBe(3);
        _events.ShouldAllBe(one => one.MessageId < 0 && one.Viewer!.UserId < 0);
        _events.Select(one => one.Viewer!.UserId).Distinct().Count().ShouldBe(1);
        Take("""{"event":"chat","data":{"msgId":"5","comment":"hi"}}""");
        Take("""{"event":"chat","data":{"msgId":"5","comment":"hi"}}""");
        _events.Count.ShouldBe(4);
        _counters.Duplicates.ShouldBe(1);
    }

    [Fact]
    public void Every_other_word_has_its_event()
    {
        Take(
            """{"event":"like","data":{"userId":"1","likeCount":15,"totalLikeCount":115,"createTime":"1767323045000"}}"""
        );
        Take("""{"event":"like","data":{"userId":"1","likeCount":5,"totalLikeCount":100}}""");
        Take("""{"event":"follow","data":{"userId":"1"}}""");
        Take("""{"event":"share","data":{"userId":"1"}}""");
        Take("""{"event":"social","data":{"userId":"1","displayType":"pm_mt_guidance_share"}}""");
        Take("""{"event":"social","data":{"userId":"1","displayType":"pm_main_follow_message_viewer_2"}}""");
        Take("""{"event":"social","data":{"userId":"1"}}""");
        Take("""{"event":"member","data":{"userId":"1","actionId":1}}""");
        Take("""{"event":"roomUser","data":{"viewerCount":12,"topViewers":[]}}""");
        Take("""{"event":"subscribe","data":{"userId":"1","subMonth":3}}""");
        Take("""{"event":"questionNew","data":{"userId":"1","questionText":"why?"}}""");
        Take("""{"event":"streamEnd","data":{"action":3}}""");
        Take("""{"event":"config","data":{"events":[]}}""");
        _events
            .Select(one => one.Kind)
            .ShouldBe([
                LiveEventKind.Like,
                LiveEventKind.Like,
                LiveEventKind.Follow,
                LiveEventKind.Share,
                LiveEventKind.Share,
                LiveEventKind.Follow,
                LiveEventKind.Social,
                LiveEventKind.Join,
                LiveEventKind.RoomStats,
                LiveEventKind.Subscribe,
                LiveEventKind.Question,
                LiveEventKind.LiveEnded,
            ]);
        _events[0].Like.ShouldBe(new LiveLike { Count = 15, RoomTotal = 115 });
        _events[0].At.ToUnixTimeMilliseconds().ShouldBe(1_767_323_045_000);
        _events[1].Like!.RoomTotal.ShouldBe(115);
        _events[8].RoomStats!.Viewers.ShouldBe(12);
        _events[9].SubscribedMonths.ShouldBe(3);
        _events[10].Text.ShouldBe("why?");
        _counters.UnknownTypes().Keys.ShouldBe(["config"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"event\":1,\"data\":{}}")]
    public void What_is_no_text_of_a_feed_is_none(string text) =>
        FeedText.Read(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Theory]
    [InlineData("""{"event":"gift"}""")]
    [InlineData("""{"event":"gift","data":[]}""")]
    [InlineData(
        """{"event":"gift","data":{"giftId":{},"repeatCount":1e99,"repeatEnd":[],"groupId":"x","userId":"99999999999999999999"}}"""
    )]
    [InlineData("""{"event":"chat","data":{"comment":null,"userId":null,"createTime":"-5"}}""")]
    [InlineData("""{"event":"like","data":{"likeCount":-5,"totalLikeCount":-5}}""")]
    public void Odd_fields_harm_nothing(string text)
    {
        Take(text);
        _events.Count.ShouldBe(1);
    }

    [Fact]
    public void What_the_event_feed_writes_reads_back_with_the_same_coins()
    {
        LiveEvent[] told =
        [
            RunningFeed.Gift(1, 1, credited: 1),
            RunningFeed.Gift(2, 4, credited: 3),
            RunningFeed.Final(2, 4),
            RunningFeed.Gift(3, 20, credited: 20, group: 0),
            RunningFeed.Chat(4, "hello"),
        ];
        for (int n = 0; n < told.Length; n++)
        {
            if (LiveTexts.Of(7_000, told[n], n == 0 ? null : told[n - 1]) is { } text)
            {
                Take(Encoding.UTF8.GetString(text));
            }
        }
        _tally.CreditedUnits.ShouldBe(24);
        _events.Count(one => one.Kind == LiveEventKind.GiftFinal).ShouldBe(1);
        LiveEvent chat = _events.Single(one => one.Kind == LiveEventKind.Chat);
        (chat.MessageId, chat.Text, chat.At, chat.Viewer).ShouldBe((4, "hello", RunningFeed.At, RunningFeed.Bea));
    }

    private const string Rose =
        "\"userId\":\"42\",\"uniqueId\":\"bea\",\"nickname\":\"Bea\",\"profilePictureUrl\":\"https://p.example/b\",\"followRole\":2,"
        + "\"isModerator\":true,\"isSubscriber\":false,\"giftId\":5655,\"giftName\":\"Rose\",\"diamondCount\":1,\"giftType\":1,\"groupId\":\"1700000000000\"";

    private void Take(string text)
    {
        using FeedText? read = FeedText.Read(Encoding.UTF8.GetBytes(text));
        _reader.Read(read!, _tally, _counters, _now, _events);
    }
}
