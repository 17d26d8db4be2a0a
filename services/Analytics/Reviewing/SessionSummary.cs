using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>A live session on one page.</summary>
internal sealed record SummaryView
{
    /// <summary>Totals and the first 20 gifters.</summary>
    public required LiveSessionView Session { get; init; }
    public required bool IsLive { get; init; }

    /// <summary>From the start to the end, or to now, ms.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Mean over the minutes of which TikTok told the viewers; null where it told none.</summary>
    public double? AverageViewers { get; init; }
    public required long PeakViewers { get; init; }

    /// <summary>Means over the whole duration; null for a session of no duration.</summary>
    public RatesView? PerMinute { get; init; }
    public required BestMinutesView BestMinutes { get; init; }
    public required ActionFiguresView Actions { get; init; }

    /// <summary>Follow messages seen.</summary>
    public required long NewFollowers { get; init; }

    /// <summary>Likes that the room had before the first of them were seen; part of the total, of no minute.</summary>
    public required long LikesBefore { get; init; }
    public required IReadOnlyList<SessionGap> Gaps { get; init; }
    public required EarningsView Earnings { get; init; }
}

/// <summary>Means per minute of the duration.</summary>
internal sealed record RatesView(double Coins, double Gifts, double Likes, double Comments);

/// <summary>The three best minutes by each measure, best first; of equals the earlier. Minutes without any are left out.</summary>
internal sealed record BestMinutesView(
    IReadOnlyList<BestMinuteView> ByCoins,
    IReadOnlyList<BestMinuteView> ByLikes,
    IReadOnlyList<BestMinuteView> ByComments
);

/// <summary>A minute that stands out.</summary>
/// <param name="At">Its beginning, UTC.</param>
/// <param name="Minute">Minutes since the start of the session, from 0.</param>
/// <param name="Value">How many.</param>
internal sealed record BestMinuteView(DateTime At, int Minute, long Value);

/// <summary>What viewers paid, and roughly what reaches the creator.</summary>
internal sealed record EarningsView(long GiftedCoins, long EstimatedDiamonds, bool IsEstimate, string Note)
{
    private const string What =
        "An estimate, not a payout: about half of the coins that viewers pay reach the creator as diamonds. TikTok does "
        + "not tell the real share here; it depends on country and contract. Gifts to guests of the LIVE are counted, "
        + "subscriptions, treasure boxes, bonuses, taxes and fees are not. What counts is TikTok's own statement.";

    public static EarningsView Of(long coins) => new(coins, coins / 2, true, What);
}

/// <summary>Reviews one live session, past or running.</summary>
internal static class SessionSummary
{
    private const int Best = 3;

    public static void MapSessionSummary(this RouteGroupBuilder api) =>
        api.MapGet("/live-sessions/{id:guid}/summary", ReadAsync)
            .WithName("readSessionSummary")
            .WithSummary(
                "A live session on one page: totals, rates, best minutes, actions, gaps and estimated earnings"
            );

    private static async Task<Results<Ok<SummaryView>, NotFound>> ReadAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await ReviewedSession.OneMomentAsync(connection, cancellationToken);
        if (
            await ReviewedSession.FindAsync(connection, user, id, clock.GetUtcNow(), cancellationToken)
            is not { } session
        )
            return TypedResults.NotFound();
        var leaderboard = await Leaderboard.ReadAsync(connection, session.Row, Leaderboard.Places, cancellationToken);
        var actions = await ActionFigures.ReadAsync(connection, session.Row, cancellationToken);
        var totals = session.Row.Totals;
        return TypedResults.Ok(
            new SummaryView
            {
                Session = LiveSessionView.Of(session.Row, leaderboard),
                IsLive = session.IsLive,
                DurationMs = (long)session.Duration.TotalMilliseconds,
                AverageViewers = Figures.Rounded(session.Curve.AverageViewers),
                PeakViewers = totals.PeakViewers,
                PerMinute = RatesOf(session),
                BestMinutes = new(
                    BestOf(session.Curve, minute => minute.Coins),
                    BestOf(session.Curve, minute => minute.Likes),
                    BestOf(session.Curve, minute => minute.Comments)
                ),
                Actions = actions,
                NewFollowers = totals.Follows,
                LikesBefore = session.Curve.LikesBefore,
                Gaps = session.Gaps,
                Earnings = EarningsView.Of(totals.Coins),
            }
        );
    }

    private static RatesView? RatesOf(ReviewedSession session)
    {
        var minutes = session.Duration.TotalMinutes;
        if (minutes <= 0)
            return null;
        var totals = session.Row.Totals;
        return new(
            Figures.Rounded(totals.Coins / minutes),
            Figures.Rounded(totals.Gifts / minutes),
            Figures.Rounded((totals.Likes - session.Curve.LikesBefore) / minutes),
            Figures.Rounded(totals.Comments / minutes)
        );
    }

    private static List<BestMinuteView> BestOf(SessionCurve curve, Func<CurveMinute, long> value) =>
        [
            .. curve
                .Minutes.Select((minute, n) => new BestMinuteView(curve.At(n), n, value(minute)))
                .Where(minute => minute.Value > 0)
                .OrderByDescending(minute => minute.Value)
                .ThenBy(minute => minute.Minute)
                .Take(Best),
        ];
}

/// <summary>How numbers leave this house.</summary>
internal static class Figures
{
    /// <summary>Two decimals: more would pretend to be known.</summary>
    public static double Rounded(double value) => Math.Round(value, 2);

    /// <summary>The least of the sorted values that so great a part of them does not exceed; null without any.</summary>
    public static double? At(List<double> sorted, double part) =>
        sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(part * sorted.Count) - 1];

    /// <inheritdoc cref="Rounded(double)"/>
    public static double? Rounded(double? value) => value is { } known ? Rounded(known) : null;
}
