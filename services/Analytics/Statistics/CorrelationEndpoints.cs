using System.Security.Claims;
using LiveOps.Analytics.Reviewing;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.Statistics;

/// <summary>Which activity goes with viewers coming or leaving, in one live session or over a range.</summary>
internal static class CorrelationEndpoints
{
    public static void MapCorrelations(this RouteGroupBuilder api)
    {
        api.MapGet("/live-sessions/{id:guid}/correlations", ReadAsync)
            .WithName("readSessionCorrelations")
            .WithSummary("Which activity went with viewers coming or leaving in a live session");
        api.MapGet("/statistics/correlations", ReadRangeAsync)
            .WithName("readCorrelations")
            .WithSummary(
                "Which activity goes with viewers coming or leaving, over the live sessions that began in a range"
            )
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<CorrelationsView>, NotFound>> ReadAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await ReviewedSession.OneMomentAsync(connection, cancellationToken);
        if (
            await ReviewedSession.FindAsync(connection, user, id, clock.GetUtcNow(), cancellationToken)
            is not { } session
        )
            return TypedResults.NotFound();
        var moments = Moments.Of(session.Curve, session.Row.StartedAt, session.Until, session.Gaps);
        return TypedResults.Ok(CorrelationsView.Of(moments, 1));
    }

    private static Task<Results<Ok<CorrelationsView>, NotFound, ProblemHttpResult>> ReadRangeAsync(
        [AsParameters] StatisticsRequest request
    ) =>
        request.AnswerAsync(
            async (connection, range, sessions) =>
            {
                var begun = range.BegunIn(sessions);
                var moments = await DigestedSession.MomentsAsync(connection, begun, request.Cancellation);
                return CorrelationsView.Of(moments, begun.Count);
            }
        );
}
