using Microsoft.Extensions.Options;
using Npgsql;

namespace LiveOps.Rules.Deciding;

/// <summary>Deletes what has lost its meaning: expired state and old decisions. Every replica may do it.</summary>
internal sealed class Housekeeping(
    NpgsqlDataSource database,
    IOptions<RulesOptions> options,
    TimeProvider clock,
    ILogger<Housekeeping> log
) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await CleanAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("Old state and decisions are not cleaned up: {Reason}", error.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // The state of an event that still waits in a spool or a queue is kept for a day after its end.
        await DeleteAsync("delete from rules.state_entries where expires_at < $1", now.AddDays(-1), cancellationToken);
        await DeleteAsync(
            "delete from rules.decisions where decided_at < $1",
            now.AddDays(-options.Value.DecisionsKeptDays),
            cancellationToken
        );
        await DeleteAsync(
            "delete from rules.executions where ended_at < $1",
            now.AddDays(-options.Value.DecisionsKeptDays),
            cancellationToken
        );
    }

    private async Task DeleteAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var delete = database.CreateCommand(sql);
        delete.Parameters.Add(new() { Value = before.ToUniversalTime() });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }
}
