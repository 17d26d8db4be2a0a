using System.Globalization;
using LiveOps.Analytics.Storing;
using Microsoft.Data.Sqlite;

namespace LiveOps.Analytics.Importing;

/// <summary>
/// A SQLite database that somebody sent: read only, never trusted. SQLite keeps any type in any column, so values are
/// taken as what they can be read as.
/// </summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private const int TextLimit = 8_192;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, HashSet<string>> _tables = new(StringComparer.OrdinalIgnoreCase);

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    private SqliteFile(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens it and checks every page of it.</summary>
    /// <exception cref="ImportRefused">It is no SQLite database, or a damaged one.</exception>
    public static async Task<SqliteFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var start = new byte[16];
        await using (var file = File.OpenRead(path))
            if (
                await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken)
                    < start.Length
                || !start.AsSpan().SequenceEqual("SQLite format 3\0"u8)
            )
                throw new ImportRefused(
                    "This is no SQLite database. Send the program's database file itself, not an export or an archive of it."
                );
        var connection = new SqliteConnection(
            // Immutable: no lock and no log file beside it is looked for.
            new SqliteConnectionStringBuilder
            {
                DataSource = $"file:{path}?immutable=1",
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ConnectionString
        );
        var opened = new SqliteFile(connection);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await opened.CheckAsync(cancellationToken);
            return opened;
        }
        catch (SqliteException)
        {
            await opened.DisposeAsync();
            throw Damaged();
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public static ImportRefused Damaged() =>
        new(
            "The database is damaged, or only a part of it was sent. Close the program that writes it, copy the file again and send the copy."
        );

    public bool Has(string table, params ReadOnlySpan<string> columns)
    {
        if (!_tables.TryGetValue(table, out var known))
            return false;
        foreach (var column in columns)
            if (!known.Contains(column))
                return false;
        return true;
    }

    /// <summary>The column, or null in SQL where the file does not have it.</summary>
    public string Column(string table, string column) => Has(table, column) ? column : "null";

    /// <summary>Rows of a table; a column that the file does not have is null. Nothing of it comes from the file.</summary>
    /// <param name="table">Its name; no rows where the file has no such table.</param>
    /// <param name="columns">Names, read by their place.</param>
    /// <param name="order">SQL after "order by".</param>
    public IEnumerable<SqliteDataReader> Rows(string table, string[] columns, string order = "1")
    {
        if (!Has(table))
            yield break;
        var list = string.Join(", ", columns.Select(column => $"{Column(table, column)} as {column}"));
        foreach (var row in Query($"select {list} from {table} order by {order}"))
            yield return row;
    }

    /// <exception cref="ImportRefused">A page cannot be read.</exception>
    public IEnumerable<SqliteDataReader> Query(string sql)
    {
        using var command = new SqliteCommand(sql, _connection);
        using var reader = command.ExecuteReader();
        while (Next(reader))
            yield return reader;
    }

    public long Count(string table) =>
        _tables.ContainsKey(table) ? Query($"select count(*) from {table}").Select(row => row.GetInt64(0)).First() : 0;

    /// <summary>What PostgreSQL can keep of it; null for nothing.</summary>
    public static string? Text(SqliteDataReader row, int at, int limit = TextLimit)
    {
        if (row.IsDBNull(at) || row.GetValue(at) is byte[])
            return null;
        var text = Convert.ToString(row.GetValue(at), CultureInfo.InvariantCulture);
        return string.IsNullOrEmpty(text) ? null : StorableText.Of(text, limit, out _, out _);
    }

    /// <summary>Null for what is no whole number.</summary>
    public static long? Long(SqliteDataReader row, int at) =>
        row.IsDBNull(at)
            ? null
            : row.GetValue(at) switch
            {
                long number => number,
                double number when Math.Abs(number) < 9e15 => (long)number,
                string text when long.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var number) => number,
                _ => null,
            };

    /// <summary>A count: 0 for what is none, never negative, never so large that a sum overflows.</summary>
    public static long Count(SqliteDataReader row, int at) => Math.Clamp(Long(row, at) ?? 0, 0, EventMapping.MostTotal);

    public static bool Truth(SqliteDataReader row, int at) => Long(row, at) is > 0;

    /// <summary>A time in any form that SQLite's programs write; without an offset it is of the given zone.</summary>
    public static DateTimeOffset? Time(SqliteDataReader row, int at, TimeZoneInfo zone)
    {
        if (row.IsDBNull(at))
            return null;
        if (row.GetValue(at) is long or double)
        {
            var number = Convert.ToDouble(row.GetValue(at), CultureInfo.InvariantCulture);
            // Seconds or milliseconds since 1970.
            var seconds = number > 1e11 ? number / 1_000 : number;
            return seconds is > 0 and < 4e9 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1_000)) : null;
        }
        if (
            !DateTime.TryParse(
                Text(row, at, 40),
                CultureInfo.InvariantCulture,
                DateTimeStyles.RoundtripKind | DateTimeStyles.AllowWhiteSpaces,
                out var time
            ) || time.Year is < 2_000 or > 2_100
        )
            return null;
        return time.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime()
            : new DateTimeOffset(time.ToUniversalTime());
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static bool Next(SqliteDataReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (SqliteException)
        {
            throw Damaged();
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var safe = new SqliteCommand(
            "pragma trusted_schema = off; pragma cell_size_check = on; pragma mmap_size = 0;",
            _connection
        );
        await safe.ExecuteNonQueryAsync(cancellationToken);
        if (Query("pragma quick_check(1)").Select(row => row.GetString(0)).First() != "ok")
            throw Damaged();
        // Tables alone: a view runs whatever SQL the file's maker has put there.
        var tables = Query("select name from sqlite_master where type = 'table' and sql not like 'create virtual%'")
            .Select(row => row.GetString(0))
            .ToList();
        foreach (var table in tables)
        {
            await using var columns = new SqliteCommand("select name from pragma_table_info($table)", _connection);
            columns.Parameters.AddWithValue("$table", table);
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            await using var reader = await columns.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                names.Add(reader.GetString(0));
            _tables[table] = names;
        }
    }
}
