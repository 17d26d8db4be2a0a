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
            _ => $"p.user_id, {sort.Column}",
        };

    /// <summary>What all keys are ordered by, at once.</summary>
    public string OrderBy =>
        sort.Name switch
        {
            ViewerSort.ByVip => $"p.vip_tier {_direction}, p.coins {_direction}, p.user_id {_userDirection}",
            ViewerSort.ByName => $"n.sort_name {_direction}, n.user_id {_direction}",
            _ when sort.Floor is not null => $"{FromFloor} {_direction}, p.user_id {_userDirection}",
            _ => $"{sort.Column} {_direction}, p.user_id {_userDirection}",
        };

    /// <summary>What comes after the key in the parameters, at once.</summary>
    public string After =>
        sort.Name switch
        {
            ViewerSort.ByVip =>
                $"(p.vip_tier {_after} $3 or (p.vip_tier = $3 and (p.coins {_after} $5 or (p.coins = $5 and p.user_id {_userAfter} $4))))",
            ViewerSort.ByName => $"(n.sort_name, n.user_id) {_after} ($6 collate \"C\", $4)",
            _ when sort.Floor is not null =>
                $"({FromFloor} {_after} {KeyFromFloor} or ({FromFloor} = {KeyFromFloor} and p.user_id {_userAfter} $4))",
            _ => $"({sort.Column} {_after} {Key} or ({sort.Column} = {Key} and p.user_id {_userAfter} $4))",
        };

    private string Key => sort.IsTime ? "$7" : "$3";

    // Loyalty points may be owed, and who was never seen has no visit: for the order that is the same as the floor.
    private string FromFloor => $"greatest({sort.Column}, {sort.Floor})";

    private string KeyFromFloor => $"greatest($3, {sort.Floor})";

    /// <summary>The stretches in their order, as conditions with what they are ordered by.</summary>
    /// <param name="after">The key in the parameters; null for the first page.</param>
    public IEnumerable<(string Where, string OrderBy)> Stretches(ViewerKey? after) =>
        sort.Name switch
        {
            ViewerSort.ByName => [(after is null ? "true" : After, OrderBy)],
            ViewerSort.ByVip => ByVip(after),
            _ when sort.Floor is { } floor => FloorStretches(sort.Column, floor, "$3", after?.Main),
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

    private List<(string, string)> FloorStretches(string column, int floor, string key, long? after)
    {
        var user = $"p.user_id {_userDirection}";
        var above = $"{column} {_direction}, {user}";
        var ofFloor = $"{column} <= {floor}";
        List<(string, string)> stretches = [];
        if (after <= floor)
            stretches.Add(($"{ofFloor} and p.user_id {_userAfter} $4", user));
        else if (after is not null)
        {
            stretches.Add(($"{column} = {key} and {column} > {floor} and p.user_id {_userAfter} $4", user));
            stretches.Add(($"{column} {_after} {key} and {column} > {floor}", above));
        }
        else
            stretches.Add(($"{column} > {floor}", above));
        if (descending && (after is null || after > floor))
            stretches.Add((ofFloor, user));
        else if (!descending && after is null)
            stretches.Insert(0, (ofFloor, user));
        else if (!descending && after <= floor)
            stretches.Add(($"{column} > {floor}", above));
        return stretches;
    }

    private IEnumerable<(string, string)> ByVip(ViewerKey? after)
    {
        var user = $"p.user_id {_userDirection}";
        List<(string, string)> stretches = [];
        if (after is { Main: > 0 })
        {
            const string Tier = "p.vip_tier = $3 and p.vip_tier > 0";
            stretches.Add(($"{Tier} and p.coins = $5 and p.user_id {_userAfter} $4", user));
            stretches.Add(($"{Tier} and p.coins {_after} $5", $"p.coins {_direction}, {user}"));
        }
        var vips = (after is { Main: > 0 } ? $"p.vip_tier {_after} $3 and p.vip_tier > 0" : "p.vip_tier > 0", OrderBy);
        var others = FloorStretches("p.coins", 0, "$5", after is { Main: <= 0 } key ? key.Coins : null)
            .ConvertAll(stretch => ($"p.vip_tier = 0 and {stretch.Item1}", stretch.Item2));
        if (after is { Main: > 0 })
            return descending ? [.. stretches, vips, .. others] : [.. stretches, vips];
        if (after is not null)
            return descending ? others : [.. others, vips];
        return descending ? [vips, .. others] : [.. others, vips];
    }
}
