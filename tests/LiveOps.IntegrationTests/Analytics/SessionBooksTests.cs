using System.Net;
using System.Text.Json;
using LiveOps.Analytics.Actions;
using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Sessions;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Reading the books: who may, in which order, and what devices did.</summary>
public sealed class SessionBooksTests(SharedServers servers)
{
    private const string Actions =
        "select actions_done || ' ' || actions_not_done from analytics.live_sessions where account_id = $1";

    [Fact]
    public async Task A_workspace_sees_its_own_sessions_and_nothing_of_another()
    {
        await using var host = await StartAsync();
        var mine = new SyntheticLive(11, viewers: 40);
        // The other workspace watches the same room: both have it on their books.
        var theirs = new SyntheticLive(11, viewers: 40);
        await StoreAsync(host, mine.Next(), mine.Next());
        await StoreAsync(host, theirs.Next(), theirs.Next());
        using var me = host.Client(mine.WorkspaceId);
        var id = await host.QueryAsync<Guid>(
            "select id from analytics.live_sessions where account_id = $1",
            mine.AccountId
        );
        var theirId = await host.QueryAsync<Guid>(
            "select id from analytics.live_sessions where account_id = $1",
            theirs.AccountId
        );

        var list = await GetAsync(me, "live-sessions");

        list.GetProperty("items").GetArrayLength().ShouldBe(1);
        list.GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(id);
        var one = await GetAsync(me, $"live-sessions/{id}");
        one.GetProperty("roomId").GetString().ShouldBe("7400000000000000011");
        one.GetProperty("totals").GetProperty("coins").GetInt64().ShouldBe(mine.Coins);
        foreach (var part in new[] { "", "/events", "/actions", "/leaderboard" })
        {
            using var answer = await me.GetAsync($"/api/analytics/live-sessions/{theirId}{part}");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, part);
        }
        (await GetAsync(me, $"live-sessions?accountId={theirs.AccountId}"))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
        using var nobody = new HttpClient { BaseAddress = me.BaseAddress };
        using var refused = await nobody.GetAsync("/api/analytics/live-sessions");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_pages_of_events_hold_each_event_once_in_order()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(12, viewers: 40);
        var messages = Enumerable.Range(0, 10).Select(_ => live.Next()).ToArray();
        await StoreAsync(host, [.. messages.Reverse()]);
        using var me = host.Client(live.WorkspaceId);
        var id = await host.QueryAsync<Guid>("select id from analytics.live_sessions");

        foreach (var newestFirst in new[] { false, true })
        {
            var seen = new List<string>();
            string? after = "";
            while (after is not null)
            {
                var page = await GetAsync(
                    me,
                    $"live-sessions/{id}/events?limit=7&after={after}&newestFirst={newestFirst}"
                );
                seen.AddRange(
                    page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("messageId").GetString()!)
                );
                after = page.GetProperty("next").GetString();
            }
            var truth = messages.SelectMany(message => message.Events.Select(one => $"{one.MessageId}"));
            seen.ShouldBe(newestFirst ? truth.Reverse() : truth);
        }
        var gifts = await GetAsync(me, $"live-sessions/{id}/events?kind=Gift&limit=1000");
        gifts
            .GetProperty("items")
            .EnumerateArray()
            .Sum(gift => gift.GetProperty("credited").GetInt64())
            .ShouldBe(live.Gifts);
        using var wrong = await me.GetAsync($"/api/analytics/live-sessions/{id}/events?after=1'%3Bdrop");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_leaderboard_is_by_coins_and_of_equals_the_earlier_is_first()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(13);
        var start = live.Start();
        await StoreAsync(host, start);
        await StoreAsync(
            host,
            start with
            {
                Sequence = 10,
                Events = [Gift(101, 3, 5, "late", 0), Gift(102, 2, 9, "top", 1)],
            }
        );
        await StoreAsync(host, start with { Sequence = 5, Events = [Gift(103, 1, 5, "early", 2)] });
        using var me = host.Client(live.WorkspaceId);
        var id = await host.QueryAsync<Guid>("select id from analytics.live_sessions");

        var board = await GetAsync(me, $"live-sessions/{id}/leaderboard");

        board
            .EnumerateArray()
            .Select(one => $"{one.GetProperty("rank")} {one.GetProperty("nickname")} {one.GetProperty("coins")}")
            .ShouldBe(["1 top 9", "2 early 5", "3 late 5"]);

        LiveEvent Gift(long id, long user, int coins, string name, int n) =>
            new()
            {
                MessageId = id,
                Kind = LiveEventKind.Gift,
                At = live.Now.AddSeconds(n),
                Viewer = new() { UserId = user, Nickname = name },
                Gift = new()
                {
                    GiftId = 1,
                    Coins = coins,
                    RepeatCount = 1,
                    Credited = 1,
                    GroupId = 0,
                },
            };
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_action_is_linked_to_its_event_and_counted_once_in_either_order(bool decisionFirst)
    {
        await using var host = await StartAsync();
        var log = host.Services.GetRequiredService<ActionLog>();
        var live = new SyntheticLive(14, viewers: 40);
        var message = live.Next();
        var (done, failed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var decided = Decided(live, message, [done, failed]);
        Func<Task>[] steps =
        [
            () => log.DecidedAsync(decided, CancellationToken.None),
            () => log.CompletedAsync(Completed(live, message, decided, done, DeviceCommandOutcome.Done), default),
            () => log.CompletedAsync(Completed(live, message, decided, failed, DeviceCommandOutcome.Expired), default),
            () => StoreAsync(host, message),
        ];

        foreach (var step in decisionFirst ? steps.AsEnumerable() : steps.Reverse())
        {
            await step();
            await step();
        }

        (await host.QueryAsync<string>(Actions, live.AccountId)).ShouldBe("1 1");
        (await host.QueryAsync<long>("select events from analytics.live_sessions")).ShouldBe(live.Events);
        using var me = host.Client(live.WorkspaceId);
        var id = await host.QueryAsync<Guid>("select id from analytics.live_sessions");
        var actions = (await GetAsync(me, $"live-sessions/{id}/actions")).GetProperty("items");
        actions.GetArrayLength().ShouldBe(3);
        var one = actions.EnumerateArray().Single(action => action.GetProperty("id").GetGuid() == done);
        one.GetProperty("ruleName").GetString().ShouldBe("Rose");
        one.GetProperty("messageId").GetString().ShouldBe($"{GiftOf(message).MessageId}");
        one.GetProperty("outcome").GetString().ShouldBe("Done");
        // What was sent, whichever came first.
        var (gift, cause) = (GiftOf(message).Gift!, one.GetProperty("cause"));
        cause.GetProperty("giftId").GetString().ShouldBe($"{gift.GiftId}");
        cause.GetProperty("giftName").GetString().ShouldBe(gift.Name);
        cause.GetProperty("repeatCount").GetInt32().ShouldBe(gift.RepeatCount);
        one.GetProperty("deviceId").GetString().ShouldBe("SOL1");
        using var other = host.Client(Guid.CreateVersion7());
        (await GetAsync(other, "actions")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Progress_tells_the_totals_while_it_runs_and_at_the_end()
    {
        var rabbit = await servers.CreateVirtualHostAsync();
        await using var host = await AnalyticsHost.StartAsync(await AnalyticsHost.DatabaseAsync(servers), rabbit);
        var heard = new System.Collections.Concurrent.ConcurrentQueue<LiveSessionProgressed>();
        var handle = host
            .Services.GetRequiredService<IBusControl>()
            .ConnectReceiveEndpoint(
                "test-progress",
                endpoint =>
                    endpoint.Handler<LiveSessionProgressed>(context =>
                    {
                        heard.Enqueue(context.Message);
                        return Task.CompletedTask;
                    })
            );
        await handle.Ready;
        var live = new SyntheticLive(15, viewers: 40);
        for (var n = 0; n < 20; n++)
            await host.PublishAsync(live.Next());
        await host.PublishAsync(live.End());

        for (var n = 0; n < 200 && !heard.Any(one => one.EndedAt is not null); n++)
            await Task.Delay(50);

        var last = heard.Last();
        last.EndedAt.ShouldNotBeNull();
        last.Totals.Coins.ShouldBe(live.Coins);
        last.Leaderboard.Count.ShouldBeLessThanOrEqualTo(20);
        last.Leaderboard[0].Coins.ShouldBe(live.CoinsByViewer.Values.Max());
    }

    [Fact]
    public async Task A_session_that_falls_silent_ends_and_a_sign_of_life_opens_it_again()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(16, viewers: 40);
        var message = live.Next();
        await StoreAsync(host, message);
        var silent = host.Services.GetRequiredService<EndSilentSessions>();
        const string running = "select count(*) from analytics.live_sessions where ended_at is null";

        (await silent.EndAsync(live.Now.AddMinutes(29), default)).ShouldBe(0);
        (await silent.EndAsync(live.Now.AddMinutes(31), default)).ShouldBe(1);
        await StoreAsync(host, message);
        (await host.QueryAsync<long>(running)).ShouldBe(0);

        await StoreAsync(host, live.Next());
        (await host.QueryAsync<long>(running)).ShouldBe(1);
    }

    private static LiveEvent GiftOf(LiveEvents message) =>
        message.Events.First(happened => happened.Kind == LiveEventKind.Gift);

    private static RulesDecided Decided(SyntheticLive live, LiveEvents message, IReadOnlyList<Guid> commands) =>
        new()
        {
            WorkspaceId = live.WorkspaceId,
            AccountId = live.AccountId,
            RoomId = live.RoomId,
            DecidedAt = live.Now,
            Decisions =
            [
                new()
                {
                    DecisionId = Guid.CreateVersion7(),
                    RuleId = Guid.CreateVersion7(),
                    RuleName = "Rose",
                    MessageId = GiftOf(message).MessageId,
                    EventKind = LiveEventKind.Gift,
                    Outcome = RuleOutcome.Fired,
                    CommandIds = commands,
                },
                new()
                {
                    DecisionId = Guid.CreateVersion7(),
                    RuleId = Guid.CreateVersion7(),
                    RuleName = "Lion",
                    MessageId = GiftOf(message).MessageId,
                    EventKind = LiveEventKind.Gift,
                    Outcome = RuleOutcome.RefusedByCooldown,
                    Reason = "again in 3 s",
                },
            ],
        };

    private static DeviceCommandCompleted Completed(
        SyntheticLive live,
        LiveEvents message,
        RulesDecided decided,
        Guid command,
        DeviceCommandOutcome outcome
    ) =>
        new()
        {
            CommandId = command,
            WorkspaceId = live.WorkspaceId,
            AccountId = live.AccountId,
            GatewayId = "pc1",
            BoardId = "0000A1B2",
            DeviceId = "SOL1",
            Action = "PUSH",
            DurationMs = 50,
            Outcome = outcome,
            CompletedAt = live.Now,
            Cause = new()
            {
                RoomId = live.RoomId,
                MessageId = GiftOf(message).MessageId,
                EventKind = LiveEventKind.Gift,
                RuleId = decided.Decisions[0].RuleId,
                ReceivedAt = message.ReceivedAt,
            },
        };

    private static Task StoreAsync(AnalyticsHost host, params LiveEvents[] messages) =>
        BooksTests.StoreAsync(host.Services.GetRequiredService<EventStore>(), new Names(), messages);

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync($"/api/analytics/{path}");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
