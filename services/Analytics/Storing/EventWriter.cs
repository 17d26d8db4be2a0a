using System.Diagnostics;
using System.Threading.Channels;
using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Statistics;
using Npgsql;

namespace LiveOps.Analytics.Storing;

/// <summary>
/// The one writer of a partition: gathers messages while the batch before is being committed, stores them in one
/// transaction and lets go of each message only then. Under light load a batch is one message, under heavy load
/// hundreds, without any setting.
/// </summary>
internal sealed class EventWriter(
    EventStore store,
    AnalyticsOptions options,
    AnalyticsMetrics metrics,
    WriterFigures figures
)
{
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Names _names = new();

    /// <summary>Completes when the message is durable, and fails as the database does. Its retry is the caller's.</summary>
    public Task WriteAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(message);
        // Unbounded here, bounded by the messages that the broker hands out before the first is acknowledged.
        _queue.Writer.TryWrite(waiting);
        figures.Begun();
        return waiting.Stored.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken))
        {
            var batch = new List<Waiting>();
            var events = Gather(batch, 0);
            if (options.LingerMs > 0 && batch.Count < options.BatchMessages && events < options.BatchEvents)
            {
                await Task.Delay(options.LingerMs, cancellationToken);
                events = Gather(batch, events);
            }
            var started = Stopwatch.GetTimestamp();
            await StoreAsync(batch, cancellationToken);
            var took = Stopwatch.GetElapsedTime(started);
            metrics.BatchSeconds.Record(took.TotalSeconds);
            metrics.BatchEvents.Record(events);
            Note(batch, took);
        }
    }

    private void Note(List<Waiting> batch, TimeSpan took)
    {
        figures.Ended(batch.Count);
        var stored = batch.FindAll(waiting => waiting.Stored.Task.IsCompletedSuccessfully);
        var rows = stored.Sum(waiting => waiting.Message.Rows.Count);
        if (rows > 0)
            figures.Stored(
                took,
                rows,
                stored
                    .Where(waiting => waiting.Message.Rows.Count > 0)
                    .Min(waiting => waiting.Message.Rows[0].ReceivedAt)
            );
    }

    private int Gather(List<Waiting> batch, int events)
    {
        while (
            batch.Count < options.BatchMessages
            && _queue.Reader.TryPeek(out var next)
            && (batch.Count == 0 || events + next.Message.Rows.Count <= options.BatchEvents)
        )
        {
            _queue.Reader.TryRead(out _);
            batch.Add(next);
            events += next.Message.Rows.Count;
        }
        return events;
    }

    /// <summary>One bad message must not take the others with it: what fails together is tried one by one.</summary>
    private async Task StoreAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        try
        {
            await store.StoreAsync(batch.ConvertAll(waiting => waiting.Message), _names, cancellationToken);
            batch.ForEach(waiting => waiting.Stored.TrySetResult());
        }
        catch (Exception error) when (batch.Count == 1 || error is OperationCanceledException || IsAway(error))
        {
            batch.ForEach(waiting => waiting.Stored.TrySetException(error));
        }
        catch (Exception)
        {
            foreach (var waiting in batch)
                await StoreAsync([waiting], cancellationToken);
        }
    }

    private static bool IsAway(Exception error) => error is NpgsqlException { IsTransient: true };

    private sealed record Waiting(EventMessage Message)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Runs the writers of all partitions.</summary>
internal sealed class EventWriters : BackgroundService
{
    private readonly EventWriter[] _writers;
    private readonly EventPartitions _partitions;
    private readonly TimeProvider _clock;

    public EventWriters(
        EventStore store,
        EventPartitions partitions,
        Microsoft.Extensions.Options.IOptions<AnalyticsOptions> options,
        AnalyticsMetrics metrics,
        WriterFigures figures,
        TimeProvider clock
    )
    {
        _partitions = partitions;
        _clock = clock;
        _writers =
        [
            .. Enumerable
                .Range(0, options.Value.Partitions)
                .Select(_ => new EventWriter(store, options.Value, metrics, figures)),
        ];
    }

    public EventWriter this[int partition] => _writers[partition];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _partitions.MakeAheadAsync(DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_writers.Select(writer => writer.RunAsync(stoppingToken)));
}
