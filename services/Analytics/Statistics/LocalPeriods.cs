namespace LiveOps.Analytics.Statistics;

/// <summary>By what statistics are divided.</summary>
internal enum PeriodLength
{
    Day,
    Week,
    Month,
}

/// <summary>A day, week or month of an account.</summary>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When the next begins.</param>
internal sealed record Period(DateOnly From, DateOnly To, DateTimeOffset Start, DateTimeOffset End);

/// <summary>Days, weeks (from Monday) and months in a time zone, over changes of the clock.</summary>
internal static class LocalPeriods
{
    /// <summary>The periods from one day to another, both included; the first and the last are cut to them.</summary>
    public static IReadOnlyList<Period> Of(TimeZoneInfo zone, DateOnly from, DateOnly to, PeriodLength length)
    {
        var periods = new List<Period>();
        for (var first = from; first <= to; )
        {
            var next = length switch
            {
                PeriodLength.Day => first.AddDays(1),
                PeriodLength.Week => first.AddDays(7 - (((int)first.DayOfWeek + 6) % 7)),
                _ => new DateOnly(first.Year, first.Month, 1).AddMonths(1),
            };
            if (next > to)
                next = to.AddDays(1);
            periods.Add(new(first, next.AddDays(-1), StartOf(zone, first), StartOf(zone, next)));
            first = next;
        }
        return periods;
    }

    /// <summary>The first moment of a day. Where clocks jump over midnight it is the moment of the jump; where midnight comes twice, the first.</summary>
    public static DateTimeOffset StartOf(TimeZoneInfo zone, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(midnight))
        {
            // Clocks jump at midnight: by the offset from before, midnight is the moment of the jump.
            var before = zone.GetUtcOffset(new DateTimeOffset(midnight, TimeSpan.Zero).AddDays(-1));
            return new DateTimeOffset(midnight, before).ToUniversalTime();
        }
        if (zone.IsAmbiguousTime(midnight))
            return new DateTimeOffset(midnight, zone.GetAmbiguousTimeOffsets(midnight).Max()).ToUniversalTime();
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>The day on which a moment is.</summary>
    public static DateOnly DayOf(TimeZoneInfo zone, DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
