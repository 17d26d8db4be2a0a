using System.Globalization;

namespace LiveOps.Analytics.Statistics;

/// <summary>What can be said of an activity and the number of viewers.</summary>
internal enum CorrelationFinding
{
    /// <summary>Too few minutes to say anything.</summary>
    TooFewMinutes,

    /// <summary>The activity is the same in every minute, mostly 0.</summary>
    ActivityConstant,

    /// <summary>The number of viewers never changed, or TikTok did not tell it.</summary>
    ViewersConstant,

    /// <summary>Nothing that chance would not do too.</summary>
    NoLink,

    /// <summary>Goes with more viewers.</summary>
    Growth,

    /// <summary>Goes with fewer viewers.</summary>
    Loss,
}

/// <summary>Which activity goes with viewers coming or leaving.</summary>
internal sealed record CorrelationsView
{
    public required int LiveSessions { get; init; }
    public required IReadOnlyList<CorrelationView> Activities { get; init; }

    /// <summary>How it is worked out.</summary>
    public string Method { get; init; } =
        "Pearson's correlation of the activity in each whole minute with the change of the average number of viewers from "
        + "the minute before, at lags of -5 to +5 minutes. A lag above 0: the viewers change after the activity. Minutes in "
        + "a gap and at the ragged ends of a LIVE are left out; of several LIVEs each one's own means are taken out first. "
        + "A coefficient counts when chance gives one as strong in fewer than 5 of 100 such tables (Fisher's z, 55 tests).";

    public string Caveat { get; init; } =
        "Two things that go together need not cause each other: a third one, such as a battle or the hour, can move both.";

    public static CorrelationsView Of(Moments moments, int sessions) =>
        new()
        {
            LiveSessions = sessions,
            Activities = [.. Enum.GetValues<Activity>().Select(activity => CorrelationView.Of(moments, activity))],
        };
}

/// <summary>A coefficient at a lag.</summary>
/// <param name="Lag">Minutes from the activity to the change of viewers.</param>
/// <param name="Coefficient">-1 to 1; null where one of the two never changes.</param>
/// <param name="Minutes">How many minutes were compared.</param>
/// <param name="Needed">The weakest coefficient that counts with so many minutes; null with too few.</param>
internal sealed record LagView(int Lag, double? Coefficient, int Minutes, double? Needed);

/// <summary>One activity.</summary>
/// <param name="Activity">coins, comments, likes, follows or shares.</param>
/// <param name="Finding">What can be said.</param>
/// <param name="Best">The strongest coefficient that counts, else the strongest; null without any.</param>
/// <param name="ByLag">All lags, -5 first.</param>
/// <param name="Sentence">The finding in words.</param>
internal sealed record CorrelationView(
    string Activity,
    CorrelationFinding Finding,
    LagView? Best,
    IReadOnlyList<LagView> ByLag,
    string Sentence
)
{
    /// <summary>Fewer minutes say nothing, whatever the coefficient.</summary>
    public const int FewestMinutes = 30;

    // Two-sided 5 % shared by 55 tests (5 activities, 11 lags): the normal quantile of 1 - 0.05 / 55 / 2.
    private const double Quantile = 3.3175;

    public static CorrelationView Of(Moments moments, Activity activity)
    {
        var cells = Enumerable
            .Range(-Moments.MaxLag, Moments.Lags)
            .Select(lag => (Lag: lag, Cell: moments[activity, lag]))
            .ToList();
        var lags = cells.ConvertAll(cell => new LagView(
            cell.Lag,
            cell.Cell.Coefficient is { } r ? Math.Round(r, 4) : null,
            cell.Cell.Pairs,
            Needed(cell.Cell)
        ));
        var known = lags.Where(lag => lag is { Coefficient: not null, Needed: not null }).ToList();
        var best = Strongest(known.Where(lag => Math.Abs(lag.Coefficient!.Value) >= lag.Needed)) ?? Strongest(known);
        var name = activity.ToString().ToLowerInvariant();
        var finding = FindingOf(cells.ConvertAll(cell => cell.Cell), best);
        return new(name, finding, best, lags, Sentences.Of(name, finding, best, cells.Max(cell => cell.Cell.Pairs)));
    }

    private static CorrelationFinding FindingOf(List<Moments.Cell> cells, LagView? best)
    {
        if (cells.TrueForAll(cell => cell.Pairs < FewestMinutes))
            return cells.TrueForAll(cell => cell.Pairs == 0)
                ? CorrelationFinding.ViewersConstant
                : CorrelationFinding.TooFewMinutes;
        if (cells.TrueForAll(cell => cell.ActivityIsConstant))
            return CorrelationFinding.ActivityConstant;
        if (cells.TrueForAll(cell => cell.ViewersAreConstant))
            return CorrelationFinding.ViewersConstant;
        if (best is not { Coefficient: { } r } || Math.Abs(r) < best.Needed)
            return CorrelationFinding.NoLink;
        return r > 0 ? CorrelationFinding.Growth : CorrelationFinding.Loss;
    }

    /// <summary>Fisher: atanh r of unconnected series has a standard deviation of 1 / sqrt(n - 3), one less for each further mean taken out.</summary>
    private static double? Needed(Moments.Cell cell) =>
        cell.Pairs < FewestMinutes || cell.Pairs - cell.Sessions < FewestMinutes - 1
            ? null
            : Math.Round(Math.Tanh(Quantile / Math.Sqrt(cell.Pairs - cell.Sessions - 2)), 4);

    private static LagView? Strongest(IEnumerable<LagView> lags) =>
        lags.OrderByDescending(lag => Math.Abs(lag.Coefficient!.Value))
            .ThenBy(lag => Math.Abs(lag.Lag))
            .FirstOrDefault();

    private static class Sentences
    {
        public static string Of(string activity, CorrelationFinding finding, LagView? best, int minutes) =>
            finding switch
            {
                CorrelationFinding.TooFewMinutes =>
                    $"Too few minutes to say anything of {activity}: {minutes} could be compared, {FewestMinutes} are needed.",
                CorrelationFinding.ActivityConstant =>
                    $"The number of {activity} was the same in every minute: there is nothing to compare.",
                CorrelationFinding.ViewersConstant =>
                    "The number of viewers did not change, or TikTok did not tell it minute by minute: there is nothing to compare.",
                CorrelationFinding.NoLink =>
                    $"No connection of {activity} with viewers coming or leaving was found that is stronger than chance.",
                CorrelationFinding.Growth => $"Many {activity} go with viewers coming {When(best!)}{Facts(best!)}",
                _ => $"Many {activity} go with viewers leaving {When(best!)}{Facts(best!)}",
            };

        private static string When(LagView best) =>
            best.Lag switch
            {
                0 => "in the same minute",
                > 0 => $"{Minutes(best.Lag)} later",
                _ => $"{Minutes(-best.Lag)} before",
            };

        private static string Facts(LagView best) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $" (r = {best.Coefficient:0.00} over {best.Minutes:#,0} minutes). That is no proof that one causes the other."
            );

        private static string Minutes(int count) => count == 1 ? "1 minute" : $"{count} minutes";
    }
}
