using Npgsql;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Columns that may be null. A row that was read is in memory already: there is nothing to wait for.</summary>
internal static class Rows
{
    public static string? TextOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    public static DateOnly Day(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateOnly>(column);
}
