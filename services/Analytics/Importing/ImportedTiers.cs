using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Importing;

/// <summary>The plugin's VIP tiers, where the workspace has not set its own.</summary>
internal static class ImportedTiers
{
    private static readonly string[] _names = ["bronze", "silver", "gold", "platinum"];

    // The conditions that a workspace has when nobody has set any.
    private const string AreDefaultSql = """
        select count(*) = 4 from analytics.vip_tiers t
        join (values (1, 1000, 5, 10), (2, 5000, 20, 25), (3, 20000, 50, 50), (4, 100000, 200, 100))
            as d(tier, coins, hours, visits)
            on t.tier = d.tier and t.min_coins = d.coins and t.min_watch_ms = d.hours * 3600000 and t.min_visits = d.visits
        where t.workspace_id = $1
        """;

    private const string WriteSql = """
        update analytics.vip_tiers set min_coins = $3, min_watch_ms = $4, min_visits = $5
        where workspace_id = $1 and tier = $2 and (min_coins, min_watch_ms, min_visits) is distinct from ($3, $4, $5)
        """;

    public static async Task StoreAsync(
        NpgsqlTransaction transaction,
        Guid workspace,
        SqliteFile file,
        ImportReport report,
        CancellationToken cancellationToken
    )
    {
        var table = report.Of("vip_tier_config");
        await using var ask = new NpgsqlCommand(AreDefaultSql, transaction.Connection, transaction);
        ask.Parameters.With(workspace);
        var areDefault = (bool)(await ask.ExecuteScalarAsync(cancellationToken))!;
        foreach (
            var row in file.Rows(
                "vip_tier_config",
                ["id", "tier_name", "min_coins_spent", "min_watchtime_hours", "min_visits"]
            )
        )
        {
            table.Read++;
            var tier = Array.IndexOf(_names, SqliteFile.Text(row, 1, 50)?.Trim().ToLowerInvariant()) + 1;
            if (tier == 0)
                table.Skip("it is none of Bronze, Silver, Gold and Platinum");
            else if (!areDefault)
                table.Skip("the workspace has tiers of its own, which stay");
            else
            {
                await using var write = new NpgsqlCommand(WriteSql, transaction.Connection, transaction);
                write
                    .Parameters.With(workspace)
                    .With((short)tier)
                    .With(SqliteFile.Count(row, 2))
                    .With(Math.Min(SqliteFile.Count(row, 3), 1_000_000) * 3_600_000)
                    .With((int)Math.Min(SqliteFile.Count(row, 4), int.MaxValue));
                var changed = await write.ExecuteNonQueryAsync(cancellationToken);
                table.New += changed;
                table.Known += 1 - changed;
            }
        }
        if (table.New == 0)
            return;
        await using var version = new NpgsqlCommand(
            "update analytics.audiences set version = version + 1 where workspace_id = $1 and account_id is null",
            transaction.Connection,
            transaction
        );
        version.Parameters.With(workspace);
        await version.ExecuteNonQueryAsync(cancellationToken);
    }
}
