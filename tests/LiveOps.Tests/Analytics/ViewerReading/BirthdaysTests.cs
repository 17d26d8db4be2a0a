using LiveOps.Analytics.ViewerReading;

namespace LiveOps.Tests.Analytics.ViewerReading;

public sealed class BirthdaysTests
{
    [Theory]
    [InlineData("2026-11-21", "1990-11-22", 35)]
    [InlineData("2026-11-22", "1990-11-22", 36)]
    [InlineData("2026-02-27", "2000-02-29", 25)]
    [InlineData("2026-02-28", "2000-02-29", 26)]
    [InlineData("2028-02-28", "2000-02-29", 27)]
    [InlineData("2028-02-29", "2000-02-29", 28)]
    [InlineData("1990-11-22", "1990-11-22", 0)]
    public void Age_is_in_full_years_and_a_leap_day_is_kept_on_28_February(string today, string born, int age) =>
        Birthdays.AgeOn(Day(today), Day(born)).ShouldBe(age);

    [Theory]
    [InlineData("2026-03-01", "2000-02-29", "2027-02-28")]
    [InlineData("2027-03-01", "2000-02-29", "2028-02-29")]
    [InlineData("2026-02-28", "2000-02-29", "2026-02-28")]
    [InlineData("2026-12-31", "2000-01-01", "2027-01-01")]
    public void The_next_birthday_is_today_or_later(string today, string born, string next) =>
        Birthdays.Next(Day(today), Day(born)).ShouldBe(Day(next));

    [Fact]
    public void The_days_ahead_agree_with_every_persons_own_next_birthday()
    {
        // Every day of four years, so that each place of the leap day is met, against the plain definition.
        var born = Enumerable.Range(0, 366).Select(n => new DateOnly(2000, 1, 1).AddDays(n)).ToList();
        foreach (var days in (int[])[1, 7, 30, 366])
            for (var today = new DateOnly(2025, 1, 1); today < new DateOnly(2029, 1, 1); today = today.AddDays(13))
            {
                var ahead = Birthdays.Within(today, days).ToDictionary(day => (day.Month, day.Day), day => day.On);
                foreach (var birthday in born)
                {
                    var next = Birthdays.Next(today, birthday);
                    if (next <= today.AddDays(days))
                        ahead[(birthday.Month, birthday.Day)].ShouldBe(next);
                    else
                        ahead.ShouldNotContainKey((birthday.Month, birthday.Day));
                }
            }
    }

    private static DateOnly Day(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
}
