namespace LiveOps.Analytics.Viewers;

/// <summary>Hours of the week in one time zone: 0 is Monday 00:00 to 01:00, 167 Sunday 23:00 to 24:00.</summary>
/// <param name="zone">The account's.</param>
internal sealed class WeekHours(TimeZoneInfo zone)
{
    // Every time zone in use is a multiple of a quarter of an hour away from UTC, and changes on one.
    private const long Quarter = 15 * TimeSpan.TicksPerMinute;
    private long _quarter = -1;
    private short _hour;

    public short Of(DateTimeOffset time)
    {
        var quarter = time.UtcTicks / Quarter;
        if (quarter == _quarter)
            return _hour;
        var local = TimeZoneInfo.ConvertTime(time, zone);
        (_quarter, _hour) = (quarter, (short)((((int)local.DayOfWeek + 6) % 7 * 24) + local.Hour));
        return _hour;
    }
}
