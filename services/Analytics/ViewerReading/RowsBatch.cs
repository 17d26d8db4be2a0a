using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Several reads in one round trip, of one moment.</summary>
internal sealed class RowsBatch(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);
    private readonly List<Action<NpgsqlDataReader>> _reads = [];

    /// <summary>Adds a read.</summary>
    /// <param name="sql">One statement.</param>
    /// <param name="describe">Adds its parameters.</param>
    /// <param name="read">Reads a row.</param>
    /// <returns>Its rows: empty until the batch has run.</returns>
    public List<T> Add<T>(string sql, Action<NpgsqlParameterCollection> describe, Func<NpgsqlDataReader, T> read)
    {
        var command = new NpgsqlBatchCommand(sql);
        describe(command.Parameters);
        _batch.BatchCommands.Add(command);
        var rows = new List<T>();
        _reads.Add(row => rows.Add(read(row)));
        return rows;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _batch.PrepareAsync(cancellationToken);
        await using var row = await _batch.ExecuteReaderAsync(cancellationToken);
        foreach (var read in _reads)
        {
            while (await row.ReadAsync(cancellationToken))
                read(row);
            await row.NextResultAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
