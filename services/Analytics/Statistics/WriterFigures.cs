using System.Runtime.InteropServices;
using LiveOps.Analytics.Reviewing;

namespace LiveOps.Analytics.Statistics;

/// <summary>How the writers of this process are doing lately.</summary>
internal sealed class WriterFigures(TimeProvider clock)
{
    private const int Remembered = 1_000;
    private const int Window = 60;

    private readonly Lock _lock = new();
    private readonly Queue<Batch> _batches = new();
    private readonly (long Second, long Events)[] _seconds = new (long, long)[Window];
    private int _waiting;

    /// <summary>Messages that the broker has handed out and that are not on the books yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public void Begun() => Interlocked.Increment(ref _waiting);

    public void Ended(int messages) => Interlocked.Add(ref _waiting, -messages);

    /// <summary>Notes a batch that is on the books.</summary>
    /// <param name="took">How long the transaction took.</param>
    /// <param name="events">Its events.</param>
    /// <param name="oldest">When the oldest of them was read from the socket.</param>
    public void Stored(TimeSpan took, int events, DateTimeOffset oldest)
    {
        var now = clock.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        lock (_lock)
        {
            if (_batches.Count == Remembered)
                _batches.Dequeue();
            _batches.Enqueue(new(took.TotalMilliseconds, events, Math.Max(0, (now - oldest).TotalMilliseconds)));
            ref var slot = ref _seconds[second % Window];
            slot = (second, (slot.Second == second ? slot.Events : 0) + events);
        }
    }

    /// <summary>The last batches, at most 1,000, and the last minute.</summary>
    public WritersView View()
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            var ms = _batches.Select(batch => batch.Ms).Order().ToList();
            var lag = _batches.Select(batch => batch.LagMs).Order().ToList();
            return new()
            {
                EventsPerSecond = Math.Round(
                    _seconds.Where(slot => slot.Second > second - Window).Sum(slot => slot.Events) / (double)Window,
                    2
                ),
                Batches = ms.Count,
                EventsPerBatch = ms.Count == 0 ? null : Math.Round(_batches.Average(batch => batch.Events), 1),
                BatchMsP50 = At(ms, 0.5),
                BatchMsP95 = At(ms, 0.95),
                BatchMsMax = At(ms, 1),
                LagMsP50 = At(lag, 0.5),
                LagMsP95 = At(lag, 0.95),
                LagMsMax = At(lag, 1),
                WaitingMessages = Waiting,
            };
        }
    }

    private static double? At(List<double> sorted, double part) =>
        Figures.At(sorted, part) is { } value ? Math.Round(value, 3) : null;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Batch(double Ms, int Events, double LagMs);
}

/// <summary>The writers of the answering process: of its last batches, at most 1,000. Null before the first.</summary>
internal sealed record WritersView
{
    /// <summary>Mean of the last minute.</summary>
    public required double EventsPerSecond { get; init; }
    public required int Batches { get; init; }
    public double? EventsPerBatch { get; init; }

    /// <summary>Time of the transaction, ms.</summary>
    public double? BatchMsP50 { get; init; }
    public double? BatchMsP95 { get; init; }
    public double? BatchMsMax { get; init; }

    /// <summary>From the socket to the books, by the oldest event of a batch, ms.</summary>
    public double? LagMsP50 { get; init; }
    public double? LagMsP95 { get; init; }
    public double? LagMsMax { get; init; }

    /// <summary>Messages that the broker has handed out and that are not on the books yet.</summary>
    public required int WaitingMessages { get; init; }
}
