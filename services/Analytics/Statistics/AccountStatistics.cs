using LiveOps.Analytics.Reviewing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Analytics.Statistics;

/// <summary>An account, or all of a workspace, over time.</summary>
/// <param name="TimeZone">Whose days, weeks and months these are.</param>
/// <param name="By">Day, Week or Month.</param>
/// <param name="Periods">All of the range, also those without a LIVE.</param>
/// <param name="Total">The range as one.</param>
internal sealed record StatisticsView(
    string TimeZone,
    PeriodLength By,
    IReadOnlyList<PeriodView> Periods,
    PeriodView Total
);

/// <summary>A day, week or month. What happened before and after midnight counts on its own day.</summary>
internal sealed record PeriodView
{
    /// <summary>First and last day.</summary>
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }

    /// <summary>Live sessions that began in it.</summary>
    public required int Sessions { get; init; }

    /// <summary>Hours live in it; of several accounts, added up.</summary>
    public required double HoursLive { get; init; }
    public required long Coins { get; init; }
    public required long Gifts { get; init; }

    /// <summary>How much the rooms' totals of likes rose.</summary>
    public required long Likes { get; init; }
    public required long Comments { get; init; }
    public required long Follows { get; init; }
    public required long Shares { get; init; }
    public required long Joins { get; init; }
    public required long PeakViewers { get; init; }

    /// <summary>Mean over the minutes of which TikTok told the viewers; null where it told none.</summary>
    public double? AverageViewers { get; init; }

    /// <summary>Null without a LIVE.</summary>
    public double? CoinsPerHourLive { get; init; }
}

/// <summary>Statistics over days, weeks or months in the account's time zone.</summary>
internal static class AccountStatistics
{
    public static void MapAccountStatistics(this RouteGroupBuilder api) =>
        api.MapGet("/statistics", ReadAsync)
            .WithName("readStatistics")
            .WithSummary("An account, or the whole workspace, over days, weeks or months of its time zone")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<StatisticsView>, NotFound, ProblemHttpResult>> ReadAsync(
        [AsParameters] StatisticsRequest request,
        string by = "day"
    )
    {
        PeriodLength? length = by switch
        {
            "day" => PeriodLength.Day,
            "week" => PeriodLength.Week,
            "month" => PeriodLength.Month,
            _ => null,
        };
        if (length is null)
            return StatisticsRequest.Refusal("The value of 'by' is not known: give day, week or month.");
        return await request.AnswerAsync(
            async (connection, range, sessions) =>
            {
                var quarters = await DigestedSession.QuartersAsync(connection, sessions, request.Cancellation);
                var periods = LocalPeriods.Of(range.Zone, range.From, range.To, length.Value);
                return new StatisticsView(
                    range.Zone.Id,
                    length.Value,
                    ViewsOf(periods, sessions, quarters),
                    ViewsOf([new(range.From, range.To, range.Start, range.End)], sessions, quarters)[0]
                );
            }
        );
    }

    private static List<PeriodView> ViewsOf(
        IReadOnlyList<Period> periods,
        IReadOnlyList<DigestedSession> sessions,
        IReadOnlyList<Quarter> quarters
    )
    {
        var starts = periods.Select(period => period.Start.UtcDateTime).ToArray();
        var parts = periods.Select(_ => new List<Quarter>()).ToArray();
        foreach (var quarter in quarters)
            if (PlaceOf(quarter.At) is { } place)
                parts[place].Add(quarter);
        var begun = new int[periods.Count];
        var live = new TimeSpan[periods.Count];
        foreach (var session in sessions)
        {
            if (PlaceOf(session.Row.StartedAt.UtcDateTime) is { } place)
                begun[place]++;
            for (var n = 0; n < periods.Count; n++)
                live[n] += Overlap(session, periods[n]);
        }
        return [.. periods.Select((period, n) => ViewOf(period, begun[n], live[n], parts[n]))];

        int? PlaceOf(DateTime at)
        {
            var found = Array.BinarySearch(starts, at);
            var place = found < 0 ? ~found - 1 : found;
            return place >= 0 && at < periods[place].End.UtcDateTime ? place : null;
        }
    }

    private static TimeSpan Overlap(DigestedSession session, Period period)
    {
        var from = session.Row.StartedAt > period.Start ? session.Row.StartedAt : period.Start;
        var to = session.Until < period.End ? session.Until : period.End;
        return to > from ? to - from : TimeSpan.Zero;
    }

    private static PeriodView ViewOf(Period period, int sessions, TimeSpan live, List<Quarter> quarters)
    {
        var coins = quarters.Sum(quarter => quarter.Coins);
        var viewerMinutes = quarters.Sum(quarter => quarter.ViewerMinutes);
        return new()
        {
            From = period.From,
            To = period.To,
            Sessions = sessions,
            HoursLive = Figures.Rounded(live.TotalHours),
            Coins = coins,
            Gifts = quarters.Sum(quarter => quarter.Gifts),
            Likes = quarters.Sum(quarter => quarter.Likes),
            Comments = quarters.Sum(quarter => quarter.Comments),
            Follows = quarters.Sum(quarter => quarter.Follows),
            Shares = quarters.Sum(quarter => quarter.Shares),
            Joins = quarters.Sum(quarter => quarter.Joins),
            PeakViewers = quarters.Count == 0 ? 0 : quarters.Max(quarter => quarter.ViewersPeak),
            AverageViewers =
                viewerMinutes == 0
                    ? null
                    : Figures.Rounded(quarters.Sum(quarter => quarter.ViewersSum) / viewerMinutes),
            CoinsPerHourLive = live > TimeSpan.Zero ? Figures.Rounded(coins / live.TotalHours) : null,
        };
    }
}
