using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Viewers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Analytics.Statistics;

/// <summary>
/// The hours of the week, 7 rows of 24 from Monday 00:00 in the account's time zone: what happened in each of them over
/// the range.
/// </summary>
internal sealed record WeekView
{
    public required string TimeZone { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }
    public required IReadOnlyList<long[]> Coins { get; init; }
    public required IReadOnlyList<long[]> Gifts { get; init; }
    public required IReadOnlyList<long[]> Comments { get; init; }
    public required IReadOnlyList<long[]> Likes { get; init; }

    /// <summary>Mean over the minutes of which TikTok told the viewers; null in hours without any.</summary>
    public required IReadOnlyList<double?[]> AverageViewers { get; init; }
}

/// <summary>The heat of the week.</summary>
internal static class WeekStatistics
{
    private const int Days = 7;
    private const int Hours = 24;

    public static void MapWeekStatistics(this RouteGroupBuilder api) =>
        api.MapGet("/statistics/week", ReadAsync)
            .WithName("readWeekStatistics")
            .WithSummary("Coins, gifts, comments, likes and viewers by the hour of the week in the account's time zone")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static Task<Results<Ok<WeekView>, NotFound, ProblemHttpResult>> ReadAsync(
        [AsParameters] StatisticsRequest request
    ) =>
        request.AnswerAsync(
            async (connection, range, sessions) =>
                Of(range, await DigestedSession.QuartersAsync(connection, sessions, request.Cancellation))
        );

    private static WeekView Of(StatisticsRange range, List<Quarter> quarters)
    {
        var view = new WeekView
        {
            TimeZone = range.Zone.Id,
            From = range.From,
            To = range.To,
            Coins = Grid<long>(),
            Gifts = Grid<long>(),
            Comments = Grid<long>(),
            Likes = Grid<long>(),
            AverageViewers = Grid<double?>(),
        };
        var (start, end) = (range.Start.UtcDateTime, range.End.UtcDateTime);
        var hours = new WeekHours(range.Zone);
        var viewers = new (double Sum, int Minutes)[Days * Hours];
        foreach (var quarter in quarters)
        {
            if (quarter.At < start || quarter.At >= end)
                continue;
            var hour = hours.Of(new DateTimeOffset(quarter.At));
            var (d, h) = (hour / Hours, hour % Hours);
            view.Coins[d][h] += quarter.Coins;
            view.Gifts[d][h] += quarter.Gifts;
            view.Comments[d][h] += quarter.Comments;
            view.Likes[d][h] += quarter.Likes;
            viewers[hour].Sum += quarter.ViewersSum;
            viewers[hour].Minutes += quarter.ViewerMinutes;
        }
        for (var hour = 0; hour < viewers.Length; hour++)
            if (viewers[hour].Minutes > 0)
                view.AverageViewers[hour / Hours][hour % Hours] = Figures.Rounded(
                    viewers[hour].Sum / viewers[hour].Minutes
                );
        return view;
    }

    private static T[][] Grid<T>() => [.. Enumerable.Range(0, Days).Select(_ => new T[Hours])];
}
