using System.Text;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.EventFeed.Writing;

namespace LiveOps.Tests.EventFeed;

/// <summary>Events in the words of programs made for TikFinity.</summary>
public sealed class WritingTests
{
    private const string Who =
        "\"userId\":\"42\",\"uniqueId\":\"bea\",\"nickname\":\"Bea \\uD83C\\uDF39\",\"profilePictureUrl\":\"https://pictures.example/bea\","
        + "\"followRole\":1,\"userBadges\":[],\"isModerator\":true,\"isNewGifter\":false,\"isSubscriber\":false";

    private const string When = "\"createTime\":\"1767323045000\",\"roomId\":\"7000\"";

    [Fact]
    public void A_streak_is_its_rising_counts_and_one_end()
    {
        List<LiveEvent> streak = [.. Enumerable.Range(1, 5).Select(n => RunningFeed.Gift(n, n, credited: 1))];
        streak.Add(RunningFeed.Gift(6, 5, credited: 0, end: true));
        streak.Add(RunningFeed.Final(6, 5));
        Texts(streak)
            .ShouldBe([
                Rose(1, 1, end: false),
                Rose(2, 2, end: false),
                Rose(3, 3, end: false),
                Rose(4, 4, end: false),
                Rose(5, 5, end: false),
                Rose(6, 5, end: true),
            ]);
    }

    [Fact]
    public void A_streak_that_fell_silent_ends_under_an_id_of_its_own() =>
        Texts([RunningFeed.Final(5, 5)]).ShouldBe([Rose(-5, 5, end: true)]);

    [Fact]
    public void A_count_that_does_not_rise_is_not_told() =>
        Texts([RunningFeed.Gift(9, 3, credited: 0)]).ShouldBeEmpty();

    [Fact]
    public void A_gift_without_streak_is_told_once_and_is_over() =>
        Texts([RunningFeed.Gift(1, 20, credited: 20, group: 0)])
            .ShouldBe([
                Rose(1, 20, end: true)
                    .Replace(
                        "\"giftType\":1,\"groupId\":\"99\"",
                        "\"giftType\":2,\"groupId\":\"0\"",
                        StringComparison.Ordinal
                    ),
            ]);

    [Fact]
    public void Every_other_event_has_its_word()
    {
        Text(RunningFeed.Chat(1, "grüß \"dich\""))
            .ShouldBe(
                $$$"""{"event":"chat","data":{"comment":"grüß \"dich\"","emotes":[],{{{Who}}},"msgId":"1",{{{When}}}}}"""
            );
        Text(
                Made(LiveEventKind.Like) with
                {
                    Like = new LiveLike { Count = 15, RoomTotal = 115 },
                }
            )
            .ShouldBe(
                $$$"""{"event":"like","data":{"likeCount":15,"totalLikeCount":115,{{{Who}}},"msgId":"1",{{{When}}}}}"""
            );
        Text(Made(LiveEventKind.Follow))
            .ShouldBe(
                $$$"""{"event":"follow","data":{"displayType":"pm_main_follow_message_viewer_2",{{{Who}}},"msgId":"1",{{{When}}}}}"""
            );
        Text(Made(LiveEventKind.Share))
            .ShouldBe(
                $$$"""{"event":"share","data":{"displayType":"pm_mt_guidance_share",{{{Who}}},"msgId":"1",{{{When}}}}}"""
            );
        Text(Made(LiveEventKind.Join))
            .ShouldBe($$$"""{"event":"member","data":{"actionId":1,{{{Who}}},"msgId":"1",{{{When}}}}}""");
        Text(Made(LiveEventKind.Subscribe) with { SubscribedMonths = 3 })
            .ShouldBe($$$"""{"event":"subscribe","data":{"subMonth":3,{{{Who}}},"msgId":"1",{{{When}}}}}""");
        Text(Made(LiveEventKind.Question) with { Text = "why?" })
            .ShouldBe($$$"""{"event":"questionNew","data":{"questionText":"why?",{{{Who}}},"msgId":"1",{{{When}}}}}""");
        Text(
                Made(LiveEventKind.RoomStats) with
                {
                    Viewer = null,
                    RoomStats = new LiveRoomStats { Viewers = 12 },
                }
            )
            .ShouldBe($$$"""{"event":"roomUser","data":{"viewerCount":12,"topViewers":[],"msgId":"1",{{{When}}}}}""");
        Text(Made(LiveEventKind.LiveEnded) with { Viewer = null })
            .ShouldBe($$$"""{"event":"streamEnd","data":{"action":3,"msgId":"1",{{{When}}}}}""");
    }

    [Fact]
    public void What_is_unknown_is_an_empty_text_and_never_null()
    {
        string text = Text(RunningFeed.Chat(1, "hi") with { Viewer = new LiveViewer { UserId = 42 } })!;
        text.ShouldContain("\"uniqueId\":\"42\",\"nickname\":\"42\",\"profilePictureUrl\":\"\"");
        LiveEvent gift = RunningFeed.Gift(1, 1, 1);
        string nameless = Text(gift with { Gift = gift.Gift! with { Name = null } })!;
        nameless.ShouldContain("\"giftName\":\"\"");
        (text + nameless).ShouldNotContain("null");
    }

    [Fact]
    public void A_rules_event_goes_out_as_it_is_and_only_when_it_is_well_formed()
    {
        Emitted("confetti", """{"colour": "red", "n": [1]}""", out _)
            .ShouldBe("""{"event":"confetti","data":{"colour":"red","n":[1]}}""");
        foreach (string name in new[] { "", "two words", "a1", new string('a', 41), "gift\n" })
        {
            Emitted(name, "{}", out string? fault).ShouldBeNull();
            fault.ShouldBe("its name is not 1 to 40 letters.");
        }
        foreach (string data in new[] { "", "[]", "1", "{", "{}{}" })
        {
            Emitted("confetti", data, out string? fault).ShouldBeNull();
            fault.ShouldBe("its data is no JSON object.");
        }
    }

    private static string? Emitted(string name, string data, out string? fault)
    {
        var emitted = new FeedEventEmitted
        {
            WorkspaceId = RunningFeed.Workspace,
            AccountId = RunningFeed.Account,
            EmitId = Guid.NewGuid(),
            EventName = name,
            Data = data,
            At = RunningFeed.At,
        };
        return EmittedTexts.Of(emitted, out fault) is { } text ? Encoding.UTF8.GetString(text) : null;
    }

    private static LiveEvent Made(LiveEventKind kind) => RunningFeed.Chat(1, "") with { Kind = kind, Text = null };

    private static string Rose(long id, int count, bool end) =>
        $$$"""{"event":"gift","data":{"giftId":5655,"giftName":"Rose","giftPictureUrl":"","diamondCount":1,"repeatCount":{{{count}}},"repeatEnd":{{{(end ? "true" : "false")}}},"giftType":1,"groupId":"99","describe":"Sent Rose","receiverUserId":"0",{{{Who}}},"msgId":"{{{id}}}",{{{When}}}}}""";

    private static string? Text(LiveEvent one) => Texts([one]).SingleOrDefault();

    private static List<string> Texts(IReadOnlyList<LiveEvent> events) =>
        [
            .. events
                .Select((one, n) => LiveTexts.Of(7_000, one, n == 0 ? null : events[n - 1]))
                .OfType<byte[]>()
                .Select(Encoding.UTF8.GetString)
                .Select(text =>
                {
                    JsonDocument.Parse(text).Dispose();
                    return text;
                }),
        ];
}
