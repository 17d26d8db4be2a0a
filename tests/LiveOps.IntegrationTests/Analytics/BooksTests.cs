using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What is on the books equals what happened, whatever the messages go through on their way.</summary>
public sealed class BooksTests(SharedServers servers)
{
    private const string Totals =
        "select events || ' ' || coins || ' ' || gifts || ' ' || comments || ' ' || likes || ' ' || joins "
        + "from analytics.live_sessions where account_id = $1";

    [Fact]
    public async Task Events_from_the_queue_are_on_the_books_exactly()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(1, viewers: 50);

        await host.PublishAsync(live.Start());
        for (var n = 0; n < 100; n++)
            await host.PublishAsync(live.Next());

        await host.EventuallyAsync(Truth(live), Totals, live.AccountId);
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBe(live.Events);
        (await host.QueryAsync<long>("select sum(credited)::bigint from analytics.events")).ShouldBe(live.Gifts);
        (await host.QueryAsync<decimal>("select sum(coins) from analytics.session_viewers")).ShouldBe(live.Coins);
    }

    [Fact]
    public async Task Repeated_and_disordered_messages_change_nothing()
    {
        await using var host = await StartAsync();
        var store = host.Services.GetRequiredService<EventStore>();
        var names = new Names();
        var live = new SyntheticLive(2, viewers: 30);
        var messages = Enumerable.Range(0, 60).Select(_ => live.Next()).ToArray();
        var random = new Random(3);

        // Everything twice, in any order, in batches of any size, and nobody says that it is a repetition.
        var shuffled = messages.Concat(messages).OrderBy(_ => random.Next()).ToArray();
        for (var at = 0; at < shuffled.Length; )
        {
            var size = Math.Min(random.Next(1, 20), shuffled.Length - at);
            await StoreAsync(store, names, shuffled[at..(at + size)]);
            at += size;
        }

        (await host.QueryAsync<string>(Totals, live.AccountId)).ShouldBe(Truth(live));
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBe(live.Events);
        var byViewer = live.CoinsByViewer.Where(viewer => viewer.Value > 0).ToDictionary();
        foreach (var (viewer, coins) in byViewer)
            (
                await host.QueryAsync<long>("select coins from analytics.session_viewers where user_id = $1", viewer)
            ).ShouldBe(coins);
    }

    [Fact]
    public async Task Messages_that_come_again_after_their_commit_change_nothing()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(4, viewers: 30);
        var messages = Enumerable.Range(0, 50).Select(_ => live.Next()).ToArray();
        foreach (var message in messages)
            await host.PublishAsync(message);
        await host.EventuallyAsync(Truth(live), Totals, live.AccountId);

        // The writer died between commit and acknowledgement: the broker hands out the same again.
        foreach (var message in messages)
            await host.PublishAsync(message);
        var last = live.Next();
        await host.PublishAsync(last);

        await host.EventuallyAsync(Truth(live), Totals, live.AccountId);
    }

    [Fact]
    public async Task A_bad_message_is_kept_as_far_as_it_can_be_and_blocks_nobody()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(5, viewers: 30);
        var good = live.Next();
        var bad = good with
        {
            Sequence = 1_000,
            Events =
            [
                Chat(1, "before\0after"),
                Chat(2, "half a pair \uD83D"),
                Chat(3, new string('x', 5 * 1024 * 1024)),
                Chat(4, "شكرا 🎁 ok"),
                Chat(5, "gift") with
                {
                    Kind = LiveEventKind.Gift,
                    Gift = new()
                    {
                        GiftId = -1,
                        Name = "a\0b",
                        Coins = int.MaxValue,
                        RepeatCount = int.MaxValue,
                        Credited = int.MaxValue,
                        GroupId = long.MinValue,
                    },
                },
                Chat(6, "likes") with
                {
                    Kind = LiveEventKind.Like,
                    Like = new() { Count = -5, RoomTotal = long.MaxValue },
                },
                Chat(7, "time") with
                {
                    At = DateTimeOffset.MinValue,
                },
                Chat(8, "time") with
                {
                    At = DateTimeOffset.MaxValue,
                },
                Chat(9, "box") with
                {
                    Kind = LiveEventKind.Envelope,
                    Envelope = new() { EnvelopeId = "e\0", Shown = true },
                },
            ],
        };

        await host.PublishAsync(good);
        await host.PublishAsync(bad);
        await host.PublishAsync(live.Next());

        await host.EventuallyAsync(live.Events + 9, "select sum(events)::bigint from analytics.live_sessions");
        (await host.QueryAsync<long>("select coins from analytics.live_sessions")).ShouldBe(live.Coins);
        (await host.QueryAsync<long>("select likes from analytics.live_sessions")).ShouldBe(live.Likes);
        (await TextAsync(1)).ShouldBe("before\uFFFDafter");
        (await TextAsync(2)).ShouldBe("half a pair \uFFFD");
        (await TextAsync(3)).Length.ShouldBe(8_192);
        (await TextAsync(4)).ShouldBe("شكرا 🎁 ok");

        Task<string> TextAsync(long id) =>
            host.QueryAsync<string>("select text from analytics.events where message_id = $1", id);
        LiveEvent Chat(long id, string text) =>
            new()
            {
                MessageId = id,
                Kind = LiveEventKind.Chat,
                At = live.Now,
                Text = text,
                Viewer = good.Events[0].Viewer,
            };
    }

    [Fact]
    public async Task A_session_runs_from_start_to_end_and_opens_again_when_the_room_resumes()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(6, viewers: 30);
        const string ended = "select coalesce(ended_at::text, 'runs') from analytics.live_sessions where room_id = $1";

        await host.PublishAsync(live.Start());
        await host.PublishAsync(live.Next());
        var end = live.End();
        await host.PublishAsync(end);
        await host.EventuallyAsync(live.Events, "select events from analytics.live_sessions");
        await host.EventuallyAsync(
            end.Events[0].At.UtcDateTime,
            "select ended_at from analytics.live_sessions where room_id = $1",
            live.RoomId
        );
        // The last comments come after the end; they open nothing.
        await host.PublishAsync(live.Next());
        await host.EventuallyAsync(live.Events, "select events from analytics.live_sessions");
        (await host.QueryAsync<string>(ended, live.RoomId)).ShouldNotBe("runs");

        await host.PublishAsync(live.Start() with { Sequence = 1_000_000 });

        await host.EventuallyAsync("runs", ended, live.RoomId);
        (await host.QueryAsync<long>("select count(*) from analytics.live_sessions")).ShouldBe(1);
    }

    [Fact]
    public async Task A_new_room_of_an_account_ends_the_older_one()
    {
        await using var host = await StartAsync();
        var first = new SyntheticLive(7, viewers: 30);
        var second = new SyntheticLive(8, viewers: 30) { WorkspaceId = first.WorkspaceId, AccountId = first.AccountId };
        await host.PublishAsync(first.Next());
        await host.EventuallyAsync(1L, "select count(*) from analytics.live_sessions where ended_at is null");

        var message = second.Next();
        await host.PublishAsync(message with { ReceivedAt = message.ReceivedAt.AddHours(1) });

        await host.EventuallyAsync(2L, "select count(*) from analytics.live_sessions");
        (
            await host.QueryAsync<long>(
                "select room_id from analytics.live_sessions where account_id = $1 and ended_at is null",
                first.AccountId
            )
        ).ShouldBe(second.RoomId);
    }

    internal static Task StoreAsync(EventStore store, Names names, params LiveEvents[] messages) =>
        store.StoreAsync(
            messages.Select(message => EventMapping.ToRows(message, redelivered: false, 8_192)).ToList(),
            names,
            CancellationToken.None
        );

    private static string Truth(SyntheticLive live) =>
        $"{live.Events} {live.Coins} {live.Gifts} {live.Comments} {live.Likes} {live.Joins}";

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
