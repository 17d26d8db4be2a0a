using System.Security.Claims;
using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>The visits of a viewer, newest first, the one that is going on included.</summary>
internal static class ViewerVisits
{
    private const string Sql = """
        select s.account_id, s.id, x.left_at,
            x.is_open and s.ended_at is null
                and x.left_at >= $8 - make_interval(secs => coalesce((a.settings ->> 'sessionTimeout')::int, 300)),
            x.joined_at, v.user_id, v.session_no
        from analytics.session_viewers v
        join analytics.live_sessions s on s.session_no = v.session_no
        left join analytics.audiences a on a.workspace_id = s.workspace_id and a.account_id = s.account_id
        cross join lateral (
            select v.visit_from as joined_at, v.visit_to as left_at, v.visit_open as is_open where v.visit_from is not null
            union all
            select o.joined_at, o.left_at, false from analytics.visits o
            where o.session_no = v.session_no and o.user_id = v.user_id
        ) x
        where v.user_id = any($3) and s.workspace_id = $1 and ($2::uuid is null or s.account_id = $2)
            and ($4::timestamptz is null or (x.joined_at, v.user_id, v.session_no) < ($4, $5, $6))
        order by x.joined_at desc, v.user_id desc, v.session_no desc
        limit $7
        """;

    public static void MapViewerVisits(this RouteGroupBuilder api) =>
        api.MapGet("/{user}/visits", ListAsync)
            .WithSummary("The visits of a viewer, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static readonly ViewerHistory<ViewerVisitView> _history = new(Sql, Read);

    /// <returns>Its rows: empty until the batch has run.</returns>
    public static List<HistoryItem<ViewerVisitView>> Add(RowsBatch batch, HistoryPage page) =>
        _history.Add(batch, page, parameters => parameters.With(page.Audience.Now));

    private static Task<Results<Ok<Page<ViewerVisitView>>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = "user")] string who,
        ClaimsPrincipal caller,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        string? after = null,
        int limit = ViewerHistory.DefaultLimit
    ) =>
        reader.PageAsync(
            caller,
            accountId,
            who,
            after,
            limit,
            async (connection, page) =>
            {
                await using var batch = new RowsBatch(connection);
                var visits = Add(batch, page);
                await batch.RunAsync(cancellationToken);
                return visits;
            },
            cancellationToken
        );

    private static ViewerVisitView Read(NpgsqlDataReader row)
    {
        var (joined, left) = (row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(2));
        return new()
        {
            AccountId = row.GetGuid(0),
            LiveSessionId = row.GetGuid(1),
            JoinedAt = joined,
            LeftAt = row.GetBoolean(3) ? null : left,
            DurationSeconds = (long)(left - joined).TotalSeconds,
        };
    }
}
