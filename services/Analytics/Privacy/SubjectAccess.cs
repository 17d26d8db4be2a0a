using System.IO.Compression;
using System.Security.Claims;
using System.Text;
using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Exporting;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerEditing;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Privacy;

/// <summary>
/// Everything that a workspace holds of one person, under all user ids that are theirs: the answer to a request under
/// Art. 15 GDPR. A zip of JSON files, sent while it is read; all of it is from one moment.
/// </summary>
internal static class SubjectAccess
{
    public static void MapSubjectAccess(this WebApplication app)
    {
        foreach (var root in (string[])["/api/viewer-profiles", "/api/v1/viewer-profiles"])
            app.MapGroup(root)
                .WithTags("privacy")
                .MapGet("/{user}/export", ExportAsync)
                .RequirePermission(Permissions.ViewersExport)
                .WithSummary("Everything that is kept of a person, as a zip: for a subject access request")
                .Produces<Stream>(StatusCodes.Status200OK, "application/zip")
                .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task ExportAsync(
        string user,
        HttpContext http,
        ClaimsPrincipal caller,
        [FromServices] NpgsqlDataSource database,
        [FromServices] ViewerChanges changes,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var workspace = caller.WorkspaceId();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await TellAsync(connection, user, caller, changes, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            cancellationToken
        );
        if (await ViewerPerson.FindAsync(connection, workspace, user, cancellationToken) is not { } person)
        {
            await Problems.NoViewer(user).ExecuteAsync(http);
            return;
        }
        var now = clock.GetUtcNow();
        ExportAnswer.Begin(
            http,
            "application/zip",
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"liveops-person-{person.UserId}-{now.UtcDateTime:yyyyMMdd-HHmmss}.zip"
            )
        );
        try
        {
            await WriteAsync(http.Response.Body, connection, workspace, person.Ids, now, cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or NpgsqlException or IOException)
        {
            // Half a file must not look like a whole one.
            http.Abort();
        }
    }

    /// <summary>Before the first byte: who breaks off has a part of the file.</summary>
    private static async Task TellAsync(
        NpgsqlConnection connection,
        string user,
        ClaimsPrincipal caller,
        ViewerChanges changes,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Audiences.LockAloneAsync(transaction, caller.WorkspaceId(), cancellationToken);
        if (await ViewerPerson.FindAsync(connection, caller.WorkspaceId(), user, cancellationToken) is not { } person)
            return;
        await changes.TellAsync(
            transaction,
            caller,
            person.UserId,
            "subject access file made",
            null,
            null,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        Stream to,
        NpgsqlConnection connection,
        Guid workspace,
        long[] ids,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // Not disposed of when something breaks: a zip without its end is refused by whoever opens it.
        var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        await using (var readme = await OpenAsync("readme.txt"))
            await readme.WriteAsync(Encoding.UTF8.GetBytes(SubjectAccessReadme.Of(ids, now)), cancellationToken);
        foreach (var file in SubjectAccessFiles.All)
        {
            await using var part = await OpenAsync($"{file.Name}.json");
            await using var writer = new JsonTableWriter(part, lines: false);
            var export = new Export<NpgsqlDataReader>
            {
                Sql = file.Sql,
                Parameters = parameters =>
                    parameters.With(workspace).With(ids, NpgsqlDbType.Array | NpgsqlDbType.Bigint),
                Read = row => row,
                Columns = file.Columns,
            };
            await export.WriteAsync(connection, writer, cancellationToken);
        }
        await zip.DisposeAsync();

        Task<Stream> OpenAsync(string name) =>
            zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
    }
}
