using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>What every endpoint of this room needs.</summary>
internal sealed class ViewerReader(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Answers with what <paramref name="read"/> finds among the caller's own viewers; null is an unknown viewer.</summary>
    public async Task<Results<Ok<T>, ProblemHttpResult>> AnswerAsync<T>(
        ClaimsPrincipal user,
        Guid? accountId,
        Func<NpgsqlConnection, ViewerAudience, Task<T?>> read,
        CancellationToken cancellationToken
    )
        where T : class
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (audience, problem) = await ViewerAudience.FindAsync(connection, user, accountId, clock, cancellationToken);
        if (audience is null)
            return problem!;
        return await read(connection, audience) is { } found ? TypedResults.Ok(found) : ViewerAudience.UnknownViewer();
    }

    /// <summary>The same for one person; <paramref name="who"/> is a handle, with or without @, or a user id.</summary>
    public Task<Results<Ok<T>, ProblemHttpResult>> AnswerAsync<T>(
        ClaimsPrincipal user,
        Guid? accountId,
        string who,
        Func<NpgsqlConnection, ViewerAudience, ViewerPerson, Task<T?>> read,
        CancellationToken cancellationToken
    )
        where T : class =>
        AnswerAsync(
            user,
            accountId,
            async (connection, audience) =>
                await ViewerPerson.FindAsync(connection, audience, who, cancellationToken) is { } person
                    ? await read(connection, audience, person)
                    : null,
            cancellationToken
        );
}

/// <summary>Refusals of what cannot be read.</summary>
internal static class ViewerAnswer
{
    public static ProblemHttpResult BadRequest(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
