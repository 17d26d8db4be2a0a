namespace LiveOps.Hosting;

/// <summary>Texts of other people in files that a spreadsheet opens.</summary>
public static class SpreadsheetText
{
    /// <summary>
    /// The text, with an apostrophe in front where a spreadsheet would take it for a formula. Source: OWASP, "CSV
    /// Injection": equals, plus, minus and at, also behind blanks, and tab and line ends, which a spreadsheet strips
    /// first; the full width letters are read as the plain ones by spreadsheets of some languages.
    /// </summary>
    public static string Harmless(string text) =>
        text is ['\t' or '\r' or '\n', ..]
        || text.AsSpan().TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]
            ? $"'{text}"
            : text;
}
