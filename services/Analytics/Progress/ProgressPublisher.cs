using LiveOps.Analytics.Reviewing;
using LiveOps.Contracts.Analytics;
using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Progress;

/// <summary>
/// Tells screens the totals of live sessions that changed: at most a few times a second each, read from the books
/// after the commit. It works beside the writers and never holds them up; what one round leaves is newer in the next.
/// </summary>
internal sealed class ProgressPublisher(
    NpgsqlDataSource database,
    IServiceProvider services,
    IOptions<AnalyticsOptions> options,
    TimeProvider clock,
    ILogger<ProgressPublisher> log
) : BackgroundService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private HashSet<Guid> _changed = [];

    /// <summary>Notes that the books of these sessions have changed.</summary>
    public void Changed(IEnumerable<Guid> sessions)
    {
        lock (_lock)
            _changed.UnionWith(sessions);
    }

    /// <summary>Publishes what has changed since the last call.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        HashSet<Guid> changed;
        lock (_lock)
        {
            if (_changed.Count == 0)
                return;
            (changed, _changed) = (_changed, []);
        }
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(_patience);
            // The bus depends on the writers and these on this class: it is looked up when it is needed.
            var bus = services.GetRequiredService<IBus>();
            foreach (var message in await ReadAsync(changed, patience.Token))
                await bus.Publish(message, patience.Token);
        }
        catch
        {
            Changed(changed);
            throw;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(
            TimeSpan.FromMilliseconds(1_000.0 / options.Value.ProgressPerSecond),
            clock
        );
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PublishAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Screens fall behind; the books do not.
                log.LogWarning("Progress of live sessions waits: {Reason}", error.Message);
            }
        }
    }

    private async Task<List<LiveSessionProgressed>> ReadAsync(
        HashSet<Guid> sessions,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = new List<SessionRow>();
        await using (
            var command = new NpgsqlCommand(
                $"select {SessionRow.Columns} from analytics.live_sessions s where s.id = any($1)",
                connection
            )
        )
        {
            command.Parameters.Add(
                new() { Value = sessions.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid }
            );
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(SessionRow.Read(reader));
        }
        var messages = new List<LiveSessionProgressed>();
        foreach (var row in rows)
            messages.Add(
                new()
                {
                    WorkspaceId = row.WorkspaceId,
                    AccountId = row.AccountId,
                    LiveSessionId = row.Id,
                    RoomId = row.RoomId,
                    StartedAt = row.StartedAt,
                    EndedAt = row.EndedAt,
                    Totals = row.Totals,
                    Leaderboard = await Leaderboard.ReadAsync(connection, row, Leaderboard.Places, cancellationToken),
                }
            );
        return messages;
    }
}
