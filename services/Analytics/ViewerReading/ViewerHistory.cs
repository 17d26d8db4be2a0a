using System.Security.Claims;
using LiveOps.Analytics.Reviewing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A page of what a viewer did, newest first. Its cursor is a time, a message id or user id, and a session.</summary>
internal static class ViewerHistory
{
    public const int DefaultLimit = 50;
    private const int MostPerPage = 200;
    private const int Keys = 3;

    /// <summary>Reads a page.</summary>
    /// <param name="cursor">Three keys; null for the first page.</param>
    /// <param name="count">One more than the page, to see whether others follow.</param>
    public delegate Task<List<(T Item, string Cursor)>> Read<T>(
        Npgsql.NpgsqlConnection connection,
        ViewerAudience audience,
        ViewerPerson person,
        long[]? cursor,
        int count
    );

    public static async Task<Results<Ok<Page<T>>, ProblemHttpResult>> PageAsync<T>(
        this ViewerReader reader,
        ClaimsPrincipal user,
        Guid? accountId,
        string who,
        string? after,
        int limit,
        Read<T> read,
        CancellationToken cancellationToken
    )
    {
        if (!Cursor.TryParse(after, Keys, out var cursor))
            return Cursor.Refuse();
        limit = Math.Clamp(limit, 1, MostPerPage);
        return await reader.AnswerAsync(
            user,
            accountId,
            who,
            async (connection, audience, person) =>
            {
                var items = await read(connection, audience, person, cursor, limit + 1);
                return new Page<T>(
                    [.. items.Take(limit).Select(item => item.Item)],
                    items.Count > limit ? items[limit - 1].Cursor : null
                );
            },
            cancellationToken
        );
    }
}
