using System.Security.Claims;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace LiveOps.Analytics.Exporting;

/// <summary>Tables as files, in constant memory however long they are.</summary>
internal static class ExportEndpoints
{
    public static void MapExporting(this WebApplication app)
    {
        foreach (var root in (string[])["/api", "/api/v1"])
        {
            var api = app.MapGroup(root).WithTags("exports");
            api.MapGet("/viewer-profiles/export", ExportViewersAsync)
                .RequirePermission(Permissions.ViewersExport)
                .Produces<Stream>(
                    StatusCodes.Status200OK,
                    "text/csv",
                    "application/json",
                    "application/x-ndjson",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                )
                .WithSummary("Viewer profiles as a file: csv, json, ndjson or xlsx")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound);
            api.MapGet("/analytics/export/{table}", ExportBooksAsync)
                .RequirePermission(Permissions.SessionsExport)
                .Produces<Stream>(
                    StatusCodes.Status200OK,
                    "text/csv",
                    "application/json",
                    "application/x-ndjson",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                )
                .WithSummary("Live sessions, gifts, comments or actions as a file: csv, json, ndjson or xlsx")
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static async Task<IResult> ExportViewersAsync(
        ClaimsPrincipal user,
        [FromServices] NpgsqlDataSource database,
        [FromServices] ExportSender sender,
        TimeProvider clock,
        CancellationToken cancellationToken,
        string? format = null,
        string? filter = null,
        string? search = null,
        string? tag = null,
        bool? blocked = null,
        Guid? accountId = null,
        bool bom = true
    )
    {
        if (ExportFormat.Find(format) is not { } chosen)
            return ExportFormat.Unknown();
        var (query, wrong) = ViewerQuery.Of(
            new ViewerListRequest
            {
                Filter = filter,
                Search = search,
                Tag = tag,
                Blocked = blocked,
            }
        );
        if (query is null)
            return wrong!;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (audience, problem) = await ViewerAudience.FindAsync(connection, user, accountId, clock, cancellationToken);
        if (audience is null)
            return problem!;
        var people =
            query.Filter == ViewerFilter.Active
                ? await ActiveVisits.PeopleAsync(connection, audience, cancellationToken)
                : null;
        people = await ViewerSelection.FoundAsync(connection, audience.WorkspaceId, query, people, cancellationToken);
        return sender.Send(
            $"viewers-{query.Filter.ToString().ToLowerInvariant()}",
            ViewerExport.Of(audience, query, people),
            chosen,
            bom
        );
    }

    private static async Task<IResult> ExportBooksAsync(
        string table,
        [AsParameters] ExportRequest request,
        ClaimsPrincipal user,
        [FromServices] NpgsqlDataSource database,
        [FromServices] ExportSender sender,
        CancellationToken cancellationToken
    )
    {
        if (ExportFormat.Find(request.Format) is not { } format)
            return ExportFormat.Unknown();
        var (scope, problem) = await ExportScope.FindAsync(database, user, request, cancellationToken);
        if (scope is null)
            return problem!;
        if (BookExports.Find(table, scope) is not { } export)
            return TypedResults.Problem(
                "What can be exported: sessions, gifts, comments, actions.",
                statusCode: StatusCodes.Status404NotFound,
                title: "No such export"
            );
        return sender.Send(table, export, format, request.Bom ?? true);
    }
}
