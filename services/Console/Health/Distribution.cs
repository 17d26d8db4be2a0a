using LiveOps.Hosting.Reporting;

namespace LiveOps.Console.Health;

/// <summary>Values counted in classes: those of many stretches add up.</summary>
internal sealed class Distribution
{
    private readonly long[] _buckets = new long[Buckets.Length];

    public long Count { get; private set; }
    public double Max { get; private set; }

    public void Add(double value)
    {
        _buckets[Buckets.Of(value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>Takes over what another process has counted; one of another form is left out.</summary>
    public void Add(IReadOnlyList<long> buckets, double max)
    {
        if (buckets.Count != _buckets.Length)
            return;
        for (var n = 0; n < buckets.Count; n++)
        {
            _buckets[n] += buckets[n];
            Count += buckets[n];
        }
        Max = Math.Max(Max, max);
    }

    public void Add(Distribution other) => Add(other._buckets, other.Max);

    /// <summary>The value that this share of all is at most; null of none. Tenths are told, more the classes do not know.</summary>
    public double? Quantile(double share) =>
        Buckets.Quantile(_buckets, share, Max) is { } value ? Math.Round(value, 1) : null;
}
