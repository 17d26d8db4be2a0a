using System.Collections.Concurrent;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using MassTransit;

namespace LiveOps.Console.Health;

/// <summary>What happened in one workspace over the last hour, by minute of this clock.</summary>
/// <param name="Minutes">Sixty, oldest first; the last one is not over.</param>
/// <param name="ActionsDone">Of the hour.</param>
/// <param name="ActionsNotDone">Of the hour.</param>
/// <param name="SuccessRate">Share of the hour's actions that were done, 0 to 1; null where there were none.</param>
/// <param name="Board">From the first byte written to the board's answer.</param>
/// <param name="Path">From the event's frame to the first byte written to the board.</param>
/// <param name="Since">Since when this process counts: what was before, it does not know.</param>
internal sealed record WorkspaceFiguresView(
    IReadOnlyList<WorkspaceMinuteView> Minutes,
    long ActionsDone,
    long ActionsNotDone,
    double? SuccessRate,
    TimesView Board,
    TimesView Path,
    DateTimeOffset Since
);

/// <summary>One minute.</summary>
internal sealed record WorkspaceMinuteView(
    DateTimeOffset At,
    long Events,
    long Gifts,
    long Coins,
    long ActionsDone,
    long ActionsNotDone,
    double? BoardP95Ms,
    double? PathP95Ms
);

/// <summary>Times, ms; null where none was measured.</summary>
internal sealed record TimesView(long Count, double? MedianMs, double? P95Ms, double? MaxMs);

/// <summary>Counts what the bus tells of each workspace. In memory: the last hour, and no more workspaces than fit.</summary>
internal sealed class WorkspaceFigures(TimeProvider clock)
{
    /// <summary>Workspaces that are counted: some 20 kB each.</summary>
    private const int Bound = 1_000;

    private readonly ConcurrentDictionary<Guid, Minutes<Minute>> _workspaces = new();
    private readonly DateTimeOffset _since = clock.GetUtcNow();

    public void Take(LiveEvents frame)
    {
        long gifts = 0;
        long coins = 0;
        foreach (var happened in frame.Events)
        {
            if (happened.Gift is not { } gift)
                continue;
            gifts += gift.Credited;
            coins += (long)gift.Credited * gift.Coins;
        }
        Change(
            frame.WorkspaceId,
            minute =>
            {
                minute.Events += frame.Events.Count;
                minute.Gifts += gifts;
                minute.Coins += coins;
            }
        );
    }

    public void Take(DeviceCommandCompleted completed) =>
        Change(
            completed.WorkspaceId,
            minute =>
            {
                // A stop or a newer command ends an action that was carried out.
                if (
                    completed.Outcome
                    is DeviceCommandOutcome.Done
                        or DeviceCommandOutcome.Stopped
                        or DeviceCommandOutcome.Replaced
                )
                    minute.Done++;
                else
                    minute.NotDone++;
                if (completed.BoardMs is { } board)
                    minute.Board.Add(board);
                if (completed.PathMs is { } path)
                    minute.Path.Add(path);
            }
        );

    public WorkspaceFiguresView View(Guid workspaceId)
    {
        var now = clock.GetUtcNow();
        if (!_workspaces.TryGetValue(workspaceId, out var minutes))
            minutes = new Minutes<Minute>();
        lock (minutes)
        {
            (DateTimeOffset At, Minute? Value)[] hour = [.. minutes.Until(now)];
            var (board, path) = (new Distribution(), new Distribution());
            foreach (var minute in hour.Select(one => one.Value).OfType<Minute>())
            {
                board.Add(minute.Board);
                path.Add(minute.Path);
            }
            var done = hour.Sum(one => one.Value?.Done ?? 0);
            var not = hour.Sum(one => one.Value?.NotDone ?? 0);
            return new WorkspaceFiguresView(
                [.. hour.Select(one => View(one.At, one.Value))],
                done,
                not,
                done + not == 0 ? null : (double)done / (done + not),
                View(board),
                View(path),
                _since
            );
        }
    }

    private static WorkspaceMinuteView View(DateTimeOffset at, Minute? minute) =>
        new(
            at,
            minute?.Events ?? 0,
            minute?.Gifts ?? 0,
            minute?.Coins ?? 0,
            minute?.Done ?? 0,
            minute?.NotDone ?? 0,
            minute?.Board.Quantile(0.95),
            minute?.Path.Quantile(0.95)
        );

    private static TimesView View(Distribution times) =>
        new(times.Count, times.Quantile(0.5), times.Quantile(0.95), times.Count == 0 ? null : Math.Round(times.Max, 1));

    private void Change(Guid workspaceId, Action<Minute> change)
    {
        if (_workspaces.Count >= Bound && !_workspaces.ContainsKey(workspaceId))
            return;
        var minutes = _workspaces.GetOrAdd(workspaceId, _ => new Minutes<Minute>());
        lock (minutes)
            change(minutes.At(clock.GetUtcNow()));
    }

    private sealed class Minute
    {
        public long Events { get; set; }
        public long Gifts { get; set; }
        public long Coins { get; set; }
        public long Done { get; set; }
        public long NotDone { get; set; }
        public Distribution Board { get; } = new();
        public Distribution Path { get; } = new();
    }
}

/// <summary>Beside the live screen, on its queue: the message is read once for both.</summary>
internal sealed class WorkspaceFiguresConsumer(WorkspaceFigures figures)
    : IConsumer<LiveEvents>,
        IConsumer<DeviceCommandCompleted>
{
    public Task Consume(ConsumeContext<LiveEvents> context)
    {
        figures.Take(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DeviceCommandCompleted> context)
    {
        figures.Take(context.Message);
        return Task.CompletedTask;
    }
}
