using System.Security.Claims;
using LiveOps.Analytics.Storing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Privacy;

/// <summary>How long a workspace keeps what. Null keeps it for ever.</summary>
internal sealed record Retention
{
    /// <summary>Days after the end of a live session until its events go, at least 30; its totals stay.</summary>
    public int? EventsDays { get; init; }

    /// <summary>Days after the end of a live session until the texts in it go, at least 1; that somebody wrote stays.</summary>
    public int? CommentsDays { get; init; }

    /// <summary>Days after somebody was seen last until they are erased, at least 30.</summary>
    public int? InactiveViewersDays { get; init; }
}

/// <summary>Reads and sets the retention of the caller's workspace.</summary>
internal static class RetentionSettings
{
    private const int LongestDays = 36_500;

    private const string ReadSql = """
        select events_days, comments_days, inactive_viewers_days from analytics.retention where workspace_id = $1
        """;

    private const string WriteSql = """
        insert into analytics.retention
            (workspace_id, events_days, comments_days, inactive_viewers_days, updated_at, updated_by)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (workspace_id) do update set
            events_days = excluded.events_days, comments_days = excluded.comments_days,
            inactive_viewers_days = excluded.inactive_viewers_days, updated_at = excluded.updated_at,
            updated_by = excluded.updated_by
        """;

    public static void MapRetention(this WebApplication app)
    {
        foreach (var root in (string[])["/api/analytics", "/api/v1/analytics"])
        {
            var api = app.MapGroup(root).WithTags("privacy");
            api.MapGet("/retention", ReadAsync).WithSummary("How long the workspace keeps events, texts and viewers");
            api.MapPut("/retention", WriteAsync)
                .RequireAuthorization(Policies.Admin)
                .WithSummary("Sets how long the workspace keeps what; null is for ever")
                .ProducesValidationProblem();
        }
    }

    private static async Task<Ok<Retention>> ReadAsync(
        ClaimsPrincipal user,
        [FromServices] NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        await using var select = database.CreateCommand(ReadSql);
        select.Parameters.With(user.WorkspaceId());
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        return TypedResults.Ok(await row.ReadAsync(cancellationToken) ? Read(row) : new Retention());
    }

    private static Retention Read(NpgsqlDataReader row) =>
        new()
        {
            EventsDays = row.IsDBNull(0) ? null : row.GetInt32(0),
            CommentsDays = row.IsDBNull(1) ? null : row.GetInt32(1),
            InactiveViewersDays = row.IsDBNull(2) ? null : row.GetInt32(2),
        };

    private static async Task<Results<Ok<Retention>, ValidationProblem>> WriteAsync(
        Retention retention,
        ClaimsPrincipal user,
        [FromServices] NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        void Check(string name, int? days, int least)
        {
            if (days < least || days > LongestDays)
                faults[name] = [$"can be {least} to {LongestDays} days, or null for ever."];
        }
        Check("eventsDays", retention.EventsDays, 30);
        Check("commentsDays", retention.CommentsDays, 1);
        Check("inactiveViewersDays", retention.InactiveViewersDays, 30);
        if (faults.Count > 0)
            return TypedResults.ValidationProblem(faults);
        await using var write = database.CreateCommand(WriteSql);
        write
            .Parameters.With(user.WorkspaceId())
            .With(retention.EventsDays, NpgsqlDbType.Integer)
            .With(retention.CommentsDays, NpgsqlDbType.Integer)
            .With(retention.InactiveViewersDays, NpgsqlDbType.Integer)
            .With(clock.GetUtcNow())
            .With(user.MemberName());
        await write.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.Ok(retention);
    }
}
