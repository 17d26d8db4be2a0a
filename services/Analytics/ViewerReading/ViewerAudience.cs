using System.Security.Claims;
using System.Text.Json;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Whose viewers a request asks for: those of one account, or of all accounts of the caller's workspace.</summary>
internal sealed record ViewerAudience
{
    // The workspace's zone is that of its accounts where they agree.
    private const string Sql = """
        select a.audience_no, a.settings,
            case when a.account_id is not null then a.time_zone else (
                select min(o.time_zone) from analytics.audiences o
                where o.workspace_id = $1 and o.account_id is not null having count(distinct o.time_zone) = 1
            ) end, a.time_zone
        from analytics.audiences a where a.workspace_id = $1 and a.account_id is not distinct from $2
        """;

    public required Guid WorkspaceId { get; init; }

    /// <summary>Null for the whole workspace.</summary>
    public required Guid? AccountId { get; init; }

    /// <summary>Names it in the tables; 0, which names none, for a workspace that has seen no viewer yet.</summary>
    public required int AudienceNo { get; init; }

    /// <summary>IANA name; null for a workspace whose accounts have different ones, or that has none.</summary>
    public string? CommonZone { get; init; }

    /// <summary>The common one, else the workspace's own.</summary>
    public required TimeZoneInfo Zone { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>The date where the account is.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    /// <summary>The audience, or why there is none to be shown.</summary>
    public static async Task<(ViewerAudience? Audience, ProblemHttpResult? Problem)> FindAsync(
        NpgsqlConnection connection,
        ClaimsPrincipal user,
        Guid? accountId,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var none = new ViewerAudience
        {
            WorkspaceId = user.WorkspaceId(),
            AccountId = accountId,
            AudienceNo = 0,
            Zone = TimeZoneInfo.Utc,
            Now = clock.GetUtcNow(),
        };
        await using var find = new NpgsqlCommand(Sql, connection);
        find.Parameters.With(none.WorkspaceId).With(accountId, NpgsqlDbType.Uuid);
        var found = await find.ReadAsync(
            row =>
                (
                    No: row.GetInt32(0),
                    Switches: row.GetString(1),
                    Common: row.IsDBNull(2) ? null : row.GetString(2),
                    Own: row.GetString(3)
                ),
            cancellationToken
        );
        if (found.Count == 0)
            return accountId is null ? (none, null) : (null, UnknownAccount());
        var one = found[0];
        return JsonSerializer.Deserialize<ViewerSwitches>(one.Switches)!.Enabled
            ? (
                none with
                {
                    AudienceNo = one.No,
                    CommonZone = one.Common,
                    Zone = TimeZoneInfo.TryFindSystemTimeZoneById(one.Common ?? one.Own, out var zone)
                        ? zone
                        : TimeZoneInfo.Utc,
                },
                null
            )
            : (null, SwitchedOff());
    }

    public static ProblemHttpResult UnknownViewer() =>
        TypedResults.Problem(
            "No viewer is known by this handle or user id here. Handles change: look for the viewer with /api/viewer-profiles?search=...",
            statusCode: StatusCodes.Status404NotFound,
            title: "No such viewer"
        );

    private static ProblemHttpResult UnknownAccount() =>
        TypedResults.Problem(
            "No account of your workspace with this id has been seen LIVE yet: GET /api/ingestion/accounts lists the accounts.",
            statusCode: StatusCodes.Status404NotFound,
            title: "No such account"
        );

    private static ProblemHttpResult SwitchedOff() =>
        TypedResults.Problem(
            "Viewer profiles are switched off for this account: set its switch 'enabled' to see them. What happens meanwhile is still on the books.",
            statusCode: StatusCodes.Status409Conflict,
            title: "Viewer profiles are switched off"
        );
}
