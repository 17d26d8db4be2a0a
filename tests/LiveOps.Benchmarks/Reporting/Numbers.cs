using System.Globalization;

namespace LiveOps.Benchmarks.Reporting;

/// <summary>Order statistics, and how numbers are written.</summary>
internal static class Numbers
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(0.5);

    /// <summary>The nearest-rank percentile: a value that was really measured. NaN for none.</summary>
    public static double Percentile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return double.NaN;
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public static string Thousands(this double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Thousands(this long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Times(this double ratio) => $"{ratio.ToString("0.0", CultureInfo.InvariantCulture)}x";

    public static string Ms(this double value) =>
        double.IsNaN(value) ? "-" : value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Mebibytes(this long bytes) =>
        (bytes / (1024.0 * 1024)).ToString("0.0", CultureInfo.InvariantCulture);
}
