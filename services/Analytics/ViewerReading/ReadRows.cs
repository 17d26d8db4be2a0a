using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>All rows of a command.</summary>
internal static class ReadRows
{
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlCommand command,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        // Most of these take longer to plan than to run.
        await command.PrepareAsync(cancellationToken);
        return await command.ReadOnceAsync(read, cancellationToken);
    }

    /// <summary>The same for what is planned anew each time, because its parameters decide which partitions it reads.</summary>
    public static async Task<List<T>> ReadOnceAsync<T>(
        this NpgsqlCommand command,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<T>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rows.Add(read(row));
        return rows;
    }

    public static async Task<long[]> ReadIdsAsync(this NpgsqlCommand command, CancellationToken cancellationToken) =>
        [.. await command.ReadAsync(row => row.GetInt64(0), cancellationToken)];
}
