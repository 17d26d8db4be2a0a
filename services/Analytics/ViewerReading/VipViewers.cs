using System.Security.Claims;
using System.Text.Json;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A VIP tier of the workspace: reached by itself with all three conditions.</summary>
/// <param name="Tier">1 (lowest) to 4.</param>
/// <param name="Name">Shown to people.</param>
/// <param name="MinCoinsSpent">Coins paid to the account.</param>
/// <param name="MinWatchtimeHours">Watch time of the account's LIVEs, hours.</param>
/// <param name="MinVisits">Visits to the account's LIVEs.</param>
/// <param name="Benefits">What the workspace has written down for it.</param>
/// <param name="BadgeColor">#RRGGBB.</param>
/// <param name="SortOrder">Where it is shown.</param>
internal sealed record VipTierView(
    int Tier,
    string Name,
    long MinCoinsSpent,
    double MinWatchtimeHours,
    int MinVisits,
    JsonElement Benefits,
    string BadgeColor,
    int SortOrder
);

/// <summary>VIPs and the tiers they are in.</summary>
internal static class VipViewers
{
    private const double MsPerHour = 3_600_000;

    private const string TiersSql = """
        select tier, name, min_coins, min_watch_ms, min_visits, benefits, color, sort_order
        from analytics.vip_tiers where workspace_id = $1 order by sort_order, tier
        """;

    public static void MapVipViewers(this RouteGroupBuilder api)
    {
        api.MapGet("/vip/list", ListAsync)
            .WithSummary("VIPs, highest tier first and most coins first within one")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/vip/tiers", ReadTiersAsync).WithSummary("The tiers of the workspace and what they ask for");
    }

    private static async Task<Results<Ok<ViewerPageView>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        string? after = null,
        int limit = ViewerQuery.DefaultLimit
    ) =>
        await ListViewers.ListAsync(
            new ViewerListRequest
            {
                AccountId = accountId,
                Filter = nameof(ViewerFilter.Vip),
                Sort = ViewerSort.ByVip,
                After = after,
                Limit = limit,
            },
            user,
            reader,
            cancellationToken
        );

    private static Task<Results<Ok<List<VipTierView>>, ProblemHttpResult>> ReadTiersAsync(
        ClaimsPrincipal user,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null
    ) =>
        reader.AnswerAsync(
            user,
            accountId,
            async (connection, audience) =>
            {
                await using var read = new NpgsqlCommand(TiersSql, connection);
                read.Parameters.With(audience.WorkspaceId);
                return await read.ReadAsync(
                    row => new VipTierView(
                        row.GetInt16(0),
                        row.GetString(1),
                        row.GetInt64(2),
                        row.GetInt64(3) / MsPerHour,
                        row.GetInt32(4),
                        JsonElement.Parse(row.GetString(5)),
                        row.GetString(6),
                        row.GetInt32(7)
                    ),
                    cancellationToken
                );
            },
            cancellationToken
        );
}
