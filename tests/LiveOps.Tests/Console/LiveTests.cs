using System.Text.Json;
using LiveOps.Console.Live;
using LiveOps.Contracts.Ingestion;

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
