using System.Globalization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>When a condition holds, one case for each kind.</summary>
internal static class ReferenceConditions
{
    public static bool Holds(RuleCondition condition, ReferenceEngine engine, Look look) =>
        condition switch
        {
            AllCondition all => all.Conditions.All(one => Holds(one, engine, look)),
            AnyCondition any => any.Conditions.Any(one => Holds(one, engine, look)),
            NotCondition not => !Holds(not.Condition, engine, look),
            ChanceCondition chance => look.Lot() * 100 < chance.Percent,
            ViewerCondition viewer => look.Event.Viewer is { } one
                && (viewer.UserIds.Any(id => id == one.UserId) || viewer.Handles.Any(name => name == one.Handle)),
            RoleCondition role => role.AnyOf.Any(one => Has(one, role.Top, role.MinVipTier, engine, look)),
            CountCondition count => Counted(engine, count, look).Sum(one => one.Units) >= count.AtLeast,
            LikesCondition likes => engine.Likes(look) > likes.GreaterThan,
            CoinsCondition coins => Coins(coins, engine, look) >= coins.AtLeast,
            TimeCondition time => IsOn(time, look.At),
            VariableCondition variable => Compares(variable, engine, look),
            _ => throw new InvalidOperationException("The reference does not know this condition."),
        };

    /// <summary>It held and was used: counts start anew.</summary>
    public static void Used(RuleCondition condition, ReferenceEngine engine, Look look)
    {
        if (condition is CountCondition { KeepCounting: false } count)
            engine.Forget(CountKey(count, look));
        if (condition is AllCondition or AnyCondition)
            foreach (var child in condition.Children)
                if (Holds(child, engine, look))
                    Used(child, engine, look);
    }

    public sealed record Unit(DateTimeOffset At, long Units);

    /// <summary>The rule was set off: every different question is counted once.</summary>
    public static void Count(ReferenceEngine engine, Look look)
    {
        var units = look.Event switch
        {
            { Kind: LiveEventKind.Gift, Gift: { } gift } => Math.Max(1, gift.Credited),
            { Kind: LiveEventKind.GiftFinal, Gift: { } gift } => Math.Max(1, gift.RepeatCount),
            { Like: { } like } => Math.Max(1, like.Count),
            _ => 1,
        };
        foreach (
            var count in look
                .Rule.Definition.AllConditions()
                .OfType<CountCondition>()
                .DistinctBy(count => CountKey(count, look))
        )
            engine.Write(
                CountKey(count, look),
                Counted(engine, count, look).Append(new Unit(look.At, units)).ToList(),
                look.At.AddMilliseconds(count.WithinMs)
            );
    }

    private static List<Unit> Counted(ReferenceEngine engine, CountCondition count, Look look) =>
        engine.Note(CountKey(count, look)) is List<Unit> units
            ? [.. units.Where(unit => unit.At > look.At.AddMilliseconds(-count.WithinMs))]
            : [];

    private static string CountKey(CountCondition count, Look look) =>
        $"count/{look.Rule.Id}/{count.AtLeast}/{count.WithinMs}/{(count.Per == CountScope.Viewer ? look.Viewer : -1)}";

    public static bool Has(ViewerRole role, int top, int minTier, ReferenceEngine engine, Look look)
    {
        if (look.Event.Viewer is not { } viewer)
            return false;
        return role switch
        {
            ViewerRole.Everyone => true,
            ViewerRole.Vip => engine.Note($"vip-tier/{viewer.UserId}") is long tier && tier >= minTier,
            ViewerRole.Blocked => engine.Note($"blocked/{viewer.UserId}") is not null,
            ViewerRole.TopGifter => engine
                .Gifters(look)
                .OrderByDescending(one => one.Coins)
                .ThenBy(one => one.Since)
                .Take(top)
                .Any(one => one.Viewer == viewer.UserId),
            ViewerRole.Follower => viewer.Roles.HasFlag(ViewerRoles.Follower),
            ViewerRole.Subscriber => viewer.Roles.HasFlag(ViewerRoles.Subscriber),
            ViewerRole.Moderator => viewer.Roles.HasFlag(ViewerRoles.Moderator),
            _ => viewer.Roles.HasFlag(ViewerRoles.Friend),
        };
    }

    private static long Coins(CoinsCondition coins, ReferenceEngine engine, Look look) =>
        engine.Note(
            coins.Per == CountScope.Room ? $"coins/{engine.Room(look)}" : $"coins/{engine.Room(look)}/{look.Viewer}"
        ) as long?
        ?? 0;

    /// <summary>The generators leave the account's clock at UTC; other clocks have tests of their own.</summary>
    private static bool IsOn(TimeCondition time, DateTimeOffset at)
    {
        var minute = at.UtcDateTime.Hour * 60 + at.UtcDateTime.Minute;
        var from = time.From is { } first ? first.Hour * 60 + first.Minute : 0;
        var to = time.To is { } last ? last.Hour * 60 + last.Minute : 0;
        var night = to != 0 && to < from;
        var began = night && minute < to ? at.UtcDateTime.AddDays(-1).DayOfWeek : at.UtcDateTime.DayOfWeek;
        var on = night ? minute >= from || minute < to : minute >= from && (to == 0 || minute < to);
        return on && (time.Days.Count == 0 || time.Days.Any(day => day == began));
    }

    private static bool Compares(VariableCondition condition, ReferenceEngine engine, Look look)
    {
        var known = engine.Note(engine.VariableKey(condition.Scope, condition.Name, look));
        var left = Convert.ToString(known, CultureInfo.InvariantCulture) ?? "";
        var right = ReferenceText.Fill(condition.Value, engine, look);
        if (condition.Is == Comparison.Contains)
            return left.ToUpperInvariant().Contains(right.ToUpperInvariant(), StringComparison.Ordinal);
        var numbers = Number(left, out var one) & Number(right, out var other);
        var order = numbers ? one.CompareTo(other) : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
        return condition.Is switch
        {
            Comparison.Equals => order == 0,
            Comparison.NotEquals => order != 0,
            Comparison.Greater => order > 0,
            Comparison.AtLeast => order >= 0,
            Comparison.Less => order < 0,
            _ => order <= 0,
        };
    }

    private static bool Number(string text, out decimal number)
    {
        number = 0;
        return text.Length == 0
            || decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out number);
    }
}
