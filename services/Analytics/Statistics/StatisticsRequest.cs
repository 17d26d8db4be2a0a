using System.Security.Claims;
using LiveOps.Analytics.Reviewing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace LiveOps.Analytics.Statistics;

/// <summary>A request for figures of a range: who asks, of which account, from when to when.</summary>
/// <param name="AccountId">One account; null for all of the caller's workspace.</param>
/// <param name="From">First day, for example 2026-01-01; null for 30 days up to <paramref name="To"/>.</param>
/// <param name="To">Last day; null for 30 days from <paramref name="From"/>, or today.</param>
internal sealed record StatisticsRequest(
    ClaimsPrincipal User,
    NpgsqlDataSource Database,
    TimeProvider Clock,
    CancellationToken Cancellation,
    [FromQuery(Name = "accountId")] Guid? AccountId = null,
    [FromQuery(Name = "from")] string? From = null,
    [FromQuery(Name = "to")] string? To = null
)
{
    /// <summary>
    /// Answers with what <paramref name="read"/> makes of the range's sessions, all read at one moment: 404 when the
    /// account is not the caller's, 400 when the range cannot be read.
    /// </summary>
    public async Task<Results<Ok<T>, NotFound, ProblemHttpResult>> AnswerAsync<T>(
        Func<NpgsqlConnection, StatisticsRange, List<DigestedSession>, Task<T>> read
    )
    {
        await using var connection = await Database.OpenConnectionAsync(Cancellation);
        await using var moment = await ReviewedSession.OneMomentAsync(connection, Cancellation);
        var now = Clock.GetUtcNow();
        var (range, error) = await StatisticsRange.ReadAsync(connection, User, AccountId, From, To, now, Cancellation);
        if (range is null)
            return error is null ? TypedResults.NotFound() : Refusal(error);
        var sessions = await DigestedSession.FindAsync(connection, range, now, Cancellation);
        return TypedResults.Ok(await read(connection, range, sessions));
    }

    /// <summary>What is answered to a request that cannot be fulfilled as it is.</summary>
    /// <param name="what">What is wrong and what to do.</param>
    public static ProblemHttpResult Refusal(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status400BadRequest);
}
