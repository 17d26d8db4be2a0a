using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>What some user ids add up to in one audience.</summary>
internal sealed record PersonTotals
{
    /// <summary>The columns of a profile that are sums, in the order of <see cref="Sums"/>.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "watch_ms",
        "coins",
        "gifts",
        "comments",
        "likes",
        "follows",
        "shares",
        "joins",
        "visits",
        "points",
    ];

    // A row without a sign of the viewer (the end of a streak alone) is no profile. Before visits were noted, somebody
    // was there as long as the session.
    private const string CountSql = """
        with of_sessions as (
            select a.audience_no, min(v.first_at) as first_at, max(coalesce(v.visit_to, s.ended_at, s.active_at)) as last_at,
                sum(v.watch_ms)::bigint as watch_ms, sum(v.coins)::bigint as coins, sum(v.gifts)::bigint as gifts,
                sum(v.comments)::bigint as comments, sum(v.likes)::bigint as likes, sum(v.follows)::bigint as follows,
                sum(v.shares)::bigint as shares, sum(v.joins)::bigint as joins, sum(v.visits)::bigint as visits
            from analytics.session_viewers v
            join analytics.live_sessions s using (session_no)
            join analytics.audiences a
                on a.workspace_id = s.workspace_id and (a.account_id = s.account_id or a.account_id is null)
            where s.workspace_id = $1 and v.user_id = any($2) and v.first_at is not null
            group by a.audience_no
        ), of_points as (
            select a.audience_no, sum(g.points)::bigint as points
            from analytics.points g
            join analytics.audiences a
                on a.workspace_id = g.workspace_id and (a.account_id = g.account_id or a.account_id is null)
            where g.workspace_id = $1 and g.user_id = any($2)
            group by a.audience_no
        )
        select audience_no, s.first_at, s.last_at, coalesce(s.watch_ms, 0), coalesce(s.coins, 0), coalesce(s.gifts, 0),
            coalesce(s.comments, 0), coalesce(s.likes, 0), coalesce(s.follows, 0), coalesce(s.shares, 0),
            coalesce(s.joins, 0), coalesce(s.visits, 0), coalesce(g.points, 0)
        from of_sessions s full join of_points g using (audience_no)
        """;

    public static readonly PersonTotals None = new() { Sums = new long[10] };

    /// <summary>By <see cref="Columns"/>.</summary>
    public required IReadOnlyList<long> Sums { get; init; }

    /// <summary>The first sign; null without any.</summary>
    public DateTimeOffset? FirstAt { get; init; }
    public DateTimeOffset? LastAt { get; init; }

    public bool IsNothing => FirstAt is null && LastAt is null && Sums.All(sum => sum == 0);

    public static PersonTotals operator +(PersonTotals a, PersonTotals b) =>
        new()
        {
            Sums = [.. a.Sums.Zip(b.Sums, (x, y) => x + y)],
            FirstAt = Earlier(a.FirstAt, b.FirstAt),
            LastAt = Later(a.LastAt, b.LastAt),
        };

    /// <summary>
    /// What a profile has beyond what is counted: of its times, those that lie outside. Something imported, or points
    /// that came before any sign.
    /// </summary>
    public PersonTotals Beyond(PersonTotals counted) =>
        new()
        {
            Sums = [.. Sums.Zip(counted.Sums, (x, y) => x - y)],
            FirstAt = counted.FirstAt is null || FirstAt < counted.FirstAt ? FirstAt : null,
            LastAt = counted.LastAt is null || LastAt > counted.LastAt ? LastAt : null,
        };

    /// <summary>By audience of the workspace: counted anew from live sessions and points on the books.</summary>
    public static async Task<Dictionary<int, PersonTotals>> CountAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken
    )
    {
        await using var count = new NpgsqlCommand(CountSql, transaction.Connection, transaction);
        count.Parameters.With(workspaceId).With(ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var totals = new Dictionary<int, PersonTotals>();
        await using var reader = await count.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            totals[reader.GetInt32(0)] = Read(reader, 1);
        return totals;
    }

    /// <param name="row">With the first and the last sign and the sums.</param>
    /// <param name="column">Of the first sign.</param>
    public static PersonTotals Read(NpgsqlDataReader row, int column) =>
        new()
        {
            FirstAt = row.ValueOrNull<DateTimeOffset>(column),
            LastAt = row.ValueOrNull<DateTimeOffset>(column + 1),
            Sums = [.. Enumerable.Range(column + 2, Columns.Count).Select(n => row.GetInt64(n))],
        };

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => b is null || a < b ? a : b;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => b is null || a > b ? a : b;
}
