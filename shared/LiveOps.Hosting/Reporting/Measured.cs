using System.Diagnostics.Metrics;
using LiveOps.Contracts.Services;

namespace LiveOps.Hosting.Reporting;

/// <summary>
/// One instrument's values since they were last taken. Recording takes a short lock of its own and allocates nothing: it
/// stands on hot paths.
/// </summary>
internal sealed class Measured(string name, FigureKind kind, double factor)
{
    private readonly Lock _lock = new();
    private readonly long[]? _buckets = kind == FigureKind.Distribution ? new long[Buckets.Length] : null;
    private long _count;
    private double _sum;
    private double _max;

    /// <param name="instrument">What is measured.</param>
    public static Measured Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return new(
            instrument.Name,
            kind == typeof(Histogram<>) ? FigureKind.Distribution
                : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? FigureKind.Count
                : FigureKind.Level,
            // Times of different makers come in different units; people read them in one.
            string.Equals(instrument.Unit, "s", StringComparison.Ordinal)
                ? 1_000
                : 1
        )
        {
            Adds = kind == typeof(UpDownCounter<>),
            Observed = instrument.IsObservable,
        };
    }

    /// <summary>A level that is told by its changes.</summary>
    private bool Adds { get; init; }

    /// <summary>Tells the whole each time, also of a count.</summary>
    private bool Observed { get; init; }

    private double _before;
    private double _seen;

    public void Record(double value)
    {
        value *= factor;
        lock (_lock)
        {
            _count++;
            if (kind == FigureKind.Level && !Adds || Observed)
                // One measurement for each set of tags: together they are the whole.
                _seen += value;
            else
                _sum += value;
            if (kind != FigureKind.Distribution)
                return;
            _max = Math.Max(_max, value);
            _buckets![Buckets.Of(value)]++;
        }
    }

    /// <summary>What was measured since the last time; null where there is nothing to tell.</summary>
    public FigureReport? Take()
    {
        lock (_lock)
        {
            var (count, sum, max) = (_count, _sum, _max);
            if (Observed)
            {
                sum = kind == FigureKind.Count ? _seen - _before : _seen;
                (_before, _seen) = (_seen, 0);
            }
            var buckets = _buckets is null ? null : _buckets.ToArray();
            (_count, _max) = (0, 0);
            if (!Adds)
                _sum = 0;
            if (_buckets is not null)
                Array.Clear(_buckets);
            return count == 0 && kind != FigureKind.Level
                ? null
                : new FigureReport
                {
                    Name = name,
                    Kind = kind,
                    Count = count,
                    Sum = sum,
                    Max = max,
                    Buckets = buckets,
                };
        }
    }
}
