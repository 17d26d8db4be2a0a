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
        var rows = new List<T>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rows.Add(read(row));
        return rows;
    }

    public static async Task<long[]> ReadIdsAsync(this NpgsqlCommand command, CancellationToken cancellationToken) =>
        [.. await command.ReadAsync(row => row.GetInt64(0), cancellationToken)];
}
