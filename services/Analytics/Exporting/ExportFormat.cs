using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Analytics.Exporting;

/// <summary>A format that tables are exported in.</summary>
/// <param name="Name">What the query says.</param>
/// <param name="ContentType">Of the answer.</param>
/// <param name="Open">Makes a writer onto a stream.</param>
internal sealed record ExportFormat(string Name, string ContentType, Func<Stream, bool, TableWriter> Open)
{
    private static readonly ExportFormat[] _all =
    [
        new("csv", "text/csv; charset=utf-8", (to, bom) => new CsvWriter(to, bom)),
        new("json", "application/json; charset=utf-8", (to, _) => new JsonTableWriter(to, lines: false)),
        new("ndjson", "application/x-ndjson; charset=utf-8", (to, _) => new JsonTableWriter(to, lines: true)),
        new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (to, _) => new XlsxWriter(to)),
    ];

    public static ExportFormat Csv => _all[0];

    /// <summary>Null for a word that names none; without a word it is CSV.</summary>
    public static ExportFormat? Find(string? name) =>
        name is null ? Csv : Array.Find(_all, format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static ProblemHttpResult Unknown() =>
        TypedResults.Problem(
            $"'format' can be {string.Join(", ", _all.Select(format => format.Name))}.",
            statusCode: StatusCodes.Status400BadRequest,
            title: "Unknown format"
        );

    /// <summary>A name for the file: nothing in it comes from a request or from viewers.</summary>
    public string FileName(string what, DateTimeOffset now) =>
        $"liveops-{what}-{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.{Name}";
}
