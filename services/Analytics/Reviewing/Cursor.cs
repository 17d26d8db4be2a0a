using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Analytics.Reviewing;

/// <summary>Where a page ended: the sort keys of its last item, joined by underscores. Opaque to callers.</summary>
internal static class Cursor
{
    public static string Of(params ReadOnlySpan<long> keys)
    {
        var texts = new string[keys.Length];
        for (var n = 0; n < keys.Length; n++)
            texts[n] = keys[n].ToString(CultureInfo.InvariantCulture);
        return string.Join('_', texts);
    }

    /// <summary>False for what was not handed out by <see cref="Of"/>; null keys without a cursor.</summary>
    public static bool TryParse(string? cursor, int keys, out long[]? values)
    {
        values = null;
        if (string.IsNullOrEmpty(cursor))
            return true;
        var parts = cursor.Split('_');
        if (parts.Length != keys)
            return false;
        var parsed = new long[keys];
        for (var n = 0; n < keys; n++)
        {
            if (!long.TryParse(parts[n], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out parsed[n]))
                return false;
        }
        values = parsed;
        return true;
    }

    public static ProblemHttpResult Refuse() =>
        TypedResults.Problem(
            "The value of 'after' is not one that an earlier page gave as 'next'.",
            statusCode: StatusCodes.Status400BadRequest
        );

    public static long MicrosecondsOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset TimeOf(long microseconds) =>
        new(
            Math.Clamp(microseconds, 0, DateTimeOffset.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond)
                * TimeSpan.TicksPerMicrosecond,
            TimeSpan.Zero
        );
}
