namespace LiveOps.Console.Quotas;

/// <summary>A day of a workspace.</summary>
/// <param name="Date">Which.</param>
/// <param name="EndsAt">When the next one begins.</param>
internal sealed record QuotaDay(DateOnly Date, DateTimeOffset EndsAt)
{
    /// <summary>The day in which a moment lies. Where a day begins at one o'clock, as it does when clocks are put
    /// forward at midnight, it begins then.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="zone">IANA name; a name that this machine does not know counts as UTC.</param>
    public static QuotaDay Of(DateTimeOffset now, string zone)
    {
        var place = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, place).DateTime);
        var midnight = date.AddDays(1).ToDateTime(TimeOnly.MinValue);
        while (place.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        // Where midnight comes twice, the first one begins the day.
        var offset = place.IsAmbiguousTime(midnight)
            ? place.GetAmbiguousTimeOffsets(midnight).Max()
            : place.GetUtcOffset(midnight);
        return new(date, new DateTimeOffset(midnight, offset).ToUniversalTime());
    }
}
