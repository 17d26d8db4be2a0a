using System.Security.Claims;
using System.Text.Json;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerEditing;
using LiveOps.Hosting.Auditing;
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

    // What is not named ($7, $8, $9 false) stays as it is.
    private const string WriteSql = """
        insert into analytics.retention as r
            (workspace_id, events_days, comments_days, inactive_viewers_days, updated_at, updated_by)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (workspace_id) do update set
            events_days = case when $7 then excluded.events_days else r.events_days end,
            comments_days = case when $8 then excluded.comments_days else r.comments_days end,
            inactive_viewers_days = case when $9 then excluded.inactive_viewers_days else r.inactive_viewers_days end,
            updated_at = excluded.updated_at, updated_by = excluded.updated_by
        returning events_days, comments_days, inactive_viewers_days
        """;

    // In the order of the columns, with the fewest days.
    private static readonly (string Name, int Least)[] _fields =
    [
        ("eventsDays", 30),
        ("commentsDays", 1),
        ("inactiveViewersDays", 30),
    ];

    public static void MapRetention(this WebApplication app)
    {
        foreach (var root in (string[])["/api/analytics", "/api/v1/analytics"])
        {
            var api = app.MapGroup(root).WithTags("privacy").RequirePermission(Permissions.RetentionRead);
            api.MapGet("/retention", ReadAsync).WithSummary("How long the workspace keeps events, texts and viewers");
            api.MapPut("/retention", WriteAsync)
                .RequirePermission(Permissions.RetentionEdit)
                .WithSummary(
                    "Sets how long the workspace keeps what; null is for ever, and what is not named stays as it is"
                )
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
        JsonElement body,
        ClaimsPrincipal user,
        [FromServices] NpgsqlDataSource database,
        [FromServices] ChangeLog changes,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var faults = FaultsOf(body);
        if (faults.Count > 0)
            return TypedResults.ValidationProblem(faults, title: "The retention cannot be set so");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await KeepAsync(transaction, user.WorkspaceId(), cancellationToken);
        await using var write = new NpgsqlCommand(WriteSql, connection, transaction);
        write.Parameters.With(user.WorkspaceId());
        foreach (var (name, _) in _fields)
            write.Parameters.With(
                body.TryGetProperty(name, out var days) && days.ValueKind == JsonValueKind.Number
                    ? days.GetInt32()
                    : (int?)null,
                NpgsqlDbType.Integer
            );
        write.Parameters.With(clock.GetUtcNow()).With(user.MemberName());
        foreach (var (name, _) in _fields)
            write.Parameters.With(body.TryGetProperty(name, out var _));
        Retention after;
        await using (var row = await write.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            after = Read(row);
        }
        if (after != before)
            await changes.AddAsync(
                transaction,
                user.WorkspaceId(),
                Author.Of(user),
                new Change("retention set", "workspace", user.WorkspaceId().ToString(), "all accounts")
                {
                    Before = before,
                    After = after,
                },
                cancellationToken
            );
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(after);
    }

    /// <summary>What is set, which nobody else changes before the transaction ends.</summary>
    private static async Task<Retention> KeepAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand($"{ReadSql} for update", transaction.Connection, transaction);
        select.Parameters.With(workspaceId);
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : new Retention();
    }

    /// <summary>A name that is mistyped is refused: what it should have set would be kept for ever, or would go.</summary>
    private static Dictionary<string, string[]> FaultsOf(JsonElement body)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var names = string.Join(", ", _fields.Select(field => field.Name));
        if (body.ValueKind != JsonValueKind.Object || !body.EnumerateObject().Any())
        {
            faults["body"] = [$"must be an object with some of {names}: days, or null for ever."];
            return faults;
        }
        foreach (var field in body.EnumerateObject())
            if (faults.Count < 20 && FaultOf(field, names) is { } fault)
                faults[Problems.Short(Characters.Printable(field.Name))] = [fault];
        return faults;
    }

    private static string? FaultOf(JsonProperty field, string names)
    {
        foreach (var (name, least) in _fields)
            if (string.Equals(name, field.Name, StringComparison.Ordinal))
                return
                    field.Value.ValueKind == JsonValueKind.Null
                    || (
                        field.Value.ValueKind == JsonValueKind.Number
                        && field.Value.TryGetInt32(out var days)
                        && days >= least
                        && days <= LongestDays
                    )
                    ? null
                    : $"can be {least} to {LongestDays} days, or null for ever.";
        return $"is nothing that can be set here. There are {names}.";
    }
}
