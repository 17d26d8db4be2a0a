namespace LiveOps.Analytics.ViewerReading;

/// <summary>
/// An order of the list. Its SQL is written here: what a request says only chooses among these. Equal ones are in the
/// order of their user id, so that a page ends where the next begins.
/// </summary>
/// <param name="Name">What the API calls it.</param>
/// <param name="Column">What it is ordered by.</param>
/// <param name="Floor">
/// What most viewers have of the column, and nobody less: an index holds those who have more, the primary key the rest.
/// Null where there is no such value.
/// </param>
internal sealed record ViewerSort(string Name, string Column, int? Floor = null)
{
    public const string ByName = "name";
    public const string ByVip = "vip";

    private static readonly ViewerSort[] _all =
    [
        new("coins", "p.coins", Floor: 0),
        new("gifts", "p.gifts", Floor: 0),
        new("comments", "p.comments", Floor: 0),
        new("likes", "p.likes", Floor: 0),
        new("shares", "p.shares", Floor: 0),
        new("follows", "p.follows", Floor: 0),
        new("watchtime", "p.watch_ms"),
        new("visits", "p.visits", Floor: 1),
        new("points", "p.points", Floor: 0),
        new("lastSeen", "p.last_seen_at"),
        new("firstSeen", "p.first_seen_at"),
        new(ByName, "n.sort_name"),
        new(ByVip, "p.vip_tier", Floor: 0),
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
