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
        select s.account_id, s.id, x.joined_at, x.left_at,
            x.is_open and s.ended_at is null
                and x.left_at >= $8 - make_interval(secs => coalesce((a.settings ->> 'sessionTimeout')::int, 300)),
            v.user_id, v.session_no
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

    public static async Task<List<(ViewerVisitView Item, string Cursor)>> ReadAsync(
        NpgsqlConnection connection,
        ViewerAudience audience,
        ViewerPerson person,
        long[]? cursor,
        int count,
        CancellationToken cancellationToken
    )
    {
        await using var read = new NpgsqlCommand(Sql, connection);
        read.Parameters.With(audience.WorkspaceId)
            .With(audience.AccountId, NpgsqlDbType.Uuid)
            .With(person.Ids, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(cursor is null ? (DateTimeOffset?)null : Cursor.TimeOf(cursor[0]))
            .With(cursor?[1], NpgsqlDbType.Bigint)
            .With(cursor?[2], NpgsqlDbType.Bigint)
            .With(count)
            .With(audience.Now);
        return await read.ReadAsync(row => (Read(row), CursorOf(row)), cancellationToken);
    }

    private static Task<Results<Ok<Page<ViewerVisitView>>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = "user")] string who,
        ClaimsPrincipal caller,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        string? after = null,
        int limit = ViewerHistory.DefaultLimit
    ) =>
        reader.PageAsync<ViewerVisitView>(
            caller,
            accountId,
            who,
            after,
            limit,
            (connection, audience, person, cursor, count) =>
                ReadAsync(connection, audience, person, cursor, count, cancellationToken),
            cancellationToken
        );

    private static ViewerVisitView Read(NpgsqlDataReader row)
    {
        var (joined, left) = (row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3));
        return new()
        {
            AccountId = row.GetGuid(0),
            LiveSessionId = row.GetGuid(1),
            JoinedAt = joined,
            LeftAt = row.GetBoolean(4) ? null : left,
            DurationSeconds = (long)(left - joined).TotalSeconds,
        };
    }

    private static string CursorOf(NpgsqlDataReader row) =>
        Cursor.Of(Cursor.MicrosecondsOf(row.GetFieldValue<DateTimeOffset>(2)), row.GetInt64(5), row.GetInt64(6));
}
