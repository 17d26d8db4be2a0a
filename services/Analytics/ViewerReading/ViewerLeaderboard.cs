using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A place of a leaderboard.</summary>
/// <param name="Rank">From 1. Of equals, the lower user id is first, so that the order is the same at each look.</param>
/// <param name="Value">What the board is by: coins, units, likes ...; seconds for watch time.</param>
/// <param name="Viewer">Who it is.</param>
internal sealed record ViewerLeaderboardEntry(int Rank, long Value, ViewerProfileView Viewer);

/// <summary>Who has most of something, over all LIVEs of an account or of a workspace.</summary>
internal static class ViewerLeaderboard
{
    private const int DefaultPlaces = 10;
    private const int MostPlaces = 100;
    private const string WatchTime = "watchtime";

    private static readonly string[] _types =
    [
        "coins",
        WatchTime,
        "visits",
        "gifts",
        "comments",
        "likes",
        "shares",
        "points",
    ];

    public static void MapViewerLeaderboard(this RouteGroupBuilder api) =>
        api.MapGet("/leaderboard", ReadAsync)
            .WithSummary(
                "Who has most coins, watch time, visits, gifts, comments, likes, shares or points; at most 100"
            )
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<List<ViewerLeaderboardEntry>>, ProblemHttpResult>> ReadAsync(
        ClaimsPrincipal user,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        string type = "coins",
        int limit = DefaultPlaces
    )
    {
        if (!_types.Contains(type, StringComparer.OrdinalIgnoreCase) || ViewerSort.Find(type) is not { } sort)
            return ViewerAnswer.BadRequest($"'type' can be {string.Join(", ", _types)}.");
        var places = Math.Clamp(limit, 1, MostPlaces);
        var query = new ViewerQuery
        {
            Sort = sort,
            Descending = true,
            Limit = places,
        };
        return await reader.AnswerAsync(
            user,
            accountId,
            async (connection, audience) =>
            {
                var keys = await new ViewerRanking(connection, audience, query).ReadAsync(
                    null,
                    places,
                    cancellationToken
                );
                // Nobody has a place for nothing.
                keys.RemoveAll(key => key.Main <= 0);
                var views = await ViewerRows.ReadAsync(
                    connection,
                    audience,
                    keys.Select(key => key.UserId),
                    cancellationToken
                );
                var values = keys.ToDictionary(
                    key => ViewerAnswer.Text(key.UserId),
                    key => sort.Name == WatchTime ? key.Main / 1_000 : key.Main
                );
                return views.Select((view, n) => new ViewerLeaderboardEntry(n + 1, values[view.Id], view)).ToList();
            },
            cancellationToken
        );
    }
}
