using System.Text.Json;
using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>A VIP tier of a workspace as it is on the books.</summary>
internal sealed record VipTierRow
{
    private const string ReadSql = """
        select tier, name, min_coins, min_watch_ms, min_visits, benefits::text, color, sort_order
        from analytics.vip_tiers where workspace_id = $1 order by tier
        """;

    public required int Tier { get; init; }
    public required string Name { get; init; }
    public required long MinCoins { get; init; }
    public required long MinWatchMs { get; init; }
    public required int MinVisits { get; init; }

    /// <summary>A JSON array.</summary>
    public required JsonElement Benefits { get; init; }

    /// <summary>#RRGGBB.</summary>
    public required string Color { get; init; }
    public required int SortOrder { get; init; }

    /// <summary>Lowest first.</summary>
    public static async Task<List<VipTierRow>> ReadAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(ReadSql, transaction.Connection, transaction);
        select.Parameters.With(workspaceId);
        var tiers = new List<VipTierRow>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            tiers.Add(
                new VipTierRow
                {
                    Tier = reader.GetInt16(0),
                    Name = reader.GetString(1),
                    MinCoins = reader.GetInt64(2),
                    MinWatchMs = reader.GetInt64(3),
                    MinVisits = reader.GetInt32(4),
                    Benefits = JsonElement.Parse(reader.GetString(5)),
                    Color = reader.GetString(6),
                    SortOrder = reader.GetInt32(7),
                }
            );
        return tiers;
    }
}
