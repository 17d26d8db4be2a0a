using System.Globalization;
using System.Security.Claims;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A visit that is going on.</summary>
/// <param name="AccountId">Whose LIVE it is.</param>
/// <param name="LiveSessionId">Which LIVE.</param>
/// <param name="Since">The first sign of this visit.</param>
/// <param name="LastSeenAt">The last sign so far.</param>
/// <param name="WatchtimeSeconds">Of this visit, so far: from the first to the last sign.</param>
/// <param name="Viewer">The person, as the audience knows them.</param>
internal sealed record ActiveVisitView(
    Guid AccountId,
    Guid LiveSessionId,
    DateTimeOffset Since,
    DateTimeOffset LastSeenAt,
    long WatchtimeSeconds,
    ViewerProfileView Viewer
);

/// <summary>Who is there now, newest visit first.</summary>
/// <param name="Items">At most the limit.</param>
/// <param name="Total">All visits that are going on.</param>
internal sealed record ActiveVisitsView(IReadOnlyList<ActiveVisitView> Items, long Total);

/// <summary>
/// Visits that are going on: the LIVE runs, and the viewer was seen within the account's time-out. The end of a visit is
/// noted a little later, so the time-out is asked for here too.
/// </summary>
internal static class ActiveVisits
{
    private const int DefaultLimit = 100;
    private const int MostAtOnce = 1_000;

    private const string Running = """
        from analytics.live_sessions s
        join analytics.audiences a on a.workspace_id = s.workspace_id and a.account_id = s.account_id
        join analytics.session_viewers v on v.session_no = s.session_no
        left join analytics.viewer_merges m on m.workspace_id = s.workspace_id and m.user_id = v.user_id
        where s.workspace_id = $1 and ($2::uuid is null or s.account_id = $2) and s.ended_at is null and v.visit_open
            and v.visit_to >= $3 - make_interval(secs => coalesce((a.settings ->> 'sessionTimeout')::int, 300))
        """;

    private const string PeopleSql = $"select distinct coalesce(m.into_user_id, v.user_id) {Running}";

    private const string VisitsSql = $"""
        with running as materialized (
            select coalesce(m.into_user_id, v.user_id) as user_id, s.account_id, s.id, v.visit_from, v.visit_to {Running}
        )
        select {ViewerProfileView.Columns}, r.account_id, r.id, r.visit_from, r.visit_to, r.total
        from (
            select *, count(*) over () as total from running order by visit_from desc, user_id, id limit $5
        ) r
        join analytics.viewer_profiles p on p.audience_no = $4 and p.user_id = r.user_id
        {ViewerProfileView.Joins}
        order by r.visit_from desc, r.user_id, r.id
        """;

    public static void MapActiveVisits(this RouteGroupBuilder api) =>
        api.MapGet("/sessions/active", ReadAsync).WithSummary("Visits that are going on now, newest first");

    /// <summary>Everybody who is there.</summary>
    public static async Task<long[]> PeopleAsync(
        NpgsqlConnection connection,
        ViewerAudience audience,
        CancellationToken cancellationToken
    )
    {
        await using var read = new NpgsqlCommand(PeopleSql, connection);
        read.Parameters.With(audience.WorkspaceId).With(audience.AccountId, NpgsqlDbType.Uuid).With(audience.Now);
        return await read.ReadIdsAsync(cancellationToken);
    }

    private static Task<Results<Ok<ActiveVisitsView>, ProblemHttpResult>> ReadAsync(
        ClaimsPrincipal user,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        int limit = DefaultLimit
    ) =>
        reader.AnswerAsync(
            user,
            accountId,
            async (connection, audience) =>
            {
                await using var read = new NpgsqlCommand(VisitsSql, connection);
                read.Parameters.With(audience.WorkspaceId)
                    .With(audience.AccountId, NpgsqlDbType.Uuid)
                    .With(audience.Now)
                    .With(audience.AudienceNo)
                    .With(Math.Clamp(limit, 1, MostAtOnce));
                var today = audience.Today;
                var visits = await read.ReadAsync(
                    row => (Visit: Read(row, today), Total: row.GetInt64(row.FieldCount - 1)),
                    cancellationToken
                );
                return new ActiveVisitsView(
                    visits.ConvertAll(visit => visit.Visit),
                    visits.Count > 0 ? visits[0].Total : 0
                );
            },
            cancellationToken
        );

    private static ActiveVisitView Read(NpgsqlDataReader row, DateOnly today)
    {
        var at = row.FieldCount - 5;
        var (since, last) = (row.GetFieldValue<DateTimeOffset>(at + 2), row.GetFieldValue<DateTimeOffset>(at + 3));
        return new(
            row.GetGuid(at),
            row.GetGuid(at + 1),
            since,
            last,
            (long)(last - since).TotalSeconds,
            ViewerProfileView.Read(row, today)
        );
    }
}
