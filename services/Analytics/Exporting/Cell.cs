using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace LiveOps.Analytics.Exporting;

/// <summary>What a cell of an export is.</summary>
internal enum CellKind
{
    Nothing,

    /// <summary>Written by people: a spreadsheet must not take it for a formula.</summary>
    Text,

    /// <summary>An id or a word of LiveOps' own; ids are text, because spreadsheets and JavaScript lose their last digits.</summary>
    Word,
    Number,
    Fraction,
    Truth,
    Time,
    Date,
}

/// <summary>One value of an export, without a box around it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cell(CellKind Kind, string? Words, long Bits)
{
    public static Cell Text(string? text) => text is null ? default : new(CellKind.Text, text, 0);

    public static Cell Word(string? word) => word is null ? default : new(CellKind.Word, word, 0);

    public static Cell Id(long? id) => Word(id?.ToString(CultureInfo.InvariantCulture));

    public static Cell Id(Guid? id) => Word(id?.ToString());

    public static Cell Number(long? number) => number is { } value ? new(CellKind.Number, null, value) : default;

    public static Cell Fraction(double? number) =>
        number is { } value && double.IsFinite(value)
            ? new(CellKind.Fraction, null, BitConverter.DoubleToInt64Bits(value))
            : default;

    public static Cell Truth(bool? truth) => truth is { } value ? new(CellKind.Truth, null, value ? 1 : 0) : default;

    public static Cell Time(DateTimeOffset? time) =>
        time is { } value ? new(CellKind.Time, null, value.UtcTicks) : default;

    public static Cell Date(DateOnly? date) => date is { } value ? new(CellKind.Date, null, value.DayNumber) : default;

    public double AsFraction => BitConverter.Int64BitsToDouble(Bits);
    public DateTimeOffset AsTime => new(Bits, TimeSpan.Zero);
    public DateOnly AsDate => DateOnly.FromDayNumber((int)Bits);

    /// <summary>The value in words that every machine reads: ISO 8601, a decimal point, true and false.</summary>
    public string? AsWords =>
        Kind switch
        {
            CellKind.Number => Bits.ToString(CultureInfo.InvariantCulture),
            CellKind.Fraction => AsFraction.ToString("R", CultureInfo.InvariantCulture),
            CellKind.Truth => Bits != 0 ? "true" : "false",
            CellKind.Time => AsTime.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'",
                CultureInfo.InvariantCulture
            ),
            CellKind.Date => AsDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Words,
        };
}

/// <summary>A column of an export.</summary>
/// <param name="Name">The same in every format.</param>
/// <param name="Of">Its value in a row.</param>
internal sealed record ExportColumn<T>(string Name, Func<T, Cell> Of);

/// <summary>Columns that are read as they lie in the row, in the order of the select.</summary>
internal static class RowColumns
{
    public static ExportColumn<NpgsqlDataReader> Text(string name, int at) =>
        new(name, row => Cell.Text(TextOf(row, at)));

    public static ExportColumn<NpgsqlDataReader> Word(string name, int at) =>
        new(name, row => Cell.Word(TextOf(row, at)));

    public static ExportColumn<NpgsqlDataReader> Id(string name, int at) =>
        new(name, row => Cell.Id(Of<long>(row, at)));

    public static ExportColumn<NpgsqlDataReader> Guid(string name, int at) =>
        new(name, row => Cell.Id(Of<Guid>(row, at)));

    public static ExportColumn<NpgsqlDataReader> Number(string name, int at) =>
        new(name, row => Cell.Number(Of<long>(row, at)));

    public static ExportColumn<NpgsqlDataReader> Count(string name, int at) =>
        new(name, row => Cell.Number(Of<int>(row, at)));

    public static ExportColumn<NpgsqlDataReader> Fraction(string name, int at) =>
        new(name, row => Cell.Fraction(Of<double>(row, at)));

    public static ExportColumn<NpgsqlDataReader> Truth(string name, int at) =>
        new(name, row => Cell.Truth(Of<bool>(row, at)));

    public static ExportColumn<NpgsqlDataReader> Time(string name, int at) =>
        new(name, row => Cell.Time(Of<DateTimeOffset>(row, at)));

    /// <summary>A small number of the books by the name that it has over HTTP.</summary>
    public static ExportColumn<NpgsqlDataReader> Name<T>(string name, int at)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>()
            .ToDictionary(value => Convert.ToInt16(value, CultureInfo.InvariantCulture), Camel);
        return new(
            name,
            row => Of<short>(row, at) is { } number ? Cell.Word(names.GetValueOrDefault(number)) : default
        );
    }

    private static string Camel<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string? TextOf(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static T? Of<T>(NpgsqlDataReader row, int at)
        where T : struct => row.IsDBNull(at) ? null : row.GetFieldValue<T>(at);
}
