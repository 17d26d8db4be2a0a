using System.Diagnostics;
using System.Globalization;
using LiveOps.Analytics.Statistics;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>
/// How fast reviews and statistics answer over HTTP: a LIVE of four hours with 5,000 viewers, and a year of 365 of them.
/// Run it by name with <c>-explicit only</c>.
/// </summary>
public sealed class ReviewSpeed(ITestOutputHelper output)
{
    private const int Warm = 30;
    private const int Runs = 200;

    // A year of LIVEs as the minutes and streaks of one, shifted by days: what statistics read is not the events.
    private const string MakeYear = """
        insert into analytics.live_sessions (id, workspace_id, account_id, room_id, opened_on, started_at, ended_at,
            active_at, events, gifts, coins, comments, likes, likes_seen, follows, shares, joins, peak_viewers)
        select gen_random_uuid(), workspace_id, account_id, room_id + n, opened_on, started_at - n * interval '1 day',
            ended_at - n * interval '1 day', active_at, events, gifts, coins, comments, likes, likes_seen, follows, shares,
            joins, peak_viewers
        from analytics.live_sessions, generate_series(1, 364) as n;
        insert into analytics.session_minutes
        select s.session_no, m.minute - (l.started_at - s.started_at), m.events, m.gifts, m.coins, m.comments,
            m.likes_seen, m.likes_total, m.follows, m.shares, m.joins, m.viewers_sum, m.viewers_count, m.viewers_peak
        from analytics.live_sessions s
        join analytics.live_sessions l on l.session_no = 1 and s.session_no <> 1
        join analytics.session_minutes m on m.session_no = 1;
        insert into analytics.gift_streaks
        select s.session_no, k.user_id, k.gift_id, k.group_id, k.receiver_id, k.repeat_count, k.coins
        from analytics.gift_streaks k, analytics.live_sessions s where s.session_no <> 1 and k.session_no = 1
            and k.group_id % 40 = 0;
        """;

    [Fact(Explicit = true)]
    public async Task Answer()
    {
        await using var postgres = new PostgresServer();
        await using var rabbit = new RabbitServer();
        await Task.WhenAll(postgres.StartAsync(), rabbit.StartAsync());
        await using var host = await AnalyticsHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            rabbit.ConnectionString
        );
        var live = new SyntheticLive(1)
        {
            Now = new DateTimeOffset(2026, 11, 20, 20, 0, 7, TimeSpan.Zero),
            Step = TimeSpan.FromHours(4) / 7_000,
        };
        await SessionReviewTests.StoreAsync(host, new ReviewedLive(live, 7_000, 1).Messages());
        await host.QueryAsync<int>("analyze");
        await host.QueryAsync<int>(MakeActions);
        using var me = host.Client(live.WorkspaceId, "Admin");
        var id = await SessionReviewTests.IdAsync(host, live);
        output.WriteLine($"One session: {live.Events:N0} events and more");
        foreach (
            var part in new[]
            {
                "summary",
                "timeline",
                "timeline?bucket=15m",
                "correlations",
                "reconciliation",
                "events",
            }
        )
            await MeasureAsync(me, $"live-sessions/{id}/{part}", part);
        await MeasureAsync(me, $"live-sessions/compare?a={id}&b={id}", "compare");

        await host.QueryAsync<int>(MakeYear);
        await host.QueryAsync<int>("analyze");
        foreach (var digested in new[] { false, true })
        {
            if (digested)
            {
                var started = Stopwatch.GetTimestamp();
                var count = await host.Services.GetRequiredService<DigestSessions>().DigestAsync(default);
                output.WriteLine($"{count} digests in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N0} ms");
                await host.QueryAsync<int>("analyze");
            }
            var range = $"from=2025-11-21&to=2026-11-21&accountId={live.AccountId}";
            foreach (
                var part in new[]
                {
                    $"statistics?{range}",
                    $"statistics?{range}&by=month",
                    $"statistics/week?{range}",
                    $"statistics/gifts?{range}",
                    $"statistics/correlations?{range}",
                }
            )
                await MeasureAsync(
                    me,
                    part,
                    $"{part.Replace(range, "", StringComparison.Ordinal)} year, digested {digested}"
                );
        }
        await MeasureAsync(me, "statistics/books", "books");
    }

    private const string MakeActions = """
        insert into analytics.actions (id, workspace_id, account_id, session_no, message_id, event_kind, decision, outcome,
            board_ms, path_ms)
        select gen_random_uuid(), s.workspace_id, s.account_id, s.session_no, n, 0, 0, (n % 20) / 19, n % 37, n % 91
        from analytics.live_sessions s, generate_series(1, 2000) as n
        """;

    private async Task MeasureAsync(HttpClient client, string path, string name)
    {
        var (times, bytes) = (new List<double>(), 0);
        for (var n = 0; n < Warm + Runs; n++)
        {
            var started = Stopwatch.GetTimestamp();
            bytes = (await client.GetByteArrayAsync($"/api/analytics/{path}")).Length;
            if (n >= Warm)
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -50} p50 {times[Runs / 2], 7:N2} ms  p95 {times[(Runs * 95 / 100) - 1], 7:N2} ms  {bytes, 9:N0} bytes"
        );
        output.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }
}
