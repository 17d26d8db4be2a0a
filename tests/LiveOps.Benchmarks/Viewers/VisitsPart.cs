using System.Diagnostics;
using LiveOps.Benchmarks.Broker;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Analytics;
using Npgsql;

namespace LiveOps.Benchmarks.Viewers;

/// <summary>A LIVE with 5,000 viewers in it ends: how long events of another LIVE take onto the books meanwhile.</summary>
internal static class VisitsPart
{
    private const int Visitors = 5_000;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        await using var publisher = await LiveEventsPublisher.OpenAsync(system.Broker, "analytics", cancellationToken);
        var workspace = Guid.NewGuid();
        var other = new SyntheticLive(901, 500, 1) { WorkspaceId = workspace, Now = DateTimeOffset.UtcNow };
        await WriteAsync(system, publisher, other, 300, () => false, cancellationToken);
        var quiet = await WriteAsync(system, publisher, other, 500, () => false, cancellationToken);

        var full = new SyntheticLive(900, Visitors, 20) { WorkspaceId = workspace, Now = DateTimeOffset.UtcNow };
        await publisher.PublishAsync(
            Arrivals(full).Select(message => (full.AccountId, LiveEventsPublisher.BodyOf(message))),
            cancellationToken
        );
        await system.UntilAsync(
            async token => await OpenAsync(system.Database, full.RoomId, token) == Visitors,
            "all visits are open",
            60,
            cancellationToken
        );
        await publisher.PublishAsync([(full.AccountId, LiveEventsPublisher.BodyOf(full.End()))], cancellationToken);
        var open = true;
        var watching = Task.Run(
            async () =>
            {
                await system.UntilAsync(
                    async token => await OpenAsync(system.Database, full.RoomId, token) == 0,
                    "all visits have ended",
                    120,
                    cancellationToken
                );
                open = false;
            },
            cancellationToken
        );
        var ending = await WriteAsync(system, publisher, other, 100_000, () => !open, cancellationToken);
        await watching;
        report.Table(
            ["", "events", "p50 ms", "p99 ms", "most ms"],
            [Row("no LIVE ends", quiet), Row($"{Visitors:N0} visits end", ending)]
        );
        report.Line(
            $"\nOne event at a time, from its publish to the moment in which the books have it; p99 with the end of the visits is {(ending.Percentile(0.99) / quiet.Percentile(0.99)).Times()} that without."
        );
    }

    private static IReadOnlyList<string> Row(string what, List<double> times) =>
        [
            what,
            ((long)times.Count).Thousands(),
            times.Percentile(0.5).Ms(),
            times.Percentile(0.99).Ms(),
            times.Max().Ms(),
        ];

    private static IEnumerable<LiveEvents> Arrivals(SyntheticLive live)
    {
        var now = DateTimeOffset.UtcNow;
        for (var n = 0; n < Visitors; n += 100)
            yield return new LiveEvents
            {
                WorkspaceId = live.WorkspaceId,
                AccountId = live.AccountId,
                RoomId = live.RoomId,
                Sequence = n,
                ReceivedAt = now,
                Events =
                [
                    .. Enumerable
                        .Range(n, 100)
                        .Select(viewer => new LiveEvent
                        {
                            MessageId = viewer + 1,
                            Kind = LiveEventKind.Join,
                            At = now,
                            Viewer = new() { UserId = 5_000_000 + viewer, Handle = $"guest{viewer}" },
                        }),
                ],
            };
    }

    private static async Task<List<double>> WriteAsync(
        MeasuredSystem system,
        LiveEventsPublisher publisher,
        SyntheticLive live,
        int most,
        Func<bool> ended,
        CancellationToken stop
    )
    {
        var times = new List<double>();
        for (var n = 0; n < most && !ended(); n++)
        {
            var body = LiveEventsPublisher.BodyOf(live.Next());
            var watch = Stopwatch.StartNew();
            await publisher.PublishAsync([(live.AccountId, body)], stop);
            while (await StoredAsync(system.Database, live.RoomId, stop) < live.Events)
                await Task.Delay(1, stop);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return times;
    }

    private static Task<long> OpenAsync(NpgsqlDataSource database, long room, CancellationToken stop) =>
        CountAsync(
            database,
            """
            select count(*) from analytics.session_viewers v join analytics.live_sessions s using (session_no)
            where s.room_id = $1 and v.visit_open
            """,
            room,
            stop
        );

    private static Task<long> StoredAsync(NpgsqlDataSource database, long room, CancellationToken stop) =>
        CountAsync(
            database,
            "select coalesce(sum(events), 0)::bigint from analytics.live_sessions where room_id = $1",
            room,
            stop
        );

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql, long room, CancellationToken stop)
    {
        await using var select = database.CreateCommand(sql);
        select.Parameters.Add(new() { Value = room });
        return (long)(await select.ExecuteScalarAsync(stop))!;
    }
}
