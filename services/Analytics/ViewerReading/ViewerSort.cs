namespace LiveOps.Analytics.ViewerReading;

/// <summary>
/// An order of the list. Its SQL is written here: what a request says only chooses among these. Equal ones are in the
/// order of their user id, so that a page ends where the next begins.
/// </summary>
/// <param name="Name">What the API calls it.</param>
/// <param name="Column">What it is ordered by.</param>
/// <param name="HasNothing">
/// True for a column that most viewers have nothing of: an index holds those who have, the primary key the rest.
/// </param>
internal sealed record ViewerSort(string Name, string Column, bool HasNothing = false)
{
    public const string ByName = "name";
    public const string ByVip = "vip";

    private static readonly ViewerSort[] _all =
    [
        new("coins", "p.coins"),
        new("gifts", "p.gifts", HasNothing: true),
        new("comments", "p.comments", HasNothing: true),
        new("likes", "p.likes", HasNothing: true),
        new("shares", "p.shares", HasNothing: true),
        new("follows", "p.follows", HasNothing: true),
        new("watchtime", "p.watch_ms"),
        new("visits", "p.visits"),
        new("points", "p.points", HasNothing: true),
        new("lastSeen", "p.last_seen_at"),
        new("firstSeen", "p.first_seen_at"),
        new(ByName, "n.sort_name"),
        new(ByVip, "p.vip_tier", HasNothing: true),
    ];

    // The words of other software that lists viewers, which dashboards are written for.
    private static readonly Dictionary<string, string> _otherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["total_coins_spent"] = "coins",
        ["total_gifts_sent"] = "gifts",
        ["total_comments"] = "comments",
        ["total_likes"] = "likes",
        ["total_shares"] = "shares",
        ["total_watchtime_seconds"] = "watchtime",
        ["total_visits"] = "visits",
        ["last_seen_at"] = "lastSeen",
        ["first_seen_at"] = "firstSeen",
        ["loyalty_points"] = "points",
        ["display_name"] = ByName,
        ["tiktok_username"] = ByName,
        ["vip_tier"] = ByVip,
    };

    public static IEnumerable<string> Names => _all.Select(sort => sort.Name);

    public bool IsTime => Column.EndsWith("_at", StringComparison.Ordinal);

    public static ViewerSort? Find(string name) =>
        Array.Find(
            _all,
            sort => sort.Name.Equals(_otherWords.GetValueOrDefault(name, name), StringComparison.OrdinalIgnoreCase)
        );
}
