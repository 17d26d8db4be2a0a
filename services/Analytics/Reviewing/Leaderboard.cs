using LiveOps.Contracts.Analytics;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>
/// The gifters of a live session: most coins first; of equals, the one whose last gift came first; then by user id,
/// so that the order is the same however often it is asked for.
/// </summary>
internal static class Leaderboard
{
    /// <summary>Places of the board that people see.</summary>
    public const int Places = 20;

    private const string Sql = """
        select g.user_id, v.handle, v.nickname, g.coins, g.gifts
        from (
            select user_id, coins, gifts, gifts_sequence from analytics.session_viewers
            where session_no = $1 and coins > 0
            order by coins desc, gifts_sequence, user_id
            limit $3
        ) g
        left join analytics.viewers v on v.workspace_id = $2 and v.user_id = g.user_id
        order by g.coins desc, g.gifts_sequence, g.user_id
        """;

    public static async Task<IReadOnlyList<LeaderboardEntry>> ReadAsync(
        NpgsqlConnection connection,
        SessionRow session,
        int places,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = session.SessionNo });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.WorkspaceId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = places });
        await command.PrepareAsync(cancellationToken);
        var entries = new List<LeaderboardEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(Read(reader, entries.Count + 1));
        return entries;
    }

    private static LeaderboardEntry Read(NpgsqlDataReader row, int rank) =>
        new()
        {
            Rank = rank,
            UserId = row.GetInt64(0),
            Handle = row.IsDBNull(1) ? null : row.GetString(1),
            Nickname = row.IsDBNull(2) ? null : row.GetString(2),
            Coins = row.GetInt64(3),
            Gifts = row.GetInt64(4),
        };
}
