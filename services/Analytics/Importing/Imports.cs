using System.Text.Json;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Auditing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Importing;

/// <summary>An import over HTTP.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Kind">liveGames or viewerProfiles.</param>
/// <param name="SourceId">The database that the file is a copy of.</param>
/// <param name="FileName">As it was sent; null for a body without a name.</param>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="State">running, done, failed or interrupted.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">Null while it runs.</param>
/// <param name="ImportedBy">Who sent the file.</param>
/// <param name="Report">By table: rows read, new, known and skipped, with reasons.</param>
internal sealed record ImportView(
    Guid Id,
    string Kind,
    Guid SourceId,
    string? FileName,
    long FileBytes,
    string State,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string ImportedBy,
    JsonElement Report
);

/// <summary>Runs imports, one at a time for a workspace, and keeps what became of them.</summary>
internal sealed class Imports(
    NpgsqlDataSource database,
    EventStore store,
    EventPartitions partitions,
    Audiences audiences,
    ChangeLog changes,
    TimeProvider clock,
    ILogger<Imports> log
)
{
    public const string Columns =
        "id, kind, source_id, file_name, file_bytes, state, started_at, finished_at, imported_by, report::text";

    private const string LiveGames = "liveGames";
    private const string ViewerProfiles = "viewerProfiles";

    private const string BeginSql = """
        with gone as (update analytics.imports set state = 'interrupted' where workspace_id = $2 and state = 'running')
        insert into analytics.imports
            (id, workspace_id, source_id, kind, file_name, file_bytes, state, started_at, imported_by)
        values ($1, $2, $3, $4, $5, $6, 'running', $7, $8)
        """;

    private const string EndSql = """
        update analytics.imports set state = $2, finished_at = $3, report = $4 where id = $1
        """;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>Imports a file to its end, whoever waits for it.</summary>
    /// <returns>The import's id; null while another import of the workspace runs.</returns>
    /// <exception cref="ImportRefused">It is no file that can be imported; nothing was stored.</exception>
    public async Task<Guid?> RunAsync(
        Upload upload,
        Guid workspace,
        Author by,
        string? sourceName,
        ImportSettings settings,
        CancellationToken cancellationToken
    )
    {
        await using var guard = await database.OpenConnectionAsync(cancellationToken);
        // Of the session: a service that dies lets go of it.
        await using (
            var take = new NpgsqlCommand(
                "select pg_try_advisory_lock(hashtextextended('liveops.analytics.import:' || $1::text, 0))",
                guard
            )
        )
        {
            take.Parameters.With(workspace);
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
                return null;
        }
        try
        {
            await using var file = await SqliteFile.OpenAsync(upload.Path, cancellationToken);
            return await RunAsync(file, upload, workspace, by, sourceName, settings, cancellationToken);
        }
        finally
        {
            await using var release = new NpgsqlCommand(
                "select pg_advisory_unlock(hashtextextended('liveops.analytics.import:' || $1::text, 0))",
                guard
            );
            release.Parameters.With(workspace);
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    public static ImportView Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetGuid(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetInt64(4),
            row.GetString(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
            row.GetString(8),
            JsonElement.Parse(row.GetString(9))
        );

    private async Task<Guid> RunAsync(
        SqliteFile file,
        Upload upload,
        Guid workspace,
        Author by,
        string? sourceName,
        ImportSettings settings,
        CancellationToken cancellationToken
    )
    {
        var isProfiles = ProfilesImport.Fits(file);
        if (!isProfiles && !LiveGamesImport.Fits(file))
            throw new ImportRefused(
                "This database has neither the tables of Live Games (accounts, live_sessions, gift_logs) nor those of the viewer-profiles plugin (viewer_profiles)."
            );
        if (isProfiles && settings.AccountId is null)
            throw new ImportRefused(
                "Viewer profiles do not say whose viewers they are: name one of your accounts with accountId."
            );
        var source = isProfiles
            ? ProfilesImport.SourceOf(workspace, file, sourceName)
            : LiveGamesImport.SourceOf(workspace, file, sourceName);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await BeginAsync(
            id,
            source,
            isProfiles ? ViewerProfiles : LiveGames,
            settings.AccountId,
            upload,
            by,
            cancellationToken
        );
        var report = new ImportReport();
        try
        {
            if (isProfiles)
                await new ProfilesImport(database, audiences, partitions).RunAsync(
                    file,
                    source,
                    settings,
                    report,
                    cancellationToken
                );
            else
                await new LiveGamesImport(database, store, partitions).RunAsync(
                    file,
                    source,
                    settings,
                    report,
                    cancellationToken
                );
            await EndAsync(id, "done", report);
        }
        catch (Exception error)
        {
            log.LogError(error, "An import of {Kind} failed.", isProfiles ? ViewerProfiles : LiveGames);
            report.Error =
                error is ImportRefused
                    ? error.Message
                    : "The import stopped half way. Import the file again: what is stored already is not stored twice.";
            await EndAsync(id, cancellationToken.IsCancellationRequested ? "interrupted" : "failed", report);
        }
        return id;
    }

    /// <summary>
    /// Told of as it begins: it is stored in many transactions, and one that stops half way has changed something too.
    /// What came of it is in its report.
    /// </summary>
    private async Task BeginAsync(
        Guid id,
        ImportSource source,
        string kind,
        Guid? accountId,
        Upload upload,
        Author by,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var begin = new NpgsqlCommand(BeginSql, connection, transaction);
        begin
            .Parameters.With(id)
            .With(source.WorkspaceId)
            .With(source.Id)
            .With(kind)
            .With(upload.FileName, NpgsqlDbType.Text)
            .With(upload.Bytes)
            .With(clock.GetUtcNow())
            .With(by.Name);
        await begin.ExecuteNonQueryAsync(cancellationToken);
        await changes.AddAsync(
            transaction,
            source.WorkspaceId,
            by,
            new Change("history import begun", "import", id.ToString(), upload.FileName)
            {
                After = new
                {
                    Kind = kind,
                    AccountId = accountId,
                    upload.Bytes,
                },
            },
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task EndAsync(Guid id, string state, ImportReport report)
    {
        await using var end = database.CreateCommand(EndSql);
        end.Parameters.With(id)
            .With(state)
            .With(clock.GetUtcNow())
            .With(JsonSerializer.Serialize(report, _json), NpgsqlDbType.Jsonb);
        await end.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
