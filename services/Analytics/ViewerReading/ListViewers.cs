using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A page of viewers.</summary>
/// <param name="Items">The page.</param>
/// <param name="Next">Hand it back as <c>after</c> for the next page; null on the last one.</param>
/// <param name="Total">Size of the whole list; only with the first page, or one that is asked for by number.</param>
/// <param name="TotalIsCapped">True when the list has at least <paramref name="Total"/> viewers, and may have more.</param>
internal sealed record ViewerPageView(
    IReadOnlyList<ViewerProfileView> Items,
    string? Next,
    long? Total,
    bool TotalIsCapped
);

/// <summary>The list of viewers: filtered, searched, in any order, a page at a time.</summary>
internal static class ListViewers
{
    public static void MapListViewers(this RouteGroupBuilder api) =>
        api.MapGet("", ListAsync)
            .WithSummary("Viewers, filtered, searched and in the order asked for, a page at a time")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    public static async Task<Results<Ok<ViewerPageView>, ProblemHttpResult>> ListAsync(
        [AsParameters] ViewerListRequest request,
        ClaimsPrincipal user,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken
    )
    {
        var (query, problem) = ViewerQuery.Of(request);
        if (query is null)
            return problem!;
        return await reader.AnswerAsync(
            user,
            request.AccountId,
            async (connection, audience) =>
            {
                var page = await new ViewerSelection(connection, audience, query).ReadAsync(cancellationToken);
                var items = await ViewerRows.ReadAsync(
                    connection,
                    audience,
                    page.Keys.Select(key => key.UserId),
                    cancellationToken
                );
                return new ViewerPageView(
                    items,
                    page.More ? page.Keys[^1].ToCursor(query.Sort, query.Descending) : null,
                    page.Total,
                    page.TotalIsCapped
                );
            },
            cancellationToken
        );
    }
}
