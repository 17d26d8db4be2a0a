using LiveOps.Analytics.Statistics;

namespace LiveOps.Tests.Analytics.Statistics;

public sealed class LocalPeriodsTests
{
    [Theory]
    [InlineData("UTC", "2026-11-21", "2026-11-21T00:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-11-21", "2026-11-20T18:15:00Z")]
    // Paris: 29 March 2026 has 23 hours, 25 October has 25.
    [InlineData("Europe/Paris", "2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Paris", "2026-03-30", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Paris", "2026-10-25", "2026-10-24T22:00:00Z")]
    [InlineData("Europe/Paris", "2026-10-26", "2026-10-25T23:00:00Z")]
    // Cairo: on 24 April 2026 the clock jumps from 00:00 to 01:00, so the day begins at 01:00.
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z")]
    // Havana: on 1 November 2026 01:00 becomes 00:00 again; the day begins with the first of the two.
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")]
    public void A_day_begins_when_it_begins_there(string zone, string day, string start) =>
        LocalPeriods
            .StartOf(TimeZoneInfo.FindSystemTimeZoneById(zone), DateOnly.Parse(day, null))
            .ShouldBe(DateTimeOffset.Parse(start, null));

    [Theory]
    [InlineData(
        "Day",
        "2026-03-28..2026-03-28 2026-03-29..2026-03-29 2026-03-30..2026-03-30 2026-03-31..2026-03-31 2026-04-01..2026-04-01"
    )]
    // 30 March 2026 is a Monday.
    [InlineData("Week", "2026-03-28..2026-03-29 2026-03-30..2026-04-01")]
    [InlineData("Month", "2026-03-28..2026-03-31 2026-04-01..2026-04-01")]
    public void Periods_follow_each_other_and_are_cut_to_the_range(string length, string expected)
    {
        var periods = LocalPeriods.Of(
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"),
            new(2026, 3, 28),
            new(2026, 4, 1),
            Enum.Parse<PeriodLength>(length)
        );

        string.Join(' ', periods.Select(period => $"{period.From:yyyy-MM-dd}..{period.To:yyyy-MM-dd}"))
            .ShouldBe(expected);
        for (var n = 1; n < periods.Count; n++)
            periods[n].Start.ShouldBe(periods[n - 1].End);
        (periods[^1].End - periods[0].Start).ShouldBe(TimeSpan.FromHours((5 * 24) - 1));
    }
}
