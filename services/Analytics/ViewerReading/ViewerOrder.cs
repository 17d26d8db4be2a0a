namespace LiveOps.Analytics.ViewerReading;

/// <summary>
/// The SQL of an order. A page is read in parts, each of which is one stretch of one index: those equal to the last one
/// of the page before, those after it, those who have nothing. Parameters: $3 main, $4 user id, $5 coins, $6 name, $7 time.
/// </summary>
internal sealed class ViewerOrder(ViewerSort sort, bool descending)
{
    private readonly string _after = descending ? "<" : ">";
    private readonly string _direction = descending ? "desc" : "asc";

    // Of equals, the lower user id is first in a descending list, so that an index serves both directions.
    private readonly string _userAfter = descending ? ">" : "<";
    private readonly string _userDirection = descending ? "asc" : "desc";

    /// <summary>What <see cref="ViewerKey.Read"/> reads.</summary>
    public string Keys =>
        sort.Name switch
        {
            ViewerSort.ByVip => "p.user_id, p.vip_tier, p.coins",
            _ when sort.HasNothing => $"p.user_id, {WithoutDebts}",
            _ => $"p.user_id, {sort.Column}",
        };

    /// <summary>What all keys are ordered by, at once.</summary>
    public string OrderBy =>
        sort.Name switch
        {
            ViewerSort.ByVip => $"p.vip_tier {_direction}, p.coins {_direction}, p.user_id {_userDirection}",
            ViewerSort.ByName => $"n.sort_name {_direction}, n.user_id {_direction}",
            _ when sort.HasNothing => $"{WithoutDebts} {_direction}, p.user_id {_userDirection}",
            _ => $"{sort.Column} {_direction}, p.user_id {_userDirection}",
        };

    /// <summary>What comes after the key in the parameters, at once.</summary>
    public string After =>
        sort.Name switch
        {
            ViewerSort.ByVip =>
                $"(p.vip_tier {_after} $3 or (p.vip_tier = $3 and (p.coins {_after} $5 or (p.coins = $5 and p.user_id {_userAfter} $4))))",
            ViewerSort.ByName => $"(n.sort_name, n.user_id) {_after} ($6 collate \"C\", $4)",
            _ when sort.HasNothing =>
                $"({WithoutDebts} {_after} $3 or ({WithoutDebts} = $3 and p.user_id {_userAfter} $4))",
            _ => $"({sort.Column} {_after} {Key} or ({sort.Column} = {Key} and p.user_id {_userAfter} $4))",
        };

    private string Key => sort.IsTime ? "$7" : "$3";

    // Loyalty points may be owed: for the order that is the same as none.
    private string WithoutDebts => $"greatest({sort.Column}, 0)";

    /// <summary>The stretches in their order, as conditions with what they are ordered by.</summary>
    /// <param name="after">The key in the parameters; null for the first page.</param>
    public IEnumerable<(string Where, string OrderBy)> Stretches(ViewerKey? after) =>
        sort.Name switch
        {
            ViewerSort.ByName => [(after is null ? "true" : After, OrderBy)],
            ViewerSort.ByVip => ByVip(after),
            _ when sort.HasNothing => WithNothing(after),
            _ => Plain(after),
        };

    private IEnumerable<(string, string)> Plain(ViewerKey? after)
    {
        if (after is null)
            return [("true", OrderBy)];
        return
        [
            ($"{sort.Column} = {Key} and p.user_id {_userAfter} $4", $"p.user_id {_userDirection}"),
            ($"{sort.Column} {_after} {Key}", OrderBy),
        ];
    }

    private IEnumerable<(string, string)> WithNothing(ViewerKey? after)
    {
        var user = $"p.user_id {_userDirection}";
        var having = $"{sort.Column} {_direction}, {user}";
        List<(string, string)> stretches = [];
        if (after is { Main: <= 0 })
            stretches.Add(($"{sort.Column} <= 0 and p.user_id {_userAfter} $4", user));
        else if (after is not null)
        {
            stretches.Add(($"{sort.Column} = $3 and {sort.Column} > 0 and p.user_id {_userAfter} $4", user));
            stretches.Add(($"{sort.Column} {_after} $3 and {sort.Column} > 0", having));
        }
        else
            stretches.Add(($"{sort.Column} > 0", having));
        if (descending && after is null or { Main: > 0 })
            stretches.Add(($"{sort.Column} <= 0", user));
        else if (!descending && after is null)
            stretches.Insert(0, ($"{sort.Column} <= 0", user));
        else if (!descending && after is { Main: <= 0 })
            stretches.Add(($"{sort.Column} > 0", having));
        return stretches;
    }

    private IEnumerable<(string, string)> ByVip(ViewerKey? after)
    {
        var user = $"p.user_id {_userDirection}";
        var coins = $"p.coins {_direction}, {user}";
        List<(string, string)> stretches = [];
        if (after is { } key)
        {
            var tier = key.Main > 0 ? "p.vip_tier = $3 and p.vip_tier > 0" : "p.vip_tier = 0";
            stretches.Add(($"{tier} and p.coins = $5 and p.user_id {_userAfter} $4", user));
            stretches.Add(($"{tier} and p.coins {_after} $5", coins));
        }
        var vips = (after is null ? "p.vip_tier > 0" : $"p.vip_tier {_after} $3 and p.vip_tier > 0", OrderBy);
        var others = ("p.vip_tier = 0", coins);
        if (descending && after is null or { Main: > 0 })
            stretches.AddRange([vips, others]);
        else if (!descending && after is null)
            stretches.AddRange([others, vips]);
        else if (!descending)
            stretches.Add(vips);
        return stretches;
    }
}
