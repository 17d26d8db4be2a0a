using System.Security.Claims;
using LiveOps.Analytics.Storing;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace LiveOps.Analytics.Importing;

/// <summary>What whoever imports may choose.</summary>
internal sealed class ImportRequest
{
    /// <summary>The account that all of the file is of; needed for viewer profiles.</summary>
    [FromQuery]
    public Guid? AccountId { get; init; }

    /// <summary>halved (default) or asIs: the plugin books twice the coins that viewers pay.</summary>
    [FromQuery]
    public string? Coins { get; init; }

    /// <summary>IANA name, for times in the file that have no offset; UTC by default.</summary>
    [FromQuery]
    public string? TimeZone { get; init; }

    /// <summary>A name of your own for the database, where two different ones begin with the same row.</summary>
    [FromQuery]
    public string? Source { get; init; }
}

/// <summary>Imports, and what became of them.</summary>
internal static class ImportEndpoints
{
    private const int MostListed = 100;
    private const int LongestName = 100;

    public static void MapImporting(this WebApplication app)
    {
        foreach (var root in (string[])["/api/analytics", "/api/v1/analytics"])
        {
            var api = app.MapGroup(root).WithTags("import").RequirePermission(Permissions.SessionsRead);
            api.MapPost("/import", ImportAsync)
                .RequirePermission(Permissions.SessionsImport)
                .DisableAntiforgery()
                .WithSummary("Brings in a database of Live Games or of the viewer-profiles plugin")
                .Produces<ImportView>()
                .ProducesProblem(StatusCodes.Status400BadRequest)
                .ProducesProblem(StatusCodes.Status409Conflict);
            api.MapGet("/imports", ListAsync).WithSummary("The last 100 imports of the workspace, newest first");
            api.MapGet("/imports/{id:guid}", ReadAsync).WithSummary("One import with its report");
        }
    }

    private static async Task<IResult> ImportAsync(
        HttpRequest http,
        [AsParameters] ImportRequest request,
        ClaimsPrincipal user,
        [FromServices] Imports imports,
        [FromServices] NpgsqlDataSource database,
        IHostApplicationLifetime life,
        CancellationToken cancellationToken
    )
    {
        if (request.Coins is not (null or "halved" or "asIs"))
            return Refuse("'coins' can be halved or asIs.");
        if (request.Source is { Length: > LongestName or 0 })
            return Refuse("'source' has 1 to 100 characters.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone ?? "UTC", out var zone))
            return Refuse("'timeZone' is a name like Europe/Paris.");
        if (
            request.AccountId is { } account
            && !await HasAsync(database, user.WorkspaceId(), account, cancellationToken)
        )
            return TypedResults.Problem(
                "No account of your workspace has this id: GET /api/ingestion/accounts lists the accounts.",
                statusCode: StatusCodes.Status404NotFound,
                title: "No such account"
            );
        try
        {
            await using var upload = await Upload.TakeAsync(http, cancellationToken);
            // What has begun is brought to its end, also when whoever sent it does not wait.
            var id = await imports.RunAsync(
                upload,
                user.WorkspaceId(),
                Author.Of(user),
                request.Source,
                new ImportSettings(request.AccountId, zone, request.Coins == "asIs"),
                life.ApplicationStopping
            );
            if (id is null)
                return TypedResults.Problem(
                    "Another import of your workspace is running. GET /api/analytics/imports shows how far it is.",
                    statusCode: StatusCodes.Status409Conflict,
                    title: "One at a time"
                );
            var import = await FindAsync(database, user.WorkspaceId(), id.Value, CancellationToken.None);
            return import!.State == "done"
                ? TypedResults.Ok(import)
                : TypedResults.Problem(
                    import.Report.TryGetProperty("error", out var error) ? error.GetString() : null,
                    statusCode: StatusCodes.Status500InternalServerError,
                    title: "The import did not end well"
                );
        }
        catch (ImportRefused error)
        {
            return Refuse(error.Message);
        }
    }

    private static async Task<Ok<List<ImportView>>> ListAsync(
        ClaimsPrincipal user,
        [FromServices] NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        await using var select = database.CreateCommand(
            $"select {Imports.Columns} from analytics.imports where workspace_id = $1 order by started_at desc, id limit $2"
        );
        select.Parameters.With(user.WorkspaceId()).With(MostListed);
        var imports = new List<ImportView>();
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            imports.Add(Imports.Read(row));
        return TypedResults.Ok(imports);
    }

    private static async Task<Results<Ok<ImportView>, NotFound>> ReadAsync(
        Guid id,
        ClaimsPrincipal user,
        [FromServices] NpgsqlDataSource database,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(database, user.WorkspaceId(), id, cancellationToken) is { } import
            ? TypedResults.Ok(import)
            : TypedResults.NotFound();

    private static async Task<ImportView?> FindAsync(
        NpgsqlDataSource database,
        Guid workspace,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        await using var select = database.CreateCommand(
            $"select {Imports.Columns} from analytics.imports where workspace_id = $1 and id = $2"
        );
        select.Parameters.With(workspace).With(id);
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Imports.Read(row) : null;
    }

    private static async Task<bool> HasAsync(
        NpgsqlDataSource database,
        Guid workspace,
        Guid account,
        CancellationToken cancellationToken
    )
    {
        await using var ask = database.CreateCommand(
            "select exists (select from analytics.audiences where workspace_id = $1 and account_id = $2)"
        );
        ask.Parameters.With(workspace).With(account);
        return await ask.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static ProblemHttpResult Refuse(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "This cannot be imported");
}
