using LiveOps.Analytics.Exporting;
using Npgsql;

namespace LiveOps.Analytics.Privacy;

/// <summary>A file of the answer. In its SQL <c>$1</c> is the workspace and <c>$2</c> are all user ids of the person.</summary>
/// <param name="Name">Without extension.</param>
/// <param name="Meaning">What it holds, in words for the person.</param>
/// <param name="Sql">Selects the fields in their order.</param>
/// <param name="Fields">What each value of a row is.</param>
internal sealed record SubjectAccessFile(string Name, string Meaning, string Sql, IReadOnlyList<Field> Fields)
{
    public IReadOnlyList<ExportColumn<NpgsqlDataReader>> Columns { get; } =
    [.. Fields.Select((field, at) => field.At(at))];
}

/// <summary>A column by its name and kind; its place in the row is its place in the list.</summary>
/// <param name="At">The column at a place.</param>
internal sealed record Field(Func<int, ExportColumn<NpgsqlDataReader>> At)
{
    public static Field Text(string name) => new(at => RowColumns.Text(name, at));

    public static Field Word(string name) => new(at => RowColumns.Word(name, at));

    public static Field Id(string name) => new(at => RowColumns.Id(name, at));

    public static Field Guid(string name) => new(at => RowColumns.Guid(name, at));

    public static Field Number(string name) => new(at => RowColumns.Number(name, at));

    public static Field Count(string name) => new(at => RowColumns.Count(name, at));

    public static Field Truth(string name) => new(at => RowColumns.Truth(name, at));

    public static Field Time(string name) => new(at => RowColumns.Time(name, at));

    public static Field Name<T>(string name)
        where T : struct, Enum => new(at => RowColumns.Name<T>(name, at));
}
