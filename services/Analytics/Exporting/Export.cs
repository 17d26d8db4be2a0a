using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Exporting;

/// <summary>A table to be exported: a query and what is read of each of its rows.</summary>
internal sealed class Export<T>
{
    public required string Sql { get; init; }
    public required Action<NpgsqlParameterCollection> Parameters { get; init; }

    /// <summary>May give the same reader again and again: cells are taken before the next row is read.</summary>
    public required Func<NpgsqlDataReader, T> Read { get; init; }
    public required IReadOnlyList<ExportColumn<T>> Columns { get; init; }

    /// <summary>Writes the whole table. Rows are taken from PostgreSQL as fast as the receiver takes them.</summary>
    /// <exception cref="OperationCanceledException">The receiver is gone; the query has ended.</exception>
    public async Task WriteAsync(NpgsqlConnection connection, TableWriter writer, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            // A receiver may be slow; when it goes away the token ends the query.
            CommandTimeout = 0,
        };
        Parameters(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        try
        {
            await writer.BeginAsync([.. Columns.Select(column => column.Name)], cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await writer.BeginRowAsync(cancellationToken);
                var row = Read(reader);
                foreach (var column in Columns)
                    writer.Add(column.Of(row));
                await writer.EndRowAsync(cancellationToken);
            }
            await writer.EndAsync(cancellationToken);
        }
        catch
        {
            // Else the reader takes all rows that are left before it closes.
            command.Cancel();
            throw;
        }
    }
}

/// <summary>Sends exports as files.</summary>
internal sealed class ExportSender(NpgsqlDataSource database, TimeProvider clock, ILogger<ExportSender> log)
{
    public IResult Send<T>(string what, Export<T> export, ExportFormat format, bool bom) =>
        new Answer<T>(this, what, export, format, bom);

    private sealed class Answer<T>(ExportSender sender, string what, Export<T> export, ExportFormat format, bool bom)
        : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var gone = httpContext.RequestAborted;
            await using var connection = await sender.Open(gone);
            ExportAnswer.Begin(httpContext, format.ContentType, format.FileName(what, sender.Now));
            try
            {
                await using var writer = format.Open(httpContext.Response.Body, bom);
                await export.WriteAsync(connection, writer, gone);
            }
            catch (Exception error) when (error is OperationCanceledException or NpgsqlException or IOException)
            {
                sender.Broken(what, error, gone.IsCancellationRequested);
                // Half a file must not look like a whole one.
                httpContext.Abort();
            }
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private ValueTask<NpgsqlConnection> Open(CancellationToken cancellationToken) =>
        database.OpenConnectionAsync(cancellationToken);

    private void Broken(string what, Exception error, bool gone)
    {
        if (gone)
            log.LogInformation("The export of {What} was not taken to its end.", what);
        else
            log.LogWarning("The export of {What} broke off: {Reason}", what, error.Message);
    }
}

/// <summary>What every answer that is a file says of itself.</summary>
internal static class ExportAnswer
{
    public static void Begin(HttpContext http, string contentType, string fileName)
    {
        http.Response.ContentType = contentType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        http.Response.Headers.CacheControl = "no-store";
        // The parts of a zip end with bytes that are written without waiting; they are few.
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
    }
}
