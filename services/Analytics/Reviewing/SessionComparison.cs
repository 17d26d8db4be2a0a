using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>Two live sessions side by side.</summary>
internal sealed record ComparisonView
{
    public required ComparedView A { get; init; }
    public required ComparedView B { get; init; }

    /// <summary>Each figure of B divided by that of A; null where A has none.</summary>
    public required IReadOnlyDictionary<string, double?> BToA { get; init; }
}

/// <summary>One of two sessions. Place n of a curve is the n-th minute since its start.</summary>
internal sealed record ComparedView(
    LiveSessionView Session,
    bool IsLive,
    long DurationMs,
    double? AverageViewers,
    TimelineView Curves
);

/// <summary>Compares two live sessions of the workspace, aligned by the minute since each one's start.</summary>
internal static class SessionComparison
{
    public static void MapSessionComparison(this RouteGroupBuilder api) =>
        api.MapGet("/live-sessions/compare", CompareAsync)
            .WithName("compareLiveSessions")
            .WithSummary("Two live sessions side by side, by the minute since their start")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<ComparisonView>, NotFound, ProblemHttpResult>> CompareAsync(
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellationToken,
        string? a = null,
        string? b = null
    )
    {
        if (!Guid.TryParse(a, out var first) || !Guid.TryParse(b, out var second))
            return TypedResults.Problem(
                "Give the ids of two live sessions: ?a=<id>&b=<id>. GET live-sessions lists them.",
                statusCode: StatusCodes.Status400BadRequest
            );
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await ReviewedSession.OneMomentAsync(connection, cancellationToken);
        var now = clock.GetUtcNow();
        if (
            await ReviewedSession.FindAsync(connection, user, first, now, cancellationToken) is not { } one
            || await ReviewedSession.FindAsync(connection, user, second, now, cancellationToken) is not { } other
        )
            return TypedResults.NotFound();
        return TypedResults.Ok(
            new ComparisonView
            {
                A = ViewOf(one),
                B = ViewOf(other),
                BToA = RatiosOf(one, other),
            }
        );
    }

    private static ComparedView ViewOf(ReviewedSession session) =>
        new(
            LiveSessionView.Of(session.Row),
            session.IsLive,
            (long)session.Duration.TotalMilliseconds,
            Figures.Rounded(session.Curve.AverageViewers),
            TimelineView.Of(session, 1)
        );

    private static Dictionary<string, double?> RatiosOf(ReviewedSession a, ReviewedSession b)
    {
        var (x, y) = (a.Row.Totals, b.Row.Totals);
        return new(StringComparer.Ordinal)
        {
            ["duration"] = Ratio(a.Duration.TotalMilliseconds, b.Duration.TotalMilliseconds),
            ["coins"] = Ratio(x.Coins, y.Coins),
            ["gifts"] = Ratio(x.Gifts, y.Gifts),
            ["likes"] = Ratio(x.Likes, y.Likes),
            ["comments"] = Ratio(x.Comments, y.Comments),
            ["follows"] = Ratio(x.Follows, y.Follows),
            ["shares"] = Ratio(x.Shares, y.Shares),
            ["joins"] = Ratio(x.Joins, y.Joins),
            ["peakViewers"] = Ratio(x.PeakViewers, y.PeakViewers),
            ["averageViewers"] = Ratio(a.Curve.AverageViewers ?? 0, b.Curve.AverageViewers ?? 0),
            ["coinsPerMinute"] = Ratio(PerMinute(a), PerMinute(b)),
        };
    }

    private static double PerMinute(ReviewedSession session) =>
        session.Duration > TimeSpan.Zero ? session.Row.Totals.Coins / session.Duration.TotalMinutes : 0;

    private static double? Ratio(double a, double b) => a > 0 ? Math.Round(b / a, 3) : null;
}
