using System.Text.Json;
using LiveOps.Console.Live;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;

namespace LiveOps.Tests.Console;

public sealed class LiveTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_connection_hears_the_group_of_its_own_workspace_only()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        new LiveChannel(one).ShouldBe(new LiveChannel(one));
        new LiveChannel(one).Group.ShouldContain(one.ToString("N"));
        string[] groups =
        [
            new LiveChannel(one).Group,
            new LiveChannel(other).Group,
            new LiveChannel(one, other).Group,
            new LiveChannel(other, one).Group,
            new LiveChannel(one, one).Group,
        ];
        groups.ShouldBeUnique();
    }

    [Fact]
    public void What_one_workspace_sees_first_holds_nothing_of_another()
    {
        var live = new LiveReadModel();
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var account = Guid.NewGuid();
        live.Take(new LiveChannel(one, account), Item(LiveEventKind.Chat, 1));
        live.Now(new LiveChannel(one, account)).Events.ShouldHaveSingleItem();
        live.Now(new LiveChannel(one)).Events.ShouldBeEmpty();
        live.Now(new LiveChannel(other, account)).Events.ShouldBeEmpty();
    }

    [Fact]
    public void Of_people_who_were_erased_nothing_is_shown_that_was_held_or_waits()
    {
        var (workspace, account) = (Guid.NewGuid(), Guid.NewGuid());
        var channel = new LiveChannel(workspace, account);
        var (live, batch) = (new LiveReadModel(), new LiveBatch(room: 4));
        FeedItem[] items =
        [
            Item(LiveEventKind.Chat, 1, "7"),
            Item(LiveEventKind.Gift, 2, "8"),
            Item(LiveEventKind.Follow, 3),
        ];
        foreach (var item in items)
        {
            live.Take(channel, item);
            batch.Add(item);
        }
        live.Take(channel, Decision("7"));
        batch.Add(Decision("8"));
        batch.Add(Decision("7"));
        live.Take(workspace, Session(account));
        batch.Add(Session(account));
        var foreign = new LiveChannel(Guid.NewGuid(), account);
        live.Take(foreign, items[0]);

        live.Erase(workspace, new HashSet<string> { "7", "9" });
        batch.Erase(new HashSet<string> { "7", "9" });

        foreach (var update in (LiveUpdate[])[live.Now(channel), batch.ToUpdate()])
        {
            update.Events.Select(item => item.MessageId).ShouldBe(["2", "3"]);
            var last = update.Decisions[^1];
            (last.ViewerId, last.ViewerName, last.RuleName).ShouldBe((null, null, "Rose"));
            update.Sessions.Single().Leaderboard!.Select(leader => leader.UserId).ShouldBe(["8"]);
        }
        batch.ToUpdate().Decisions[0].ViewerName.ShouldBe("viewer 8");
        batch.ToUpdate().Erased.ShouldBe(["7", "9"], ignoreOrder: true);
        live.Now(foreign).Events.ShouldHaveSingleItem();
    }

    [Fact]
    public void Under_a_flood_likes_give_way_first_then_chats_and_every_gift_stays()
    {
        var batch = new LiveBatch(room: 4);
        Add(batch, LiveEventKind.Like, 1, 2, 3);
        Add(batch, LiveEventKind.Chat, 4, 5, 6);
        Add(batch, LiveEventKind.Follow, 7, 8);
        Add(batch, LiveEventKind.Gift, 9, 10, 11, 12, 13, 14);
        Add(batch, LiveEventKind.Like, 15);
        var update = batch.ToUpdate();
        update.Events.Select(item => item.MessageId).ShouldBe(["5", "6", "7", "8", "9", "10", "11", "12", "13", "14"]);
        update.LeftOut.ShouldBe(new Dictionary<string, int> { ["Like"] = 4, ["Chat"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public void Ids_of_TikTok_are_strings_and_a_comment_of_five_megabytes_is_shortened()
    {
        var item = LiveViews
            .Of(
                Frame(
                    new LiveEvent
                    {
                        MessageId = 7_300_000_000_000_000_123,
                        Kind = LiveEventKind.Chat,
                        At = _now,
                        Text = string.Concat(Enumerable.Repeat("🌹", 2_500_000)),
                        Viewer = new LiveViewer
                        {
                            UserId = 6_900_000_000_000_000_777,
                            Roles = ViewerRoles.Follower | ViewerRoles.Moderator,
                        },
                    }
                )
            )
            .ShouldHaveSingleItem();
        item.MessageId.ShouldBe("7300000000000000123");
        item.Viewer!.UserId.ShouldBe("6900000000000000777");
        item.Viewer.Roles.ShouldBe(["Follower", "Moderator"]);
        item.Text!.Length.ShouldBeLessThanOrEqualTo(501);
        JsonSerializer.Serialize(item).ShouldNotContain("\\uFFFD");
    }

    [Fact]
    public void Room_statistics_are_no_news_for_the_feed()
    {
        LiveViews
            .Of(
                Frame(
                    new LiveEvent
                    {
                        MessageId = 1,
                        Kind = LiveEventKind.RoomStats,
                        At = _now,
                    }
                )
            )
            .ShouldBeEmpty();
    }

    private static void Add(LiveBatch batch, LiveEventKind kind, params int[] ids)
    {
        foreach (var id in ids)
            batch.Add(Item(kind, id));
    }

    private static FeedItem Item(LiveEventKind kind, long id, string viewer) =>
        Item(kind, id) with
        {
            Viewer = new ViewerView(viewer, null, $"viewer {viewer}", []),
        };

    private static DecisionView Decision(string viewer) =>
        new(
            Guid.NewGuid(),
            Guid.NewGuid(),
            "1",
            "1",
            LiveEventKind.Gift,
            Guid.NewGuid(),
            "Rose",
            viewer,
            $"viewer {viewer}",
            RuleOutcome.Fired,
            null,
            [],
            _now
        );

    private static SessionView Session(Guid account) =>
        new(
            account,
            Guid.NewGuid(),
            "1",
            _now,
            null,
            new LiveSessionTotals(),
            [new LeaderView(1, "7", null, "viewer 7", 5, 1), new LeaderView(2, "8", null, "viewer 8", 1, 1)]
        );

    private static FeedItem Item(LiveEventKind kind, long id) =>
        LiveViews
            .Of(
                Frame(
                    new LiveEvent
                    {
                        MessageId = id,
                        Kind = kind,
                        At = _now,
                    }
                )
            )
            .Single();

    private static LiveEvents Frame(LiveEvent item) =>
        new()
        {
            WorkspaceId = Guid.NewGuid(),
            AccountId = Guid.NewGuid(),
            RoomId = 7_300_000_000_000_000_001,
            Sequence = 1,
            ReceivedAt = _now,
            Events = [item],
        };
}
