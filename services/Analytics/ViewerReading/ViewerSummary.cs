using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>An audience in numbers, as they are now.</summary>
internal sealed record ViewerSummaryView
{
    public required long TotalViewers { get; init; }

    /// <summary>Coins that viewers have paid; not what the creator earns.</summary>
    public required long TotalRevenue { get; init; }
    public required long AverageWatchtimeSeconds { get; init; }
    public required long VipCount { get; init; }

    /// <summary>People in a visit now.</summary>
    public required long ActiveViewers { get; init; }

    /// <summary>Null while nobody has paid.</summary>
    public ViewerProfileView? TopSpender { get; init; }
    public required long TotalGifts { get; init; }
    public required long TotalComments { get; init; }

    /// <summary>Likes that TikTok's messages told of: a lower bound.</summary>
    public required long TotalLikes { get; init; }
    public required long TotalShares { get; init; }
    public required long TotalFollows { get; init; }
    public required long TotalVisits { get; init; }
    public required long TotalWatchtimeSeconds { get; init; }
    public required long FavoriteCount { get; init; }
    public required long BlockedCount { get; init; }
}

/// <summary>The cards of a dashboard.</summary>
internal static class ViewerSummary
{
    private static readonly ViewerQuery _topSpender = new()
    {
        Sort = ViewerSort.Find("coins")!,
        Descending = true,
        Limit = 1,
    };

    public static void MapViewerSummary(this RouteGroupBuilder api) =>
        api.MapGet("/stats/summary", ReadAsync)
            .WithSummary("Viewers, coins, average watch time, VIPs, who is there now and the top spender");

    private static Task<Results<Ok<ViewerSummaryView>, ProblemHttpResult>> ReadAsync(
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
                var totals = await AudienceTotals.ReadAsync(connection, audience.AudienceNo, cancellationToken);
                var active = await ActiveVisits.PeopleAsync(connection, audience, cancellationToken);
                var top = await new ViewerRanking(connection, audience, _topSpender).ReadAsync(
                    null,
                    1,
                    cancellationToken
                );
                var spender = await ViewerRows.ReadAsync(
                    connection,
                    audience,
                    top.Where(key => key.Main > 0).Select(key => key.UserId),
                    cancellationToken
                );
                return new ViewerSummaryView
                {
                    TotalViewers = totals.Viewers,
                    TotalRevenue = totals.Coins,
                    AverageWatchtimeSeconds = totals.Viewers == 0 ? 0 : totals.WatchMs / totals.Viewers / 1_000,
                    VipCount = totals.Vips,
                    ActiveViewers = active.Length,
                    TopSpender = spender.Count > 0 ? spender[0] : null,
                    TotalGifts = totals.Gifts,
                    TotalComments = totals.Comments,
                    TotalLikes = totals.Likes,
                    TotalShares = totals.Shares,
                    TotalFollows = totals.Follows,
                    TotalVisits = totals.Visits,
                    TotalWatchtimeSeconds = totals.WatchMs / 1_000,
                    FavoriteCount = totals.Favorites,
                    BlockedCount = totals.Blocked,
                };
            },
            cancellationToken
        );
}
