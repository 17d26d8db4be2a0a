using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Viewers;

/// <summary>Reads what holds for all audiences of a workspace.</summary>
internal static class WorkspaceRules
{
    public static async Task<WorkspaceViewers> ReadAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    ) =>
        new(
            await ReadMergedAsync(transaction, workspaceId, cancellationToken),
            await ReadTiersAsync(transaction, workspaceId, cancellationToken)
        );

    private static async Task<Dictionary<long, long>> ReadMergedAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            "select user_id, into_user_id from analytics.viewer_merges where workspace_id = $1",
            transaction.Connection,
            transaction
        );
        select.Parameters.With(workspaceId);
        var merged = new Dictionary<long, long>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            merged[reader.GetInt64(0)] = reader.GetInt64(1);
        return merged;
    }

    private static async Task<List<VipTier>> ReadTiersAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            """
            select tier, name, min_coins, min_watch_ms, min_visits from analytics.vip_tiers
            where workspace_id = $1 order by tier
            """,
            transaction.Connection,
            transaction
        );
        select.Parameters.With(workspaceId);
        var tiers = new List<VipTier>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            tiers.Add(
                new VipTier(
                    reader.GetInt16(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetInt32(4)
                )
            );
        return tiers;
    }
}
