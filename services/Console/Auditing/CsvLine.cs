namespace LiveOps.Console.Auditing;

/// <summary>
/// Lines of a CSV file (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe: names
/// and notes are other people's input.
/// </summary>
internal static class CsvLine
{
    public static string Of(params ReadOnlySpan<string?> cells)
    {
        var line = new System.Text.StringBuilder();
        foreach (var cell in cells)
        {
            if (line.Length > 0)
                line.Append(',');
            line.Append('"').Append(Safe(cell ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        return line.Append("\r\n").ToString();
    }

    // OWASP, "CSV Injection": also tab and carriage return, which a spreadsheet strips first; and blanks before them.
    private static string Safe(string cell) =>
        cell.TrimStart() is ['=' or '+' or '-' or '@', ..] || cell is ['\t' or '\r' or '\n', ..] ? $"'{cell}" : cell;
}
