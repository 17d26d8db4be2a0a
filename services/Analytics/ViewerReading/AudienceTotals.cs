using System.Runtime.InteropServices;
using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>The sums over an audience's profiles, kept with every change.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AudienceTotals(
    long Viewers,
    long Vips,
    long Favorites,
    long Blocked,
    long Coins,
    long Gifts,
    long Comments,
    long Likes,
    long Follows,
    long Shares,
    long Visits,
    long WatchMs,
    long Points
)
{
    private const string Sql = """
        select sum(viewers)::bigint, sum(vips)::bigint, sum(favorites)::bigint, sum(blocked)::bigint, sum(coins)::bigint,
            sum(gifts)::bigint, sum(comments)::bigint, sum(likes)::bigint, sum(follows)::bigint, sum(shares)::bigint,
            sum(visits)::bigint, sum(watch_ms)::bigint, sum(points)::bigint
        from analytics.audience_totals where audience_no = $1 having count(*) > 0
        """;

    /// <summary>All zero for an audience without viewers.</summary>
    public static async Task<AudienceTotals> ReadAsync(
        NpgsqlConnection connection,
        int audienceNo,
        CancellationToken cancellationToken
    )
    {
        await using var read = new NpgsqlCommand(Sql, connection);
        read.Parameters.With(audienceNo);
        var totals = await read.ReadAsync(Read, cancellationToken);
        return totals.Count > 0 ? totals[0] : default;
    }

    private static AudienceTotals Read(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetInt64(6),
            row.GetInt64(7),
            row.GetInt64(8),
            row.GetInt64(9),
            row.GetInt64(10),
            row.GetInt64(11),
            row.GetInt64(12)
        );
}
