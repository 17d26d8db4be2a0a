using System.Net;
using System.Text.Json;
using LiveOps.Analytics.Statistics;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Statistics over many live sessions equal a plain count, from digests and without them.</summary>
public sealed class StatisticsTests(SharedServers servers)
{
    private const string Range = "from=2026-10-18&to=2026-11-03";

    /// <summary>In Kathmandu the LIVEs run over midnight, which is at a quarter past; in Paris a clock change lies among them.</summary>
    [Theory]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Europe/Paris")]
    public async Task Days_weeks_months_and_hours_equal_a_plain_count(string zone)
    {
        await using var host = await StartAsync();
        var season = new SeasonOfReviews(seed: 41, sessions: 9);
        await StoreSeasonAsync(host, season, zone);
        using var me = host.Client(season.WorkspaceId);
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);

        await ShouldEqualAsync(me, season, found);
        (await host.Services.GetRequiredService<DigestSessions>().DigestAsync(default)).ShouldBe(9);
        (await host.Services.GetRequiredService<DigestSessions>().DigestAsync(default)).ShouldBe(0);
        await ShouldEqualAsync(me, season, found);

        // What comes late makes a digest worthless: nothing is answered from it.
        season.Lives[4].Now -= TimeSpan.FromMinutes(50);
        var late = season.Lives[4].Next();
        season.Messages[4].Add(late);
        await SessionReviewTests.StoreAsync(host, [late]);
        await ShouldEqualAsync(me, season, found);
        (await host.Services.GetRequiredService<DigestSessions>().DigestAsync(default)).ShouldBe(1);
        await ShouldEqualAsync(me, season, found);
    }

    [Fact]
    public async Task Correlations_over_a_range_are_the_same_from_digests_and_without_them()
    {
        await using var host = await StartAsync();
        var season = new SeasonOfReviews(seed: 42, sessions: 3);
        await StoreSeasonAsync(host, season, "UTC");
        using var me = host.Client(season.WorkspaceId);

        var before = await GetAsync(me, $"statistics/correlations?{Range}");
        await host.Services.GetRequiredService<DigestSessions>().DigestAsync(default);
        var after = await GetAsync(me, $"statistics/correlations?{Range}");

        before.GetProperty("liveSessions").GetInt32().ShouldBe(3);
        before.GetProperty("activities").GetArrayLength().ShouldBe(5);
        before.GetProperty("activities")[0].GetProperty("byLag").GetArrayLength().ShouldBe(11);
        before
            .GetProperty("activities")[0]
            .GetProperty("byLag")[5]
            .GetProperty("minutes")
            .GetInt32()
            .ShouldBeGreaterThan(100);
        after.GetRawText().ShouldBe(before.GetRawText());
    }

    [Fact]
    public async Task Shares_that_bring_viewers_two_minutes_later_are_found_in_the_session()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(43, viewers: 10);
        var start = new DateTimeOffset(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);
        live.Now = start;
        var first = live.Start();
        var random = new Random(43);
        var shares = Enumerable.Range(0, 90).Select(_ => random.Next(6)).ToArray();
        var (viewers, id) = (1_000, 10L);
        var events = new List<LiveEvent>();
        for (var n = 0; n < shares.Length; n++)
        {
            viewers += n >= 2 ? 10 * (shares[n - 2] - 2) : 0;
            var at = start.AddMinutes(n).AddSeconds(10);
            events.Add(
                new()
                {
                    MessageId = ++id,
                    Kind = LiveEventKind.RoomStats,
                    At = at,
                    RoomStats = new() { Viewers = viewers },
                }
            );
            for (var share = 0; share < shares[n]; share++)
                events.Add(
                    new()
                    {
                        MessageId = ++id,
                        Kind = LiveEventKind.Share,
                        At = at,
                        Social = new() { Shares = id },
                    }
                );
        }
        await SessionReviewTests.StoreAsync(
            host,
            [first, first with { Sequence = 10, ReceivedAt = start.AddMinutes(90), Events = events }]
        );
        using var me = host.Client(live.WorkspaceId);

        var answer = await GetAsync(me, $"live-sessions/{await SessionReviewTests.IdAsync(host, live)}/correlations");

        var found = answer
            .GetProperty("activities")
            .EnumerateArray()
            .Single(one => one.GetProperty("activity").GetString() == "shares");
        found.GetProperty("finding").GetString().ShouldBe("Growth");
        found.GetProperty("best").GetProperty("lag").GetInt32().ShouldBe(2);
        found.GetProperty("best").GetProperty("coefficient").GetDouble().ShouldBe(1, 0.0001);
        found.GetProperty("sentence").GetString()!.ShouldContain("viewers coming 2 minutes later");
        found.GetProperty("sentence").GetString()!.ShouldContain("no proof");
        answer.GetProperty("activities")[0].GetProperty("finding").GetString().ShouldBe("ActivityConstant");
    }

    [Fact]
    public async Task What_is_not_the_callers_is_unknown_and_what_is_wrong_is_refused_with_advice()
    {
        await using var host = await StartAsync();
        var season = new SeasonOfReviews(seed: 44, sessions: 1);
        await StoreSeasonAsync(host, season, "UTC");
        using var me = host.Client(season.WorkspaceId);
        using var other = host.Client(Guid.CreateVersion7());

        foreach (var part in new[] { "statistics", "statistics/week", "statistics/gifts", "statistics/correlations" })
        {
            var path = $"{part}?accountId={season.AccountId}&{Range}";
            (await SessionReviewTests.StatusAsync(me, path)).ShouldBe(HttpStatusCode.OK);
            (await SessionReviewTests.StatusAsync(other, path)).ShouldBe(HttpStatusCode.NotFound, part);
            await SessionReviewTests.RefusedAsync(me, $"{part}?from=1.10.2026", "from=2026-01-01&to=2026-01-31");
            await SessionReviewTests.RefusedAsync(
                me,
                $"{part}?from=2026-01-01'; drop table analytics.events; --",
                "as days"
            );
            await SessionReviewTests.RefusedAsync(me, $"{part}?from=2026-02-01&to=2026-01-31", "exchange");
            await SessionReviewTests.RefusedAsync(me, $"{part}?from=2024-01-01&to=2026-01-31", "shorter");
            await SessionReviewTests.RefusedAsync(me, $"{part}?accountId=1' or '1'='1", "accountId");
        }
        await SessionReviewTests.RefusedAsync(me, "statistics?by=day) union select 1--", "day, week or month");
        var nothing = await GetAsync(other, $"statistics?{Range}");
        nothing.GetProperty("total").GetProperty("coins").GetInt64().ShouldBe(0);
        (await GetAsync(other, $"statistics/gifts?{Range}")).GetProperty("gifts").GetArrayLength().ShouldBe(0);
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Figures_of_the_books_are_for_administrators()
    {
        await using var host = await StartAsync();
        var live = new SyntheticLive(45, viewers: 20);
        for (var n = 0; n < 10; n++)
            await host.PublishAsync(live.Next());
        await host.EventuallyAsync(live.Events, "select coalesce(sum(events), 0)::bigint from analytics.live_sessions");
        using var sender = host.Client(live.WorkspaceId, "Sender");
        using var manager = host.Client(live.WorkspaceId, "Manager");
        using var admin = host.Client(live.WorkspaceId, "Admin");
        await host.QueryAsync<int>("analyze");

        (await SessionReviewTests.StatusAsync(sender, "statistics/books")).ShouldBe(HttpStatusCode.Forbidden);
        (await SessionReviewTests.StatusAsync(manager, "statistics/books")).ShouldBe(HttpStatusCode.Forbidden);
        // The figures are noted right after the commit that was waited for.
        var books = await GetAsync(admin, "statistics/books");
        for (var n = 0; n < 100 && books.GetProperty("writers").GetProperty("waitingMessages").GetInt32() > 0; n++)
        {
            await Task.Delay(50);
            books = await GetAsync(admin, "statistics/books");
        }

        var writers = books.GetProperty("writers");
        writers.GetProperty("batches").GetInt32().ShouldBeInRange(1, 10);
        writers.GetProperty("eventsPerSecond").GetDouble().ShouldBe(Math.Round(live.Events / 60.0, 2));
        writers.GetProperty("batchMsP50").GetDouble().ShouldBeGreaterThan(0);
        writers.GetProperty("lagMsMax").GetDouble().ShouldBeGreaterThan(0);
        books.GetProperty("database").GetProperty("bytes").GetInt64().ShouldBeGreaterThan(1_000_000);
        var events = books
            .GetProperty("tables")
            .EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "events");
        events.GetProperty("rows").GetInt64().ShouldBe(live.Events);
        events.GetProperty("bytes").GetInt64().ShouldBeGreaterThan(events.GetProperty("indexBytes").GetInt64());
    }

    private static async Task ShouldEqualAsync(HttpClient me, SeasonOfReviews season, TimeZoneInfo zone)
    {
        var truths = season.Messages.ConvertAll(messages => new ReviewTruth(messages));
        var minutes = truths.SelectMany(truth => truth.Minutes).ToList();
        foreach (var (by, keyOf) in Keys())
        foreach (var account in new[] { "", $"&accountId={season.AccountId}" })
        {
            if (account.Length == 0 && zone.Id != "UTC")
                continue;
            var answer = await GetAsync(me, $"statistics?{Range}&by={by}{account}");
            answer.GetProperty("timeZone").GetString().ShouldBe(zone.Id);
            var found = answer
                .GetProperty("periods")
                .EnumerateArray()
                .Where(period => period.GetProperty("coins").GetInt64() > 0)
                .Select(Told)
                .ToList();
            found.ShouldBe(
                minutes
                    .GroupBy(minute => keyOf(Local(minute.At)))
                    .OrderBy(group => group.Key)
                    .Select(group => Tell([.. group]))
            );
            Told(answer.GetProperty("total")).ShouldBe(Tell(minutes));
            answer.GetProperty("total").GetProperty("sessions").GetInt32().ShouldBe(season.Messages.Count);
            var hours = truths.Sum(truth => truth.Duration.TotalHours);
            answer.GetProperty("total").GetProperty("hoursLive").GetDouble().ShouldBe(hours, 0.01);
            answer
                .GetProperty("periods")
                .EnumerateArray()
                .Sum(period => period.GetProperty("hoursLive").GetDouble())
                .ShouldBe(hours, 0.01 * season.Messages.Count * 2);
        }
        var week = await GetAsync(me, $"statistics/week?{Range}&accountId={season.AccountId}");
        Grid(week, "coins").ShouldBe(TrueGrid(minute => minute.Coins));
        Grid(week, "comments").ShouldBe(TrueGrid(minute => minute.Comments));
        Grid(week, "likes").ShouldBe(TrueGrid(minute => minute.Likes));
        var gifts = await GetAsync(me, $"statistics/gifts?{Range}&accountId={season.AccountId}");
        gifts
            .GetProperty("gifts")
            .EnumerateArray()
            .Select(gift => $"{gift.GetProperty("giftId")} {gift.GetProperty("gifts")} {gift.GetProperty("coins")}")
            .ShouldBe(
                truths
                    .SelectMany(truth => truth.Gifts)
                    .GroupBy(gift => gift.Key)
                    .Select(gift =>
                        (gift.Key, Units: gift.Sum(one => one.Value.Units), Coins: gift.Sum(one => one.Value.Coins))
                    )
                    .OrderByDescending(gift => gift.Coins)
                    .ThenByDescending(gift => gift.Units)
                    .Select(gift => $"{gift.Key} {gift.Units} {gift.Coins}")
            );

        DateTime Local(DateTime at) => TimeZoneInfo.ConvertTimeFromUtc(at, zone);
        List<long> TrueGrid(Func<TrueMinute, long> value)
        {
            var grid = new long[168];
            foreach (var minute in minutes)
                grid[(((int)Local(minute.At).DayOfWeek + 6) % 7 * 24) + Local(minute.At).Hour] += value(minute);
            return [.. grid];
        }
    }

    private static IEnumerable<(string By, Func<DateTime, DateTime> KeyOf)> Keys()
    {
        yield return ("day", local => local.Date);
        yield return ("week", local => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)));
        yield return ("month", local => new DateTime(local.Year, local.Month, 1));
    }

    private static string Tell(List<TrueMinute> minutes) =>
        $"{minutes.Sum(one => one.Coins)} {minutes.Sum(one => one.Gifts)} {minutes.Sum(one => one.Comments)} "
        + $"{minutes.Sum(one => one.Likes)} {minutes.Sum(one => one.Follows)} {minutes.Sum(one => one.Shares)} "
        + $"{minutes.Max(one => one.Peak)} {Math.Round(minutes.Where(one => one.Viewers is not null).Average(one => one.Viewers!.Value), 2)}";

    private static string Told(JsonElement period)
    {
        var counts = new[] { "coins", "gifts", "comments", "likes", "follows", "shares", "peakViewers" };
        return string.Join(' ', counts.Select(name => period.GetProperty(name).GetInt64()))
            + $" {period.GetProperty("averageViewers").GetDouble()}";
    }

    private static List<long> Grid(JsonElement week, string name) =>
        [
            .. week.GetProperty(name)
                .EnumerateArray()
                .SelectMany(day => day.EnumerateArray())
                .Select(one => one.GetInt64()),
        ];

    private static Task<JsonElement> GetAsync(HttpClient client, string path) =>
        SessionReviewTests.GetAsync(client, path);

    private static async Task StoreSeasonAsync(AnalyticsHost host, SeasonOfReviews season, string zone)
    {
        await host
            .Services.GetRequiredService<Audiences>()
            .EnsureAsync([(season.WorkspaceId, season.AccountId)], default);
        await host.QueryAsync<int>($"update analytics.audiences set time_zone = '{zone}' where account_id is not null");
        if (zone == "UTC")
            await host.QueryAsync<int>("update analytics.audiences set time_zone = 'UTC'");
        foreach (var messages in season.Messages)
            await SessionReviewTests.StoreAsync(host, messages);
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);

    /// <summary>LIVEs of an account, a day apart, from 17:00 to 19:30 UTC.</summary>
    private sealed class SeasonOfReviews
    {
        private const int PerSession = 100;

        public SeasonOfReviews(int seed, int sessions)
        {
            for (var n = 0; n < sessions; n++)
            {
                var live = new SyntheticLive((seed * 100) + n, viewers: 80)
                {
                    WorkspaceId = WorkspaceId,
                    AccountId = AccountId,
                    Now = new DateTimeOffset(2026, 10, 20, 17, 0, 5, TimeSpan.Zero).AddDays(n),
                    Step = TimeSpan.FromSeconds(90),
                };
                Lives.Add(live);
                Messages.Add([.. new ReviewedLive(live, PerSession, (seed * 100) + n).Messages()]);
            }
        }

        public Guid WorkspaceId { get; } = Guid.CreateVersion7();
        public Guid AccountId { get; } = Guid.CreateVersion7();
        public List<SyntheticLive> Lives { get; } = [];
        public List<List<LiveEvents>> Messages { get; } = [];
    }
}
