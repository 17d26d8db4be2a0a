using LiveOps.Analytics.Viewers;

namespace LiveOps.Tests.Analytics.Viewers;

public sealed class WeekHoursTests
{
    [Theory]
    [InlineData("UTC", "2026-11-23T00:00:00Z", 0)]
    [InlineData("UTC", "2026-11-22T23:59:59Z", 167)]
    [InlineData("Asia/Jakarta", "2026-11-22T17:00:00Z", 0)]
    // Kathmandu is 5:45 ahead.
    [InlineData("Asia/Kathmandu", "2026-11-22T18:14:59Z", 167)]
    [InlineData("Asia/Kathmandu", "2026-11-22T18:15:00Z", 0)]
    // Paris: on 25 October 2026 02:00 to 03:00 comes twice.
    [InlineData("Europe/Paris", "2026-10-25T00:30:00Z", 146)]
    [InlineData("Europe/Paris", "2026-10-25T01:30:00Z", 146)]
    [InlineData("Europe/Paris", "2026-10-25T02:30:00Z", 147)]
    public void An_hour_is_the_accounts_own(string zone, string time, short hour)
    {
        var hours = new WeekHours(TimeZoneInfo.FindSystemTimeZoneById(zone));
        hours.Of(DateTimeOffset.Parse("2026-01-01T00:00:00Z", null));

        hours.Of(DateTimeOffset.Parse(time, null)).ShouldBe(hour);
    }
}
