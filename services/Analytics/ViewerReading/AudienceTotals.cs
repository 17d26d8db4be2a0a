using System.Runtime.InteropServices;
using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>The sums over an audience's profiles, kept by the database with every change.</summary>
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
        select viewers, vips, favorites, blocked, coins, gifts, comments, likes, follows, shares, visits, watch_ms, points
        from analytics.audience_totals where audience_no = $1
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
        await using var row = await read.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return default;
        long Next(int column) => row.GetInt64(column);
        return new(
            Next(0),
            Next(1),
            Next(2),
            Next(3),
            Next(4),
            Next(5),
            Next(6),
            Next(7),
            Next(8),
            Next(9),
            Next(10),
            Next(11),
            Next(12)
        );
    }
}
