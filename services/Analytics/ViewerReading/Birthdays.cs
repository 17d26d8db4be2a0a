using System.Runtime.InteropServices;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>When birthdays are. Who was born on 29 February has theirs on 28 February in other years.</summary>
internal static class Birthdays
{
    /// <summary>A day on which those born on <see cref="Month"/>, <see cref="Day"/> of any year have their birthday.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Coming(int Month, int Day, DateOnly On);

    /// <summary>Full years on a day.</summary>
    public static int AgeOn(DateOnly today, DateOnly born)
    {
        var years = today.Year - born.Year;
        return today < In(today.Year, born) ? years - 1 : years;
    }

    /// <summary>The birthday in a year.</summary>
    public static DateOnly In(int year, DateOnly born) =>
        born is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year)
            ? new DateOnly(year, 2, 28)
            : new DateOnly(year, born.Month, born.Day);

    /// <summary>The next birthday, today's included.</summary>
    public static DateOnly Next(DateOnly today, DateOnly born) =>
        In(today.Year, born) is var here && here >= today ? here : In(today.Year + 1, born);

    /// <summary>Every month and day with its next date from today to so many days ahead, each once.</summary>
    public static IReadOnlyList<Coming> Within(DateOnly today, int days)
    {
        var coming = new List<Coming>();
        var seen = new HashSet<(int, int)>();
        void Add(int month, int day, DateOnly on)
        {
            if (seen.Add((month, day)))
                coming.Add(new Coming(month, day, on));
        }
        for (var n = 0; n <= days && today.DayNumber + n <= DateOnly.MaxValue.DayNumber; n++)
        {
            var on = today.AddDays(n);
            Add(on.Month, on.Day, on);
            if (on is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(on.Year))
                Add(2, 29, on);
        }
        return coming;
    }
}
