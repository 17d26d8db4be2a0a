using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Profiles, visits and hours equal an independent count, whatever the messages go through on their way.</summary>
public sealed class ViewerBooksTests(SharedServers servers)
{
    private static readonly TimeZoneInfo _jakarta = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jakarta");

    [Fact]
    public async Task Profiles_equal_an_independent_count_however_messages_are_repeated_and_disordered()
    {
        await using var host = await AnalyticsHost.StartAsync(
            await AnalyticsHost.DatabaseAsync(servers),
            await servers.CreateVirtualHostAsync()
        );
        var truth = new ViewerTruth(_jakarta, TimeSpan.FromSeconds(300));
        var season = new Season(seed: 11, sessions: 4, eventsPerSession: 2_000, viewers: 300);
        var messages = season.Messages().ToList();
        messages.ForEach(truth.Saw);
        var store = host.Services.GetRequiredService<EventStore>();
        // The audience is there before its first event, as an account is added before it goes live.
        await host
            .Services.GetRequiredService<LiveOps.Analytics.Viewers.Audiences>()
            .EnsureAsync([(season.WorkspaceId, season.AccountId)], default);
        await host.QueryAsync<int>("update analytics.audiences set time_zone = 'Asia/Jakarta'");

        var names = new Names();
        foreach (var batch in Season.Disordered(messages, new Random(5)))
            await store.StoreAsync(
                [.. batch.Select(message => EventMapping.ToRows(message, redelivered: false, 8_192))],
                names,
                default
            );

        await ShouldEqualAsync(host, season, truth);
    }

    internal static async Task ShouldEqualAsync(AnalyticsHost host, Season season, ViewerTruth truth)
    {
        await ViewerTruth.SumsShouldBeThoseOfProfilesAsync(host);
        var expected = truth.Profiles();
        foreach (var account in new object?[] { season.AccountId, null })
        {
            var profiles = await host.RowsAsync(
                """
                select p.user_id, concat_ws(' ', p.coins, p.gifts, p.comments, p.likes, p.joins, p.visits, p.watch_ms,
                    (extract(epoch from p.first_seen_at) * 1000)::bigint, (extract(epoch from p.last_seen_at) * 1000)::bigint)
                from analytics.viewer_profiles p join analytics.audiences a using (audience_no)
                where a.workspace_id = $1 and a.account_id is not distinct from $2
                """,
                row => (row.GetInt64(0), row.GetString(1)),
                season.WorkspaceId,
                account
            );
            profiles.Count.ShouldBe(expected.Count);
            foreach (var (user, found) in profiles)
                found.ShouldBe(expected[user], $"viewer {user}");
        }
        (
            await host.RowsAsync(
                """
                select user_id || ' ' || hour_of_week || ' ' || events from analytics.viewer_hours
                order by user_id, hour_of_week
                """,
                row => row.GetString(0)
            )
        ).ShouldBe(truth.Hours());
        (await host.QueryAsync<string>("select sum(events) || ' ' || sum(coins) from analytics.viewer_hours")).ShouldBe(
            await host.QueryAsync<string>("select sum(events) || ' ' || sum(coins) from analytics.audience_hours")
        );
        (
            await host.QueryAsync<string>(
                "select sum(coins) || ' ' || sum(gifts) || ' ' || sum(comments) from analytics.session_minutes"
            )
        ).ShouldBe(
            await host.QueryAsync<string>(
                "select sum(coins) || ' ' || sum(gifts) || ' ' || sum(comments) from analytics.live_sessions"
            )
        );
    }
}
