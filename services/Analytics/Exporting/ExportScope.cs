using System.Globalization;
using System.Security.Claims;
using LiveOps.Analytics.Statistics;
using LiveOps.Analytics.Storing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Exporting;

/// <summary>What a request for an export of the books says, as it came.</summary>
internal sealed class ExportRequest
{
    /// <summary>csv (default), json, ndjson or xlsx.</summary>
    [FromQuery]
    public string? Format { get; init; }

    /// <summary>The first moment, or day: of the account, without one in UTC.</summary>
    [FromQuery]
    public string? From { get; init; }

    /// <summary>The first moment, or day, that is not included any more.</summary>
    [FromQuery]
    public string? To { get; init; }

    /// <summary>One account; without it all accounts of the workspace.</summary>
    [FromQuery]
    public Guid? AccountId { get; init; }

    /// <summary>One live session.</summary>
    [FromQuery]
    public Guid? SessionId { get; init; }

    /// <summary>CSV begins with a byte order mark, which Excel wants; true by default.</summary>
    [FromQuery]
    public bool? Bom { get; init; }
}

/// <summary>Which part of the caller's books is exported.</summary>
internal sealed record ExportScope
{
    private const string FindSql = """
        select
            $2::uuid is null or exists (
                select from analytics.audiences where workspace_id = $1 and account_id = $2
            ),
            $3::uuid is null or exists (select from analytics.live_sessions where workspace_id = $1 and id = $3),
            (
                select time_zone from analytics.audiences
                where workspace_id = $1 and account_id is not distinct from coalesce(
                    $2, (select account_id from analytics.live_sessions where workspace_id = $1 and id = $3)
                )
            )
        """;

    public required Guid WorkspaceId { get; init; }
    public Guid? AccountId { get; init; }
    public Guid? SessionId { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>The parameters of an export's SQL: workspace, account, session, from, to.</summary>
    public void AddTo(NpgsqlParameterCollection parameters) =>
        parameters
            .With(WorkspaceId)
            .With(AccountId, NpgsqlDbType.Uuid)
            .With(SessionId, NpgsqlDbType.Uuid)
            .With(From)
            .With(To);

    /// <summary>The scope, or what is wrong with the request. Ids of another workspace are as unknown as wrong ones.</summary>
    public static async Task<(ExportScope? Scope, ProblemHttpResult? Problem)> FindAsync(
        NpgsqlDataSource database,
        ClaimsPrincipal user,
        ExportRequest request,
        CancellationToken cancellationToken
    )
    {
        var scope = new ExportScope
        {
            WorkspaceId = user.WorkspaceId(),
            AccountId = request.AccountId,
            SessionId = request.SessionId,
        };
        await using var find = database.CreateCommand(FindSql);
        find.Parameters.With(scope.WorkspaceId)
            .With(scope.AccountId, NpgsqlDbType.Uuid)
            .With(scope.SessionId, NpgsqlDbType.Uuid);
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        if (!row.GetBoolean(0))
            return (null, NotFound("No such account", "accountId", "GET /api/ingestion/accounts lists the accounts."));
        if (!row.GetBoolean(1))
            return (
                null,
                NotFound(
                    "No such live session",
                    "sessionId",
                    "GET /api/analytics/live-sessions lists the live sessions."
                )
            );
        var zone =
            !await row.IsDBNullAsync(2, cancellationToken)
            && TimeZoneInfo.TryFindSystemTimeZoneById(row.GetString(2), out var found)
                ? found
                : TimeZoneInfo.Utc;
        if (!TryParse(request.From, zone, out var from))
            return (null, BadTime("from"));
        if (!TryParse(request.To, zone, out var to))
            return (null, BadTime("to"));
        if (from >= to)
            return (
                null,
                TypedResults.Problem(
                    "'to' is not included in the export, so it must be after 'from': for the whole of 30 November say from=2026-11-30&to=2026-12-01.",
                    statusCode: StatusCodes.Status400BadRequest,
                    title: "No time between from and to"
                )
            );
        return (scope with { From = from, To = to }, null);
    }

    private static bool TryParse(string? text, TimeZoneInfo zone, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            if (day.Year is < 2000 or > 2200)
                return false;
            time = LocalPeriods.StartOf(zone, day);
            return true;
        }
        if (
            !DateTimeOffset.TryParse(
                // In a query a plus that is not encoded comes in as a space.
                text.Replace(' ', '+'),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var parsed
            )
        )
            return false;
        time = parsed;
        return true;
    }

    private static ProblemHttpResult BadTime(string name) =>
        TypedResults.Problem(
            $"'{name}' can be a day of the account like 2026-11-01, or a time like 2026-11-01T18:00:00+01:00.",
            statusCode: StatusCodes.Status400BadRequest,
            title: "Not a time"
        );

    private static ProblemHttpResult NotFound(string title, string name, string hint) =>
        TypedResults.Problem(
            $"Your workspace has none with the id that '{name}' says. {hint}",
            statusCode: StatusCodes.Status404NotFound,
            title: title
        );
}
