using LiveOps.Console.Health;
using LiveOps.Contracts.Services;
using MassTransit;

namespace LiveOps.Console.Logs;

/// <summary>
/// Keeps the levels of all processes as they were set: tells them on a change, and again whenever a process reports others
/// than it should have, because it was started since or was away.
/// </summary>
internal sealed class LevelKeeper(
    LogStore store,
    InstallationFigures processes,
    IBus bus,
    TimeProvider clock,
    ILogger<LevelKeeper> log
) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Tells everybody which levels hold now.</summary>
    /// <exception cref="OperationCanceledException">The broker does not answer; it is told as soon as it does.</exception>
    public async Task TellAsync(CancellationToken cancellationToken) =>
        await TellAsync(await store.ReadLevelsAsync(clock.GetUtcNow(), cancellationToken), cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            try
            {
                var levels = await store.ReadLevelsAsync(clock.GetUtcNow(), stoppingToken);
                if (processes.Heard().Any(process => !Agrees(process, levels, clock.GetUtcNow())))
                    await TellAsync(levels, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Log levels were not compared: {Reason}", error.Message);
            }
    }

    /// <summary>Whether a process has the levels that it should have. One that takes none always agrees.</summary>
    internal static bool Agrees(ServiceReported process, IReadOnlyList<ChangedLevel> levels, DateTimeOffset now) =>
        process.Log?.Changed is not { } changed
        || changed
            .Where(level => level.Until is not { } until || until > now)
            .ToHashSet()
            .SetEquals(levels.Where(level => level.Service == process.Service).Select(Setting));

    private static LogLevelSetting Setting(ChangedLevel level) =>
        new()
        {
            Service = level.Service,
            Source = level.Source,
            Level = level.Level,
            Until = level.Until,
        };

    private async Task TellAsync(IReadOnlyList<ChangedLevel> levels, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        await bus.Publish(
            new SetLogLevels { Levels = [.. levels.Select(Setting)] },
            context =>
            {
                context.Durable = false;
                // One that waits for longer may be older than the next.
                context.TimeToLive = TimeSpan.FromSeconds(30);
            },
            patience.Token
        );
    }
}
