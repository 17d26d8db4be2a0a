using System.Diagnostics;
using LiveOps.Benchmarks.Broker;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using LiveOps.IntegrationTests.Analytics;
using Npgsql;

namespace LiveOps.Benchmarks.Viewers;

/// <summary>
/// How fast events get from the queue into the books with all that follows from them: profiles, visits, hours, VIP
/// tiers. The queues are filled while Analytics is held still; the clock runs from its release to the last commit.
/// </summary>
internal static class ViewersPart
{
    private const int EventsPerMessage = 20;
    private const int Accounts = 4;

    /// <summary>A process held still longer than 15 s would be started anew.</summary>
    private const int EventsPerRound = 200_000;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        // Compiled code and warm caches, as a service has them that has run for a minute.
        await RoundAsync(system, 1, 5_000, cancellationToken);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var viewers in new[] { 5_000, 10_000, 100_000, 1_000_000 })
            rows.Add([
                $"{((long)viewers).Thousands()} viewers",
                .. await MeasureAsync(system, viewers, options.RoundsGiven ?? 3, cancellationToken),
            ]);
        foreach (var events in new[] { 1_000_000L, 20_000_000L })
        {
            await FillAsync(system.Database, events, cancellationToken);
            rows.Add([
                $"5,000 viewers, {events.Thousands()} events on the books",
                .. await MeasureAsync(system, 5_000, options.RoundsGiven ?? 3, cancellationToken),
            ]);
        }
        report.Table(["", "events/s", "analytics, CPU-us an event", "PostgreSQL, CPU-us an event"], rows);
        report.Line(
            $"\n{EventsPerRound:N0} events a round (likes 45 %, comments 30 %, joins 17 %, gifts 8 %; viewers by Zipf's law) of {Accounts} accounts of one workspace, in messages of {EventsPerMessage}, all in the queue before; the rest of the system idles. fsync, synchronous_commit and full_page_writes are on."
        );
    }

    private static int _seed = 100;

    private static async Task<string[]> MeasureAsync(
        MeasuredSystem system,
        int viewers,
        int count,
        CancellationToken stop
    )
    {
        var rounds = new List<(double Rate, double Service, double Database)>();
        for (var n = 0; n < count; n++)
            rounds.Add(await RoundAsync(system, _seed += Accounts, viewers, stop));
        return
        [
            $"{rounds.ConvertAll(round => round.Rate).Median().Thousands()} ({rounds.Min(round => round.Rate).Thousands()}..{rounds.Max(round => round.Rate).Thousands()})",
            rounds.ConvertAll(round => round.Service).Median().ToString("0.0"),
            rounds.ConvertAll(round => round.Database).Median().ToString("0.0"),
        ];
    }

    private static async Task<(double Rate, double Service, double Database)> RoundAsync(
        MeasuredSystem system,
        int seed,
        int viewers,
        CancellationToken stop
    )
    {
        var workspace = Guid.NewGuid();
        var lives = Enumerable
            .Range(seed, Accounts)
            .Select(n => new SyntheticLive(n, viewers, EventsPerMessage) { WorkspaceId = workspace })
            .ToArray();
        var bodies = Enumerable
            .Range(0, EventsPerRound / EventsPerMessage)
            .Select(n => lives[n % Accounts])
            .Select(live => (live.AccountId, LiveEventsPublisher.BodyOf(live.Next())))
            .ToList();
        var (service, database) = (system.Processes["analytics"], system.Processes["postgres"]);
        await SignalAsync("-STOP", service, stop);
        try
        {
            await using var publisher = await LiveEventsPublisher.OpenAsync(system.Broker, "analytics", stop);
            await publisher.PublishAsync(bodies, stop);
        }
        finally
        {
            await SignalAsync("-CONT", service, stop);
        }
        var (serviceCpu, databaseCpu) = (ProcessUse.CpuSeconds(service), ProcessUse.CpuSeconds(database));
        var watch = Stopwatch.StartNew();
        await system.UntilAsync(
            async token => await StoredAsync(system.Database, workspace, token) == EventsPerRound,
            "all is on the books",
            300,
            stop
        );
        var seconds = watch.Elapsed.TotalSeconds;
        return (
            EventsPerRound / seconds,
            (ProcessUse.CpuSeconds(service) - serviceCpu) / EventsPerRound * 1_000_000,
            (ProcessUse.CpuSeconds(database) - databaseCpu) / EventsPerRound * 1_000_000
        );
    }

    private static async Task SignalAsync(string signal, int process, CancellationToken stop)
    {
        using var kill = Process.Start("kill", [signal, $"{process}"]);
        await kill.WaitForExitAsync(stop);
    }

    private static async Task<long> StoredAsync(NpgsqlDataSource database, Guid workspace, CancellationToken stop)
    {
        await using var select = database.CreateCommand(
            "select coalesce(sum(events), 0)::bigint from analytics.live_sessions where workspace_id = $1"
        );
        select.Parameters.Add(new() { Value = workspace });
        return (long)(await select.ExecuteScalarAsync(stop))!;
    }

    /// <summary>Fills the books up with old events of old sessions, in this week's partition.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, long events, CancellationToken stop)
    {
        Report.Progress($"filling the books up to {events:N0} events");
        await using var fill = database.CreateCommand(
            """
            insert into analytics.events
                (session_no, message_id, sequence, at, received_at, user_id, opened_on, kind, flags, likes)
            select 1000000 + n / 20000, n, n, now(), now(), 6800000000000000000 + (n * 7919) % 1000000, current_date, 3, 0, 5
            from generate_series((select count(*) from analytics.events), $1 - 1) as n
            """
        );
        fill.CommandTimeout = 0;
        fill.Parameters.Add(new() { Value = events });
        await fill.ExecuteNonQueryAsync(stop);
        await using var settle = database.CreateCommand("vacuum (analyze) analytics.events");
        settle.CommandTimeout = 0;
        await settle.ExecuteNonQueryAsync(stop);
        await using var checkpoint = database.CreateCommand("checkpoint");
        checkpoint.CommandTimeout = 0;
        await checkpoint.ExecuteNonQueryAsync(stop);
    }
}
