using System.Diagnostics;
using LiveOps.AppHost;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using LiveOps.IntegrationTests.Analytics;
using Npgsql;

namespace LiveOps.Benchmarks.Viewers;

/// <summary>What people wait for when they look at their viewers: each page over HTTP, in a row, by a signed-in member.</summary>
internal static class ViewerPagesPart
{
    private const int Asked = 200;
    private const int WarmUps = 8;

    private static readonly (string What, string Path)[] _pages =
    [
        ("list by coins", "?sort=coins&limit=50"),
        ("list by last seen", "?sort=lastSeen&limit=50"),
        ("list by watch time", "?sort=watchtime&limit=50"),
        ("list by name", "?sort=name&order=asc&limit=50"),
        ("list VIP", "?filter=vip&limit=50"),
        ("list active", "?filter=active&limit=50"),
        ("search, 3 letters", "?search=wer&limit=50"),
        ("search, a whole name", "?search=viewer1234&limit=50"),
        ("leaderboard coins", "/leaderboard?type=coins&limit=20"),
        ("leaderboard comments", "/leaderboard?type=comments&limit=20"),
        ("profile", "/6800000000000000042"),
        ("heatmap of a viewer", "/6800000000000000042/heatmap"),
        ("heatmap global", "/heatmap/global"),
        ("summary", "/stats/summary"),
        ("birthdays", "/birthdays/upcoming?days=7"),
        ("floor: names of the VIP tiers", "/vip/tiers"),
    ];

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        var columns = new List<List<(double Median, double P95)>>();
        foreach (var viewers in new[] { 5_000, 1_000_000 })
        {
            await FillAsync(system.Database, viewers, cancellationToken);
            // Compiled code, as a service has it that has run for a minute.
            for (var n = 0; n < WarmUps && columns.Count == 0; n++)
                foreach (var (_, path) in _pages)
                    await MeasureAsync(system, path, cancellationToken);
            var column = new List<(double, double)>();
            foreach (var (_, path) in _pages)
                column.Add(await MeasureAsync(system, path, cancellationToken));
            columns.Add(column);
        }
        report.Table(
            ["page", "5,000 viewers p50 / p95 ms", "1,000,000 viewers p50 / p95 ms"],
            _pages.Select(
                (page, n) =>
                    (IReadOnlyList<string>)
                        [page.What, .. columns.Select(column => $"{column[n].Median.Ms()} / {column[n].P95.Ms()}")]
            )
        );
        report.Line(
            $"\nEach {Asked} times in a row after all of them were asked {WarmUps} times as often, by one client over HTTP straight from Analytics, whole answers read; the whole system idles on the same two cores."
        );
        await ExportsAsync(system, report, cancellationToken);
    }

    /// <summary>The million as a file, read as fast as it comes, and how much memory the service takes for it.</summary>
    private static async Task ExportsAsync(MeasuredSystem system, Report report, CancellationToken stop)
    {
        var rows = new List<IReadOnlyList<string>>();
        var process = system.Processes["analytics"];
        foreach (var format in new[] { "csv", "ndjson", "json", "xlsx" })
        {
            var (before, most, length) = (ProcessUse.ResidentBytes(process), 0L, 0L);
            var buffer = new byte[1 << 20];
            var watch = Stopwatch.StartNew();
            using var answer = await system.Http.GetAsync(
                $"{system.UrlOf("analytics")}/api/viewer-profiles/export?format={format}",
                HttpCompletionOption.ResponseHeadersRead,
                stop
            );
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            var looked = 0L;
            while (await body.ReadAsync(buffer, stop) is > 0 and var read)
            {
                length += read;
                if (watch.ElapsedMilliseconds - looked < 100)
                    continue;
                looked = watch.ElapsedMilliseconds;
                most = Math.Max(most, ProcessUse.ResidentBytes(process));
            }
            rows.Add([
                format,
                watch.Elapsed.TotalSeconds.ToString("0.0"),
                (length >> 20).Thousands(),
                (before >> 20).Thousands(),
                (most >> 20).Thousands(),
            ]);
        }
        report.Table(["export of 1,000,000 viewers", "s", "MiB", "memory before, MiB", "most during it, MiB"], rows);
    }

    private static async Task<(double Median, double P95)> MeasureAsync(
        MeasuredSystem system,
        string path,
        CancellationToken stop
    )
    {
        var url = $"{system.UrlOf("analytics")}/api/viewer-profiles{path}";
        var times = new List<double>();
        for (var n = -20; n < Asked; n++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await system.Http.GetAsync(url, stop);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(stop);
            if (n >= 0)
                times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return (times.Percentile(0.5), times.Percentile(0.95));
    }

    /// <summary>Viewers with totals as a long season leaves them: few with much, many with little.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, int viewers, CancellationToken stop)
    {
        Report.Progress($"making {viewers:N0} viewers");
        await using var fill = database.CreateCommand(
            """
            insert into analytics.audiences (workspace_id, account_id)
                values ($1, null), ($1, $2) on conflict (workspace_id, account_id) do nothing;
            """
        );
        fill.Parameters.Add(new() { Value = Guid.Parse(Topology.WorkspaceId) });
        fill.Parameters.Add(new() { Value = Guid.Parse(Topology.AccountId) });
        await fill.ExecuteNonQueryAsync(stop);
        foreach (
            var sql in new[]
            {
                """
                    insert into analytics.viewers (workspace_id, user_id, handle, nickname, named_at, birthday)
                    select $1, 6800000000000000000 + n, 'viewer' || n, 'Viewer ' || n || ' of many', now(),
                        case when n % 50 = 0 then date '1990-01-01' + (n % 9000)::int end
                    from generate_series(0::bigint, $3 - 1) as n on conflict do nothing
                    """,
                """
                    insert into analytics.viewer_profiles (audience_no, user_id, first_seen_at, last_seen_at, watch_ms, coins,
                        gifts, comments, likes, visits, joins, vip_tier, vip_since)
                    select a.audience_no, 6800000000000000000 + n, now() - interval '100 days',
                        now() - make_interval(secs => (n * 7919) % 8000000), (n * 104729) % 900000000, 5000000 / (n + 1),
                        50000 / (n + 1), (n * 31) % 500, (n * 17) % 9000, 1 + n % 90, n % 90,
                        case when n < $3 / 1000 then 1 + n % 4 else 0 end, case when n < $3 / 1000 then now() end
                    from analytics.audiences a, generate_series(0::bigint, $3 - 1) as n
                    where a.workspace_id = $1 and (a.account_id is null or a.account_id = $2) on conflict do nothing
                    """,
                """
                    insert into analytics.viewer_hours (audience_no, user_id, hour_of_week, events, coins)
                    select a.audience_no, 6800000000000000000 + n, (h * 24 + n) % 168, 1 + n % 20, n % 3
                    from analytics.audiences a, generate_series(0::bigint, $3 - 1) as n, generate_series(1, 3) as h
                    where a.workspace_id = $1 and a.account_id = $2 on conflict do nothing
                    """,
                """
                    insert into analytics.audience_hours (audience_no, hour_of_week, events, coins)
                    select a.audience_no, h, 1000 + h, h from analytics.audiences a, generate_series(0, 167) as h
                    where a.workspace_id = $1 and a.account_id = $2 and $3 > 0 on conflict do nothing
                    """,
            }
        )
        {
            await using var insert = database.CreateCommand(sql);
            insert.CommandTimeout = 0;
            insert.Parameters.Add(new() { Value = Guid.Parse(Topology.WorkspaceId) });
            insert.Parameters.Add(new() { Value = Guid.Parse(Topology.AccountId) });
            insert.Parameters.Add(new() { Value = viewers });
            await insert.ExecuteNonQueryAsync(stop);
        }
        await SearchableNames.FillAsync(database, Guid.Parse(Topology.WorkspaceId));
        foreach (var table in new[] { "viewers", "viewer_search", "viewer_profiles", "viewer_hours" })
        {
            await using var settle = database.CreateCommand($"vacuum (analyze) analytics.{table}");
            settle.CommandTimeout = 0;
            await settle.ExecuteNonQueryAsync(stop);
        }
    }
}
