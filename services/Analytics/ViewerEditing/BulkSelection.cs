using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Serialization;
using LiveOps.Analytics.ViewerReading;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>The viewers of a list, in the words of the list. A word that it does not have is refused, not ignored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BulkWhere
{
    /// <summary>all (default), vip, active or favorites.</summary>
    public string? Filter { get; init; }

    /// <summary>Any part of a handle or nickname; one or two letters are a beginning.</summary>
    public string? Search { get; init; }
    public string? Tag { get; init; }
    public bool? Blocked { get; init; }

    /// <summary>As the list understands it; or what is wrong with it.</summary>
    /// <param name="most">The most that may be meant.</param>
    public (ViewerQuery? Query, IResult? Problem) Read(Guid? accountId, int most)
    {
        var (query, problem) = ViewerQuery.Of(
            new ViewerListRequest
            {
                AccountId = accountId,
                Filter = Filter,
                Search = Search,
                Tag = Tag,
                Blocked = Blocked,
            }
        );
        if (query is null)
            return (null, problem);
        // The list shows everybody for a search of nothing. What was meant to be some must not become all.
        if (Search is not null && query.Search is null)
            return (
                null,
                Problems.Fault("where.search", "must have at least one letter; leave it away for all names.")
            );
        if (Tag is not null && query.Tag is null)
            return (null, Problems.Fault("where.tag", "must be a tag; leave it away for all viewers."));
        return (query with { Limit = most }, null);
    }
}

/// <summary>Whom a request for many viewers is about.</summary>
internal static class BulkSelection
{
    /// <summary>Viewers of a list at once. Writers of events wait while so many are changed.</summary>
    public const int MostOfList = 5_000;

    /// <summary>The viewers of a list; or why they are not taken.</summary>
    /// <param name="connection">In a transaction that has the workspace's viewers alone.</param>
    /// <param name="caller">Whose workspace.</param>
    /// <param name="accountId">An account's list; null for the workspace's.</param>
    /// <param name="query">What <see cref="BulkWhere.Read"/> has understood.</param>
    /// <param name="clock">Tells who is there now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<(HashSet<long>? People, ProblemHttpResult? Problem)> FindAsync(
        NpgsqlConnection connection,
        ClaimsPrincipal caller,
        Guid? accountId,
        ViewerQuery query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (audience, problem) = await ViewerAudience.FindAsync(
            connection,
            caller,
            accountId,
            clock,
            cancellationToken
        );
        if (audience is null)
            return (null, problem);
        var page = await new ViewerSelection(connection, audience, query).ReadAsync(cancellationToken);
        return page.More
            ? (null, TooMany(page is { Total: { } total, TotalIsCapped: false } ? total : null))
            : (page.Keys.Select(key => key.UserId).ToHashSet(), null);
    }

    public static ProblemHttpResult Changed(int found, int expected) =>
        Problems.Conflict(
            "The list is another one now",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{found:N0} viewers match, and {expected:N0} were expected: nobody was changed. Look at the list again, then repeat with \"expected\": {found}."
            )
        );

    private static ProblemHttpResult TooMany(long? total) =>
        TypedResults.Problem(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(total is { } known ? $"{known:N0}" : $"More than {MostOfList:N0}")} viewers match, and at most {MostOfList:N0} can be changed at once: nobody was changed. Narrow the list with filter, search, tag, blocked or accountId."
            ),
            statusCode: StatusCodes.Status400BadRequest,
            title: "Too many viewers"
        );
}
