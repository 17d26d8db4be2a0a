using System.Text;
using LiveOps.Hosting;

namespace LiveOps.Console.Auditing;

/// <summary>Lines of a CSV file (RFC 4180), harmless to a spreadsheet: names and notes are other people's input.</summary>
internal static class CsvLine
{
    public static string Of(params ReadOnlySpan<string?> cells)
    {
        var line = new StringBuilder();
        foreach (var cell in cells)
        {
            if (line.Length > 0)
                line.Append(',');
            line.Append('"')
                .Append(SpreadsheetText.Harmless(cell ?? "").Replace("\"", "\"\"", StringComparison.Ordinal))
                .Append('"');
        }
        return line.Append("\r\n").ToString();
    }
}
