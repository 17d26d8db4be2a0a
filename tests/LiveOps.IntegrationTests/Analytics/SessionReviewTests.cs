using System.Net;
using System.Text.Json;
using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Reviews of live sessions equal a plain count of the same messages.</summary>
public sealed class SessionReviewTests(SharedServers servers)
{
    [Fact]
    public async Task A_review_equals_a_plain_count()
    {
        await using var host = await StartAsync();
        var (live, truth, id) = await ReviewedAsync(host, seed: 31);
        using var me = host.Client(live.WorkspaceId);

        var summary = await GetAsync(me, $"live-sessions/{id}/summary");

        var totals = summary.GetProperty("session").GetProperty("totals");
        totals.GetProperty("coins").GetInt64().ShouldBe(truth.Coins);
        totals.GetProperty("likes").GetInt64().ShouldBe(truth.Likes);
        totals.GetProperty("peakViewers").GetInt64().ShouldBe(truth.Minutes.Max(minute => minute.Peak));
        summary.GetProperty("newFollowers").GetInt64().ShouldBe(truth.Count(LiveEventKind.Follow));
        summary.GetProperty("durationMs").GetInt64().ShouldBe((long)truth.Duration.TotalMilliseconds);
        summary.GetProperty("averageViewers").GetDouble().ShouldBe(Math.Round(truth.AverageViewers, 2));
        var rates = summary.GetProperty("perMinute");
        rates.GetProperty("coins").GetDouble().ShouldBe(Math.Round(truth.Coins / truth.Duration.TotalMinutes, 2));
        rates.GetProperty("likes").GetDouble().ShouldBe(Math.Round(truth.Likes / truth.Duration.TotalMinutes, 2));
        rates.GetProperty("gifts").GetDouble().ShouldBe(Math.Round(live.Gifts / truth.Duration.TotalMinutes, 2));
        Best(summary, "byCoins").ShouldBe(TrueBest(truth, minute => minute.Coins));
        Best(summary, "byLikes").ShouldBe(TrueBest(truth, minute => minute.Likes));
        Best(summary, "byComments").ShouldBe(TrueBest(truth, minute => minute.Comments));
        var gap = summary.GetProperty("gaps").EnumerateArray().Single();
        gap.GetProperty("ms").GetInt64().ShouldBe(90_000);
        gap.GetProperty("reason").GetString().ShouldBe("the connection was lost");
        summary.GetProperty("session").GetProperty("leaderboard").GetArrayLength().ShouldBe(20);
        var earnings = summary.GetProperty("earnings");
        earnings.GetProperty("giftedCoins").GetInt64().ShouldBe(truth.Coins);
        earnings.GetProperty("estimatedDiamonds").GetInt64().ShouldBe(truth.Coins / 2);
        earnings.GetProperty("isEstimate").GetBoolean().ShouldBeTrue();
        (await GetAsync(me, $"live-sessions/{id}/summary", "/api/v1/analytics"))
            .GetRawText()
            .ShouldBe(summary.GetRawText());
    }

    [Theory]
    [InlineData("1m", 1, false)]
    [InlineData("5m", 5, false)]
    [InlineData("15m", 15, false)]
    [InlineData("1m", 1, true)]
    public async Task The_curves_equal_a_plain_count_by_minute(string bucket, int minutes, bool disordered)
    {
        await using var host = await StartAsync();
        var (live, truth, id) = await ReviewedAsync(host, seed: 32, disordered);
        using var me = host.Client(live.WorkspaceId);

        var timeline = await GetAsync(me, $"live-sessions/{id}/timeline?bucket={bucket}");

        var buckets = truth.Minutes.Chunk(minutes).ToList();
        timeline
            .GetProperty("at")
            .EnumerateArray()
            .Select(at => at.GetDateTime())
            .ShouldBe(buckets.Select(one => one[0].At));
        Numbers(timeline, "comments").ShouldBe(buckets.Select(one => one.Sum(minute => minute.Comments)));
        Numbers(timeline, "likes").ShouldBe(buckets.Select(one => one.Sum(minute => minute.Likes)));
        Numbers(timeline, "follows").ShouldBe(buckets.Select(one => one.Sum(minute => minute.Follows)));
        Numbers(timeline, "shares").ShouldBe(buckets.Select(one => one.Sum(minute => minute.Shares)));
        Numbers(timeline, "joins").ShouldBe(buckets.Select(one => one.Sum(minute => minute.Joins)));
        Numbers(timeline, "peakViewers").ShouldBe(buckets.Select(one => one.Max(minute => minute.Peak)));
        timeline
            .GetProperty("viewers")
            .EnumerateArray()
            .Select(one => one.ValueKind == JsonValueKind.Null ? (double?)null : one.GetDouble())
            .ShouldBe(
                buckets.Select(one =>
                    one.Average(minute => minute.Viewers) is { } known ? Math.Round(known, 2) : (double?)null
                )
            );
        // The coins of a streak belong to the minute in which they were credited: that is the order of arrival.
        if (disordered)
            Numbers(timeline, "coins").Sum().ShouldBe(truth.Coins);
        else
        {
            Numbers(timeline, "coins").ShouldBe(buckets.Select(one => one.Sum(minute => minute.Coins)));
            Numbers(timeline, "gifts").ShouldBe(buckets.Select(one => one.Sum(minute => minute.Gifts)));
        }
        var gap = (await GetAsync(me, $"live-sessions/{id}/summary")).GetProperty("gaps")[0];
        var (from, to) = (gap.GetProperty("from").GetDateTime(), gap.GetProperty("to").GetDateTime());
        timeline
            .GetProperty("inGap")
            .EnumerateArray()
            .Select(one => one.GetBoolean())
            .ShouldBe(buckets.Select(one => one[0].At < to && one[0].At.AddMinutes(minutes) > from));
    }

    [Fact]
    public async Task A_running_session_shows_the_same_as_when_it_is_over()
    {
        await using var host = await StartAsync();
        var now = DateTimeOffset.UtcNow;
        var live = new SyntheticLive(33, viewers: 60) { Now = now.AddMinutes(-10), Step = TimeSpan.FromSeconds(4) };
        var messages = new ReviewedLive(live, 100, 33).Messages(ends: false).ToList();
        await StoreAsync(host, messages);
        using var me = host.Client(live.WorkspaceId);
        var id = await IdAsync(host, live);

        var running = await GetAsync(me, $"live-sessions/{id}/timeline");
        var summary = await GetAsync(me, $"live-sessions/{id}/summary");
        await StoreAsync(host, [live.End()]);
        var over = await GetAsync(me, $"live-sessions/{id}/timeline");

        running.GetProperty("isLive").GetBoolean().ShouldBeTrue();
        over.GetProperty("isLive").GetBoolean().ShouldBeFalse();
        summary.GetProperty("durationMs").GetInt64().ShouldBeInRange(590_000, 1_200_000);
        // It goes on to now: minutes without anything are zeros, not holes.
        var truth = new ReviewTruth(messages);
        Numbers(running, "likes").Count.ShouldBeInRange(truth.Minutes.Count, 30);
        Numbers(running, "likes").Take(truth.Minutes.Count).ShouldBe(truth.Minutes.Select(minute => minute.Likes));
        Numbers(running, "likes").Skip(truth.Minutes.Count).ShouldAllBe(likes => likes == 0);
        // The end comes after the last message, and so perhaps a minute later.
        Numbers(over, "comments").Count.ShouldBeInRange(truth.Minutes.Count, truth.Minutes.Count + 1);
        Numbers(over, "comments").Take(truth.Minutes.Count).ShouldBe(truth.Minutes.Select(minute => minute.Comments));
        Numbers(over, "comments").Skip(truth.Minutes.Count).ShouldAllBe(comments => comments == 0);
    }

    [Fact]
    public async Task Likes_from_before_the_first_were_seen_are_put_on_no_minute()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(34, viewers: 10) { Step = TimeSpan.FromSeconds(10) };
        var start = live.Start();
        await StoreAsync(
            host,
            [start with { Events = [Like(1, live.Now, 15, 40_000), Like(2, live.Now.AddMinutes(2), 5, 40_100)] }]
        );
        using var me = host.Client(live.WorkspaceId);

        var timeline = await GetAsync(me, $"live-sessions/{await IdAsync(host, live)}/timeline");

        timeline.GetProperty("likesBefore").GetInt64().ShouldBe(39_985);
        Numbers(timeline, "likes").Take(3).ShouldBe([15, 0, 100]);

        static LiveEvent Like(long id, DateTimeOffset at, int count, long total) =>
            new()
            {
                MessageId = id,
                Kind = LiveEventKind.Like,
                At = at,
                Like = new() { Count = count, RoomTotal = total },
            };
    }

    [Fact]
    public async Task Our_totals_stand_beside_the_rooms_own()
    {
        await using var host = await StartAsync();
        var (live, truth, id) = await ReviewedAsync(host, seed: 35, disordered: true);
        using var me = host.Client(live.WorkspaceId);

        var answer = await GetAsync(me, $"live-sessions/{id}/reconciliation");

        var figures = answer
            .GetProperty("figures")
            .EnumerateArray()
            .ToDictionary(
                one => one.GetProperty("what").GetString()!,
                one =>
                    (
                        one.GetProperty("ours").GetInt64(),
                        one.GetProperty("room").GetInt64(),
                        one.GetProperty("difference").GetInt64()
                    )
            );
        figures["likes"].ShouldBe((truth.LikesSeen, truth.Likes, truth.Likes - truth.LikesSeen));
        var (follows, rise) = (
            truth.Count(LiveEventKind.Follow),
            truth.Rise(LiveEventKind.Follow, total => total.Followers)
        );
        figures["follows"].ShouldBe((follows, rise, rise - follows));
        (rise - follows).ShouldBeGreaterThan(0);
        figures["shares"].Item3.ShouldBe(0);
        figures["viewers"].Item1.ShouldBe(truth.People);
        answer.GetProperty("gapMs").GetInt64().ShouldBe(90_000);
        answer.GetProperty("meaning").GetString()!.ShouldContain("90 s in 1 gap(s)");
    }

    [Fact]
    public async Task Two_sessions_stand_side_by_side()
    {
        await using var host = await StartAsync();
        var (first, truth, a) = await ReviewedAsync(host, seed: 36);
        var second = new SyntheticLive(37, viewers: 60)
        {
            WorkspaceId = first.WorkspaceId,
            AccountId = first.AccountId,
            Now = first.Now.AddDays(1).AddSeconds(17),
            Step = TimeSpan.FromSeconds(11),
        };
        var messages = new ReviewedLive(second, 80, 37).Messages().ToList();
        await StoreAsync(host, messages);
        var b = await IdAsync(host, second);
        using var me = host.Client(first.WorkspaceId);

        var answer = await GetAsync(me, $"live-sessions/compare?a={a}&b={b}");

        var other = new ReviewTruth(messages);
        Numbers(answer.GetProperty("a").GetProperty("curves"), "coins")
            .ShouldBe(truth.Minutes.Select(one => one.Coins));
        Numbers(answer.GetProperty("b").GetProperty("curves"), "coins")
            .ShouldBe(other.Minutes.Select(one => one.Coins));
        answer
            .GetProperty("bToA")
            .GetProperty("coins")
            .GetDouble()
            .ShouldBe(Math.Round((double)other.Coins / truth.Coins, 3));
        answer
            .GetProperty("bToA")
            .GetProperty("duration")
            .GetDouble()
            .ShouldBe(Math.Round(other.Duration / truth.Duration, 3));
    }

    [Fact]
    public async Task What_is_not_the_callers_is_unknown_and_what_is_wrong_is_refused_with_advice()
    {
        await using var host = await StartAsync();
        var (live, _, id) = await ReviewedAsync(host, seed: 39);
        using var me = host.Client(live.WorkspaceId);
        using var other = host.Client(Guid.CreateVersion7());

        foreach (var part in new[] { "summary", "timeline", "correlations", "reconciliation" })
        {
            (await StatusAsync(other, $"live-sessions/{id}/{part}")).ShouldBe(HttpStatusCode.NotFound, part);
            (await StatusAsync(me, $"live-sessions/{Guid.CreateVersion7()}/{part}")).ShouldBe(
                HttpStatusCode.NotFound,
                part
            );
        }
        (await StatusAsync(other, $"live-sessions/compare?a={id}&b={id}")).ShouldBe(HttpStatusCode.NotFound);
        foreach (
            var wrong in new[]
            {
                "timeline?bucket=2m",
                "timeline?bucket=1m';drop table analytics.events;--",
                "timeline?bucket=1 minute') union select 1--",
            }
        )
            await RefusedAsync(me, $"live-sessions/{id}/{wrong}", "1m, 5m or 15m");
        await RefusedAsync(me, "live-sessions/compare", "?a=<id>&b=<id>");
        await RefusedAsync(me, $"live-sessions/compare?a={id}&b=1' or '1'='1", "?a=<id>&b=<id>");
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBeGreaterThan(0);
    }

    internal static async Task RefusedAsync(HttpClient client, string path, string advice)
    {
        using var answer = await client.GetAsync($"/api/analytics/{path}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        JsonElement
            .Parse(await answer.Content.ReadAsStringAsync())
            .GetProperty("detail")
            .GetString()!
            .ShouldContain(advice);
    }

    internal static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync($"/api/analytics/{path}");
        return answer.StatusCode;
    }

    internal static async Task<JsonElement> GetAsync(HttpClient client, string path, string root = "/api/analytics")
    {
        using var answer = await client.GetAsync($"{root}/{path}");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    internal static List<long> Numbers(JsonElement part, string name) =>
        [.. part.GetProperty(name).EnumerateArray().Select(one => one.GetInt64())];

    internal static async Task StoreAsync(AnalyticsHost host, IEnumerable<LiveEvents> messages)
    {
        var store = host.Services.GetRequiredService<EventStore>();
        var names = new Names();
        foreach (var batch in messages.Chunk(50))
            await BooksTests.StoreAsync(store, names, batch);
    }

    internal static Task<Guid> IdAsync(AnalyticsHost host, SyntheticLive live) =>
        host.QueryAsync<Guid>("select id from analytics.live_sessions where room_id = $1", live.RoomId);

    private static async Task<(SyntheticLive Live, ReviewTruth Truth, Guid Id)> ReviewedAsync(
        AnalyticsHost host,
        int seed,
        bool disordered = false
    )
    {
        var live = new SyntheticLive(seed, viewers: 200) { Step = TimeSpan.FromSeconds(37) };
        var messages = new ReviewedLive(live, 120, seed).Messages().ToList();
        if (disordered)
        {
            var store = host.Services.GetRequiredService<EventStore>();
            foreach (var batch in Season.Disordered(messages, new Random(seed)))
                await BooksTests.StoreAsync(store, new Names(), batch);
        }
        else
        {
            await StoreAsync(host, messages);
            await StoreAsync(host, messages.Where((_, n) => n % 3 == 0));
        }
        return (live, new ReviewTruth(messages), await IdAsync(host, live));
    }

    private static List<string> Best(JsonElement summary, string by) =>
        [
            .. summary
                .GetProperty("bestMinutes")
                .GetProperty(by)
                .EnumerateArray()
                .Select(one => $"{one.GetProperty("minute")} {one.GetProperty("value")}"),
        ];

    private static List<string> TrueBest(ReviewTruth truth, Func<TrueMinute, long> value) =>
        [
            .. truth
                .Minutes.Select((minute, n) => (n, Value: value(minute)))
                .Where(minute => minute.Value > 0)
                .OrderByDescending(minute => minute.Value)
                .Take(3)
                .Select(minute => $"{minute.n} {minute.Value}"),
        ];

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
