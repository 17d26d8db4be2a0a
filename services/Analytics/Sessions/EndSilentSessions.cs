using LiveOps.Analytics.Progress;
using LiveOps.Analytics.Storing;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Analytics.Sessions;

/// <summary>Once a minute: ends sessions that have been silent for too long, and makes event partitions ahead.</summary>
internal sealed class EndSilentSessions(
    NpgsqlDataSource database,
    EventPartitions partitions,
    ProgressPublisher progress,
    IOptions<AnalyticsOptions> options,
    TimeProvider clock,
    ILogger<EndSilentSessions> log
) : BackgroundService
{
    private const string Sql = """
        update analytics.live_sessions set ended_at = active_at
        where ended_at is null and active_at < $1
        returning id
        """;

    /// <summary>Ends what was silent at <paramref name="now"/>; a sign of life that comes later opens it again.</summary>
    public async Task<int> EndAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = new List<Guid>();
        await using var command = database.CreateCommand(Sql);
        command.Parameters.With(now.AddMinutes(-options.Value.EndAfterSilenceMinutes));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ended.Add(reader.GetGuid(0));
        progress.Changed(ended);
        return ended.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = clock.GetUtcNow();
                await partitions.MakeAheadAsync(DateOnly.FromDateTime(now.UtcDateTime), stoppingToken);
                await EndAsync(now, stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("Silent live sessions are looked for again in a minute: {Reason}", error.Message);
            }
        }
    }
}
