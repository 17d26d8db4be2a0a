using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Npgsql;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>A season through the broker into the service as it is shipped, which is killed again and again meanwhile.</summary>
public sealed class SeasonTests(SharedServers servers)
{
    private const string Stored =
        "select coalesce(sum(events), 0)::bigint from analytics.live_sessions where workspace_id = $1";

    [Fact]
    public async Task A_season_of_200_000_events_is_exact_though_the_service_is_killed_again_and_again()
    {
        var (database, rabbit) = (await servers.CreateDatabaseAsync(), await servers.CreateVirtualHostAsync());
        var season = new Season(seed: 12, sessions: 20, eventsPerSession: 10_000, viewers: 5_000);
        var truth = new ViewerTruth(TimeZoneInfo.Utc, TimeSpan.FromSeconds(300));
        var messages = season.Messages().ToList();
        messages.ForEach(truth.Saw);
        var events = messages.Sum(message => (long)message.Events.Count);
        // A first life makes tables and queues; nobody loses what comes before the next.
        await using (await AnalyticsHost.StartAsync(database, rabbit)) { }
        var bus = CrashTests.Publisher(rabbit);
        await bus.StartAsync();
        var random = new Random(9);
        var publishing = Task.Run(async () =>
        {
            foreach (var batch in Season.Disordered(messages, random))
                await Task.WhenAll(batch.Select(message => CrashTests.PublishAsync(bus, message)));
        });

        await using var books = NpgsqlDataSource.Create(database);
        var (lives, stored) = (0, 0L);
        var dice = new Random(10);
        while (stored < events)
        {
            lives++.ShouldBeLessThan(60);
            using var service = CrashTests.StartService(database, rabbit);
            try
            {
                // Killed somewhere in the next part of it; the last one lives to the end.
                var until = lives > 5 ? events : Math.Min(events, stored + dice.Next(5_000, 45_000));
                stored = await ReachAsync(books, season, until);
            }
            finally
            {
                service.Kill();
                await service.WaitForExitAsync();
            }
        }
        await publishing;
        await bus.StopAsync();
        lives.ShouldBeGreaterThan(3);

        await using var host = await AnalyticsHost.StartAsync(database, rabbit);
        await Task.Delay(2_000);
        stored = await host.QueryAsync<long>(Stored, season.WorkspaceId);
        stored.ShouldBe(events);
        await ViewerBooksTests.ShouldEqualAsync(host, season, truth);
    }

    private static async Task<long> ReachAsync(NpgsqlDataSource books, Season season, long until)
    {
        long last = 0;
        for (var n = 0; n < 1_500; n++)
        {
            await using var command = books.CreateCommand(Stored);
            command.Parameters.Add(new() { Value = season.WorkspaceId });
            last = (long)(await command.ExecuteScalarAsync())!;
            if (last >= until)
                break;
            await Task.Delay(100);
        }
        return last;
    }
}
