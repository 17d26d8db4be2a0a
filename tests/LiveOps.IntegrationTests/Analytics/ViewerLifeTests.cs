using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What becomes of a viewer: names, tiers, coming and going.</summary>
public sealed class ViewerLifeTests(SharedServers servers)
{
    private static readonly Guid _workspace = Guid.CreateVersion7();
    private static readonly Guid _account = Guid.CreateVersion7();
    private readonly Names _names = new();
    private long _message = 1;

    [Fact]
    public async Task A_viewer_with_coins_watch_time_and_visits_is_promoted_once_and_never_lowered()
    {
        await using var host = await StartAsync();
        var standings = await HearAsync<ViewerStandingChanged>(host);
        var now = DateTimeOffset.UtcNow.AddDays(-3);
        await StoreAsync(host, now, Gift(7, 1_000));
        // 5 hours 20 minutes, but only nine visits: Bronze wants all three conditions.
        for (var visit = 0; visit < 8; visit++)
        for (var minute = 0; minute <= 40; minute += 2)
            await StoreAsync(host, now.AddHours(visit + 1).AddMinutes(minute), Chat(7));
        (await TierAsync(host, 7)).ShouldBe(0);

        await StoreAsync(host, now.AddHours(20), Chat(7));

        (await TierAsync(host, 7)).ShouldBe(1);
        (await TierAsync(host, 7, ofWorkspace: true)).ShouldBe(1);
        await host.QueryAsync<int>("update analytics.viewer_profiles set vip_tier = 3, vip_by_hand = true");
        await StoreAsync(host, now.AddHours(21), Gift(7, 1));
        (await TierAsync(host, 7)).ShouldBe(3);
        await host.QueryAsync<int>("update analytics.viewer_profiles set vip_tier = 0, vip_by_hand = true");
        await StoreAsync(host, now.AddHours(22), Gift(7, 1));
        (await TierAsync(host, 7)).ShouldBe(0);
        await EventuallyAsync(() => standings.Count == 1);
        standings[0].VipTierName.ShouldBe("Bronze");
        standings[0].Nickname.ShouldBe("Viewer 7");
    }

    [Fact]
    public async Task A_visit_ends_after_the_time_out_and_with_the_live_and_is_told_once()
    {
        await using var host = await StartAsync();
        var news = await HearAsync<ViewerNews>(host);
        var now = DateTimeOffset.UtcNow;
        await StoreAsync(host, now.AddSeconds(-200), Chat(1), Chat(2));
        await StoreAsync(host, now, Chat(2));
        await EventuallyAsync(() => Kinds(news, ViewerNewsKind.Online).SequenceEqual([1L, 2L]));
        Kinds(news, ViewerNewsKind.New).ShouldBe([1, 2]);
        var visits = host.Services.GetRequiredService<EndVisits>();

        (await visits.EndAsync(now.AddSeconds(90), default)).ShouldBe(0);
        (await visits.EndAsync(now.AddSeconds(110), default)).ShouldBe(1);
        (await visits.EndAsync(now.AddSeconds(111), default)).ShouldBe(0);
        await EventuallyAsync(() => Kinds(news, ViewerNewsKind.Offline).SequenceEqual([1L]));
        await StoreAsync(host, now.AddSeconds(1), Of(LiveEventKind.LiveEnded, null));
        (await visits.EndAsync(now.AddSeconds(112), default)).ShouldBe(1);
        await EventuallyAsync(() => Kinds(news, ViewerNewsKind.Offline).SequenceEqual([1L, 2L]));
    }

    [Fact]
    public async Task A_person_who_renames_stays_one_and_every_handle_is_kept()
    {
        await using var host = await StartAsync();
        var now = DateTimeOffset.UtcNow;
        await StoreAsync(host, now, Chat(5, "anna_01"), Chat(5, "anna_02"));
        await StoreAsync(host, now.AddSeconds(1), Gift(5, 10, "anna_03"));
        // Somebody else with a nickname that is taken.
        await StoreAsync(host, now.AddSeconds(2), Chat(6, "berta"));

        (await host.QueryAsync<long>("select count(*) from analytics.viewers")).ShouldBe(2);
        (await host.QueryAsync<string>("select handle from analytics.viewers where user_id = 5")).ShouldBe("anna_03");
        (
            await host.RowsAsync(
                "select handle from analytics.viewer_handles where user_id = 5 order by handle",
                row => row.GetString(0)
            )
        ).ShouldBe(["anna_01", "anna_02", "anna_03"]);
        (
            await host.QueryAsync<string>(
                "select coins || ' ' || comments || ' ' || visits from analytics.viewer_profiles where user_id = 5 limit 1"
            )
        ).ShouldBe("10 2 1");
        // All names are searched; lists have the newest, also after a late message with an old one.
        foreach (var (seconds, nickname) in ((int, string)[])[(3, "Newest"), (-5, "Late")])
        {
            var chat = Chat(5, "anna_00");
            await StoreAsync(
                host,
                now.AddSeconds(seconds),
                chat with
                {
                    Viewer = chat.Viewer! with { Nickname = nickname },
                }
            );
        }
        (
            await host.RowsAsync(
                "select user_id || ' ' || sort_name || replace(names, E'\n', ' ') from analytics.viewer_search order by 1",
                row => row.GetString(0)
            )
        ).ShouldBe(["5 newest anna_00 anna_01 anna_02 anna_03 late newest viewer 5", "6 viewer 6 berta viewer 6"]);
    }

    [Fact]
    public async Task Names_stay_where_the_account_does_not_follow_them()
    {
        await using var host = await StartAsync();
        await StoreAsync(host, DateTimeOffset.UtcNow, Chat(5, "anna_01"));
        await host.QueryAsync<int>("update analytics.audiences set settings = '{\"autoFetchTikTokData\": false}'");

        await StoreAsync(host, DateTimeOffset.UtcNow, Chat(5, "anna_02"), Chat(6, "berta"));

        (
            await host.QueryAsync<string>("select string_agg(handle, ' ' order by user_id) from analytics.viewers")
        ).ShouldBe("anna_01 berta");
        (
            await host.QueryAsync<string>(
                "select string_agg(sort_name || replace(names, E'\n', ' '), ', ' order by user_id) from analytics.viewer_search"
            )
        ).ShouldBe("viewer 5 anna_01 anna_02 viewer 5, viewer 6 berta viewer 6");
    }

    [Fact]
    public async Task The_time_zone_of_an_account_comes_from_ingestion()
    {
        await using var host = await StartAsync();
        var account = new AccountConnectionChanged
        {
            WorkspaceId = _workspace,
            AccountId = _account,
            Handle = "some.account",
            State = AccountConnectionState.Live,
            TimeZone = "Asia/Jakarta",
            Since = DateTimeOffset.UtcNow,
        };
        const string Zone = "select time_zone || ' ' || handle from analytics.audiences where account_id is not null";
        for (var n = 0; n < 100 && await host.QueryAsync<string>(Zone) is null; n++)
        {
            await host.Bus.Publish(account);
            await Task.Delay(100);
        }
        (await host.QueryAsync<string>(Zone)).ShouldBe("Asia/Jakarta some.account");

        // A version that does not say it, and one that says nonsense, change nothing.
        await host.Bus.Publish(account with { TimeZone = null, Handle = "renamed" });
        await host.EventuallyAsync("Asia/Jakarta renamed", Zone);
        await host.Bus.Publish(account with { TimeZone = "Mars/Olympus", Handle = "again" });
        await host.EventuallyAsync("Asia/Jakarta again", Zone);
    }

    private static List<long> Kinds(List<ViewerNews> news, ViewerNewsKind kind) =>
        [
            .. news.ToArray()
                .SelectMany(one => one.Items)
                .Where(item => item.Kind == kind)
                .Select(item => item.UserId)
                .Order(),
        ];

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);

    private static async Task<List<T>> HearAsync<T>(AnalyticsHost host)
        where T : class
    {
        var heard = new List<T>();
        var handle = host.Bus.ConnectReceiveEndpoint(
            $"test.{Guid.NewGuid():N}",
            endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.Handler<T>(context =>
                {
                    heard.Add(context.Message);
                    return Task.CompletedTask;
                });
            }
        );
        await handle.Ready;
        return heard;
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var n = 0; n < 200 && !condition(); n++)
            await Task.Delay(50);
        condition().ShouldBeTrue();
    }

    private static Task<int> TierAsync(AnalyticsHost host, long user, bool ofWorkspace = false) =>
        host.QueryAsync<int>(
            """
            select vip_tier::int from analytics.viewer_profiles join analytics.audiences using (audience_no)
            where user_id = $1 and (account_id is null) = $2
            """,
            user,
            ofWorkspace
        );

    private Task StoreAsync(AnalyticsHost host, DateTimeOffset at, params LiveEvent[] events) =>
        host
            .Services.GetRequiredService<EventStore>()
            .StoreAsync(
                [
                    EventMapping.ToRows(
                        new LiveEvents
                        {
                            WorkspaceId = _workspace,
                            AccountId = _account,
                            RoomId = 77,
                            Sequence = _message++,
                            ReceivedAt = at,
                            Events = [.. events.Select(one => one with { At = at })],
                        },
                        redelivered: false,
                        8_192
                    ),
                ],
                _names,
                default
            );

    private LiveEvent Chat(long user, string? handle = null) =>
        Of(LiveEventKind.Chat, user, handle) with
        {
            Text = "hello",
        };

    private LiveEvent Gift(long user, int coins, string? handle = null) =>
        Of(LiveEventKind.Gift, user, handle) with
        {
            Gift = new()
            {
                GiftId = 1,
                Coins = coins,
                RepeatCount = 1,
                Credited = 1,
                GroupId = 0,
            },
        };

    private LiveEvent Of(LiveEventKind kind, long? user, string? handle = null) =>
        new()
        {
            MessageId = _message++,
            Kind = kind,
            At = default,
            Viewer = user is { } id
                ? new()
                {
                    UserId = id,
                    Handle = handle ?? $"viewer{id}",
                    Nickname = $"Viewer {id}",
                }
                : null,
        };
}
