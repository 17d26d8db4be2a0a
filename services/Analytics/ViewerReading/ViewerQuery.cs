using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>What a request for a list says, as it came.</summary>
internal sealed class ViewerListRequest
{
    /// <summary>An account's viewers; without it those of all accounts of the workspace.</summary>
    [FromQuery]
    public Guid? AccountId { get; init; }

    /// <summary>all, vip, active or favorites.</summary>
    [FromQuery]
    public string? Filter { get; init; }

    /// <summary>Any part of a handle or nickname, also of an earlier handle; one or two letters are a beginning.</summary>
    [FromQuery]
    public string? Search { get; init; }

    [FromQuery]
    public string? Tag { get; init; }

    [FromQuery]
    public bool? Blocked { get; init; }

    /// <summary>coins, gifts, comments, likes, shares, follows, watchtime, visits, points, lastSeen (default), firstSeen, name or vip.</summary>
    [FromQuery]
    public string? Sort { get; init; }

    /// <summary>The same as sort; also total_coins_spent, total_watchtime_seconds, total_visits, last_seen_at.</summary>
    [FromQuery]
    public string? SortBy { get; init; }

    /// <summary>asc or desc; by name asc is the default, else desc.</summary>
    [FromQuery]
    public string? Order { get; init; }

    /// <summary>The <c>next</c> of the page before.</summary>
    [FromQuery]
    public string? After { get; init; }

    /// <summary>1 to 200, 50 by default.</summary>
    [FromQuery]
    public int? Limit { get; init; }

    /// <summary>A page by its number, from 1; only among the first 10,000 viewers. <c>after</c> has no such limit.</summary>
    [FromQuery]
    public int? Page { get; init; }
}

/// <summary>Which viewers of an audience.</summary>
internal enum ViewerFilter
{
    All,
    Vip,
    Active,
    Favorites,
}

/// <summary>A request for a list, understood.</summary>
internal sealed record ViewerQuery
{
    public const int DefaultLimit = 50;
    public const int MostPerPage = 200;
    private const int DeepestPage = 10_000;
    private const int LongestText = 100;

    public required ViewerSort Sort { get; init; }
    public required bool Descending { get; init; }
    public ViewerFilter Filter { get; init; }
    public string? Search { get; init; }
    public string? Tag { get; init; }
    public bool? Blocked { get; init; }
    public ViewerKey? After { get; init; }
    public required int Limit { get; init; }

    /// <summary>How many are before the page, counted from <see cref="After"/>.</summary>
    public int Skip { get; init; }

    /// <summary>The query, or what is wrong with the request.</summary>
    public static (ViewerQuery? Query, ProblemHttpResult? Problem) Of(ViewerListRequest request)
    {
        var word = request.Sort ?? request.SortBy ?? "lastSeen";
        if (ViewerSort.Find(word) is not { } sort)
            return Wrong($"'sort' can be {string.Join(", ", ViewerSort.Names)}.");
        if (DescendingOf(request.Order, sort) is not { } descending)
            return Wrong("'order' can be asc or desc.");
        if (FilterOf(request.Filter) is not { } filter)
            return Wrong("'filter' can be all, vip, active or favorites.");
        if (!ViewerKey.TryParse(request.After, sort, descending, out var after))
            return Wrong(
                "The value of 'after' is not one that an earlier page of the same list, in the same order, gave as 'next'."
            );
        var limit = Math.Clamp(request.Limit ?? DefaultLimit, 1, MostPerPage);
        var page = Math.Max(request.Page ?? 1, 1);
        if (after is not null && page > 1)
            return Wrong("Say either 'after' or 'page'.");
        var skip = ((long)page - 1) * limit;
        if (skip + limit > DeepestPage)
            return Wrong($"'page' reaches the first {DeepestPage} viewers only: go on with 'after'.");
        return (
            new ViewerQuery
            {
                Sort = sort,
                Descending = descending,
                Filter = filter,
                Search = TextOf(request.Search?.Trim().TrimStart('@')),
                Tag = TextOf(request.Tag),
                Blocked = request.Blocked,
                After = after,
                Limit = limit,
                Skip = (int)skip,
            },
            null
        );
    }

    private static (ViewerQuery?, ProblemHttpResult?) Wrong(string detail) => (null, ViewerAnswer.BadRequest(detail));

    private static bool? DescendingOf(string? order, ViewerSort sort) =>
        order?.ToUpperInvariant() switch
        {
            null or "" => sort.Name != ViewerSort.ByName,
            "DESC" => true,
            "ASC" => false,
            _ => null,
        };

    private static ViewerFilter? FilterOf(string? filter) =>
        filter?.ToUpperInvariant() switch
        {
            null or "" or "ALL" => ViewerFilter.All,
            "VIP" => ViewerFilter.Vip,
            "ACTIVE" => ViewerFilter.Active,
            "FAVORITES" or "FAVORITE" => ViewerFilter.Favorites,
            _ => null,
        };

    private static string? TextOf(string? text)
    {
        var storable = StorableText.Of(text, LongestText, out _, out _);
        return string.IsNullOrWhiteSpace(storable) ? null : storable;
    }
}
